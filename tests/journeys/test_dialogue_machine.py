"""The dialogue under any words in any order: nothing raises, nothing is lost, nothing sneaks in."""

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot import dialogue, menu
from bot.talk import LEAVE, SUMMARY, Talk
from catalogue.loader import load
from domain.errors import Refusal
from domain.form import PARKED, Draft, Field, FieldKind, Place, Reading, consistent
from domain.identity import IdNumber
from domain.item import ItemId
from domain.kinship import implausible
from domain.office import OfficeKind
from sandbox.people import id_number
from sandbox.personas import CHEN_YUAN
from templates.environment import Words

CATALOGUE, WORDS, TODAY = load(), Words(), date(2026, 11, 24)
PLACES = tuple(
    Place(office.division, (office.short, *office.also))
    for office in CATALOGUE.offices.values()
    if office.kind is OfficeKind.TOWN
)
READING = Reading(TODAY, IdNumber(CHEN_YUAN), PLACES)
NUMBERS = [
    IdNumber(id_number("330781", date(year, 2, 9), order))
    for year in (1939, 1966, 1990, 1996, 2015)
    for order in (101, 102)
]
ALWAYS = (*dialogue.BACK, *dialogue.STOP, *dialogue.CONFIRM, *dialogue.REVIEW, "继续", "从头")
EXTRA = {"citizen/received": {}, "citizen/kept": {"until": "2026-12-24"}}


def well(asked: Field, talk: Talk) -> st.SearchStrategy[str]:
    """Answers that fit a question."""
    if asked.kind is FieldKind.CHOICE:
        count = len(asked.offers(talk.draft.answers))
        return st.integers(1, count).map(str)
    if asked.kind is FieldKind.DIVISION:
        return st.sampled_from([name for place in PLACES for name in place.names])
    if asked.kind is FieldKind.NAME:
        return st.sampled_from(["陈国樑", "章玉兰", "阿依古丽·买买提", "𠮷野"])
    if asked.kind is FieldKind.ID_NUMBER:
        relation = talk.draft.answers.get("relation", "")
        fit = [n for n in NUMBERS if not implausible(relation, of=n, to=READING.applicant)]
        return st.sampled_from(fit)
    return st.sampled_from(["深圳澜桥电子有限公司", "办理保险理赔"])


class Conversation(RuleBasedStateMachine):
    """One citizen who says anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.talk = Talk(CATALOGUE, CATALOGUE.item(ItemId("qs-01")), Draft(), READING)

    def hear(self, words: str) -> dialogue.Heard:
        """Say something; the answer must be one that can be put into words."""
        before = self.talk
        heard = dialogue.hear(before, words, explain=self.explain)
        if heard.done != "confirmed":
            extra = {**EXTRA.get(heard.phrase.name, {}), **menu.ending(CATALOGUE, heard.phrase)}
            assert WORDS.say(heard.phrase, extra)
        if heard.done == "discarded":
            assert before.draft.focus in (LEAVE, PARKED)
            heard = dialogue.Heard(heard.phrase, Draft(), before.item)
        self.talk = Talk(CATALOGUE, heard.item, heard.draft, READING)
        return heard

    @staticmethod
    def explain(refusal: Refusal) -> str:
        said = WORDS.refusal(refusal.code, refusal.facts)
        assert said
        return said

    @rule(words=st.text(max_size=40))
    def says_anything(self, words: str) -> None:
        self.hear(words)

    @rule(words=st.sampled_from([*ALWAYS, *(str(n) for n in range(12)), *NUMBERS]))
    def says_a_word_that_means_something(self, words: str) -> None:
        self.hear(words)

    @precondition(lambda self: self.talk.asked is not None)
    @rule(data=st.data())
    def answers_well(self, data: st.DataObject) -> None:
        asked = self.talk.asked
        assert asked is not None
        answer = data.draw(well(asked, self.talk))

        heard = self.hear(answer)

        ended = heard.phrase.name.startswith("citizen/ends/")
        assert ended or asked.id in heard.draft.answers

    @rule(word=st.sampled_from([*dialogue.BACK, *dialogue.STOP]))
    def goes_back_or_stops(self, word: str) -> None:
        before = self.talk.draft.answers

        self.hear(word)

        assert self.talk.draft.answers == before

    @rule(word=st.sampled_from(dialogue.CONFIRM))
    def confirms(self, word: str) -> None:
        at_summary = self.talk.draft.focus == SUMMARY

        heard = self.hear(word)

        if heard.done == "confirmed":
            assert at_summary
            assert self.talk.form.next(self.talk.draft.answers) is None

    @rule()
    def leaves_for_days(self) -> None:
        heard = dialogue.resume(self.talk)

        assert WORDS.say(heard.phrase)
        assert heard.draft.answers == self.talk.draft.answers
        self.talk = Talk(CATALOGUE, heard.item, heard.draft, READING)

    @invariant()
    def every_answer_reads_well_beside_the_others(self) -> None:
        answers = self.talk.draft.answers
        assert consistent(self.talk.form, answers, by=READING) == answers

    @invariant()
    def the_item_is_the_one_that_the_answers_lead_to(self) -> None:
        kin = self.talk.draft.answers.get("kin")
        assert kin is None or kin in self.talk.item.kins

    @invariant()
    def what_is_asked_is_called_for(self) -> None:
        talk, answers = self.talk, self.talk.draft.answers
        if talk.draft.focus == SUMMARY:
            assert talk.form.next(answers) is None
        elif talk.draft.focus not in (LEAVE, PARKED):
            assert talk.asked is not None
            assert talk.asked.applies(answers)


Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestConversation = Conversation.TestCase
