"""The dialogue under any words in any order: nothing raises, nothing is lost, nothing sneaks in."""

from dataclasses import replace
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot import dialogue
from bot.talk import LEAVE, SUMMARY, Talk, lines_of
from casework.answering import begun
from catalogue.divisions import divisions
from catalogue.loader import load
from domain.errors import Refusal
from domain.form import PARKED, Draft, Field, FieldKind, Known, Reading, consistent
from domain.identity import IdNumber
from domain.item import Item, ItemId
from domain.kinship import implausible
from sandbox.people import id_number
from sandbox.personas import CHEN_YUAN
from templates.environment import Words

CATALOGUE, WORDS, TODAY = load(), Words(), date(2026, 11, 24)
PLACES = divisions(CATALOGUE.offices.values()).places
KNOWN = Known("陈媛", CHEN_YUAN, "13800000042", "330781102")
READING = Reading(TODAY, IdNumber(CHEN_YUAN), PLACES, pictures=2, known=KNOWN)
NUMBERS = [
    IdNumber(id_number("330781", date(year, 2, 9), order))
    for year in (1939, 1966, 1990, 1996, 2015)
    for order in (101, 102)
]
ALWAYS = (
    *dialogue.BACK,
    *dialogue.STOP,
    *dialogue.CONFIRM,
    *dialogue.REVIEW,
    "继续",
    "从头",
    "没有",
)
EXTRA = {"citizen/received": {}, "citizen/kept": {"until": "2026-12-24"}}
GOOD = {
    FieldKind.TEXT: ("深圳澜桥电子有限公司", "办理保险理赔"),
    FieldKind.NAME: ("陈国樑", "章玉兰", "阿依古丽·买买提", "𠮷野"),
    FieldKind.PASSPORT: ("E12345678", "h1234567890"),
    FieldKind.DATE: ("2026年11月24日", "今天"),
    FieldKind.MONEY: ("1200", "3.5万"),
    FieldKind.NUMBER: ("3", "12"),
    FieldKind.PHONE: ("13800000042",),
    FieldKind.CREDIT_CODE: ("91350100M000100Y43",),
    FieldKind.IMAGE: ("好了",),
}


def well(asked: Field, talk: Talk) -> st.SearchStrategy[str]:
    """Answers that fit a question."""
    if asked.kind is FieldKind.CHOICE:
        count = len(asked.offers(talk.draft.answers))
        return st.integers(1, count).map(str)
    if asked.kind is FieldKind.DIVISION:
        of_level = [place for place in PLACES if place.level is asked.level]
        return st.sampled_from([place.division for place in of_level[:200]])
    if asked.kind is FieldKind.ID_NUMBER:
        relation = talk.draft.answers.get("relation", "")
        fit = [n for n in NUMBERS if not implausible(relation, of=n, to=READING.applicant)]
        return st.sampled_from(fit or NUMBERS)
    if asked.kind is FieldKind.NUMBER and asked.least is not None:
        return st.just(f"{asked.least:f}")
    return st.sampled_from(GOOD[asked.kind])


def talk_has_rules(talk: Talk) -> bool:
    """Whether an answer that fits its question may still not fit another answer."""
    return bool(talk.form.rules)


class Conversation(RuleBasedStateMachine):
    """One citizen who says anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.begin("qs-01")

    @initialize(
        item=st.just("qs-01") | st.sampled_from(sorted(CATALOGUE.items)),
        of=st.sampled_from(["", "case-1"]),
    )
    def begin(self, item: str, of: str = "") -> None:
        """Ask for an item, or begin to change a case about it."""
        wanted = CATALOGUE.item(ItemId(item))
        self.of = of
        self.talk = Talk(CATALOGUE, wanted, self.anew(wanted), READING)

    def anew(self, item: Item) -> Draft:
        """A draft in which nothing is answered yet."""
        return replace(begun(item, by=READING), of=self.of)

    def hear(self, words: str) -> dialogue.Heard:
        """Say something; the answer must be one that can be put into words."""
        before = self.talk
        heard = dialogue.hear(before, words, explain=self.explain)
        if heard.done != "confirmed":
            assert WORDS.say(heard.phrase, EXTRA.get(heard.phrase.name, {}))
        if heard.done == "discarded":
            assert before.draft.focus in (LEAVE, PARKED)
            heard = dialogue.Heard(heard.phrase, self.anew(before.item), before.item)
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

        said = {**heard.draft.answers, **heard.draft.contested}
        led_away = heard.draft.left is not None
        assert led_away or asked.id in said or talk_has_rules(self.talk)

    @precondition(lambda self: self.talk.draft.focus == SUMMARY)
    @rule(data=st.data())
    def wants_a_line_changed(self, data: st.DataObject) -> None:
        count = len(lines_of(self.talk))
        line = data.draw(st.integers(1, count + 1))

        heard = self.hear(f"不对 {line}")

        assert (heard.draft.focus == SUMMARY) == (line > count)

    @rule(word=st.sampled_from([*dialogue.BACK, *dialogue.STOP]))
    def goes_back_or_stops(self, word: str) -> None:
        before = self.talk

        self.hear(word)

        came_back = before.draft.left is not None and self.talk.item.id != before.item.id
        assert came_back or self.talk.draft.answers == before.draft.answers

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
    def a_change_never_forgets_what_it_changes(self) -> None:
        assert self.talk.draft.of == self.of

    @invariant()
    def the_item_is_the_one_that_the_answers_lead_to(self) -> None:
        draft = self.talk.draft
        led = self.talk.form.routed(draft.answers) or draft.origin or self.talk.item.id
        assert self.talk.item.id == led

    @invariant()
    def only_what_the_register_holds_is_contested(self) -> None:
        assert self.talk.draft.contested.keys() <= self.talk.form.fixed

    @invariant()
    def what_is_asked_is_called_for(self) -> None:
        talk, answers = self.talk, self.talk.draft.answers
        if talk.draft.focus == SUMMARY:
            assert talk.form.next(answers) is None
        elif talk.draft.focus not in (LEAVE, PARKED):
            assert talk.asked is not None
            assert talk.asked in list(talk.form.applicable(answers))


Conversation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestConversation = Conversation.TestCase
