from dataclasses import replace

import pytest

from casework import settling
from casework.asking import BY_A_PERSON, askable
from casework.settling import Seen
from casework.transcribing import substance, written
from casework.weighing import Verdict, telling, weighed
from domain.application import Application
from domain.commitment import Stage
from domain.errors import NotFound, Refusal, WrongState
from domain.identity import IdNumber
from domain.item import Item, ItemId
from domain.proof import Outcome, Proof
from domain.verification import Answer, Turn
from sources.source import Found
from tests.support.desks import CATALOGUE, ZHOU, Town, unclear
from tests.support.people import CHEN_GUOLIANG

ZHANG_YULAN = IdNumber("33078119680917302X")
SECOND: dict[str, str | None] = {
    "more_relative": "yes",
    "relation#2": "mother",
    "relative_name#2": "章玉兰",
    "relative_id#2": ZHANG_YULAN,
    "more_relative#2": "no",
}
ITEM_PROOFS = [(item, rule) for item in CATALOGUE.items.values() for rule in item.proofs]


def item_of(town: Town, case: Application) -> Item:
    return town.desk.catalogue.item(case.item, case.item_version)


async def test_each_relative_is_weighed_alone_and_named(town: Town) -> None:
    town.register.others = {ZHANG_YULAN: unclear(Found.NOT_FOUND)}
    case = await town.reviewed(**SECOND)

    known = weighed(town.desk, item_of(town, case), case)

    assert [(each.id, each.relation, each.verdict) for each in known] == [
        ("kinship", "father", Verdict.AGREES),
        ("kinship#2", "mother", Verdict.NOT_FOUND),
        ("home", "father", Verdict.AGREES),
        ("home#2", "mother", Verdict.NOT_FOUND),
    ]
    assert telling(known) == known[1]


async def test_one_relative_alone_is_not_told_apart(town: Town) -> None:
    case = await town.reviewed()

    known = weighed(town.desk, item_of(town, case), case)

    assert {each.relation for each in known} == {""}
    assert {each.source for each in known} == {"户口登记"}
    assert known[1].place == "游埠镇"


@pytest.mark.parametrize("outcome", Outcome)
async def test_every_proof_of_the_catalogue_has_a_verdict_in_words(
    town: Town, outcome: Outcome
) -> None:
    case, words = await town.submitted(), town.desk.words

    known = [
        weighed(town.desk, item, replace(case, proofs=(Proof(rule.id, outcome),)))[0]
        for item, rule in ITEM_PROOFS
    ]

    assert [each.title for each in known] == [rule.title for _, rule in ITEM_PROOFS]
    assert all(words.term("verdict", each.verdict) for each in known)
    assert all(words.term("verdict_official", each.verdict) for each in known)


async def test_a_search_reads_the_other_way_round(town: Town) -> None:
    case = await town.submitted()
    search = CATALOGUE.item(ItemId("zr-02"))

    def verdict(outcome: Outcome) -> Verdict:
        about = replace(case, proofs=(Proof("record", outcome),))
        return weighed(town.desk, search, about)[0].verdict

    assert verdict(Outcome.HOLDS) is Verdict.NONE_HELD
    assert verdict(Outcome.CONTRADICTED) is Verdict.HELD


async def test_every_way_that_can_be_taken_has_its_words(town: Town) -> None:
    words = town.desk.words.terms.tables["why_official"]
    unasked = {"data-query/not-a-way", "data-query/no-source", "data-query/passport"}

    by_people = {Outcome.SHOWN, Outcome.PROMISED}
    outcomes = {f"data-query/{each}" for each in set(Outcome) - by_people}
    stages = {f"commitment/{each}" for each in set(Stage) - {Stage.CLEARED}}

    assert words.keys() == {
        *unasked,
        *outcomes,
        *stages,
        "data-query/contested",
        *(f"verification/{each}" for each in {*Answer, Turn.CONSENT, Turn.ASKED, Turn.DECLINED}),
        "verification/overdue",
        "verification/owner-gone",
        BY_A_PERSON,
        "rule-gone",
    }


async def test_answers_are_read_out_with_each_relatives_own_word(town: Town) -> None:
    case = await town.submitted(None, **SECOND)
    item = item_of(town, case)

    said = written(town.desk, item, case.draft.answers)

    assert said["relative_name"].label == "父亲姓名"
    assert said["relative_name#2"].label == "母亲姓名"
    assert said["relative_id"].text == CHEN_GUOLIANG
    told = {each.field for each in substance(item, said)}
    assert not told & {"kin", "more_relative", "more_relative#2"}
    assert {"relation", "relation#2", "relative_place"} <= told


async def test_where_no_machine_can_be_asked_none_is_asked_again(town: Town) -> None:
    case = await town.reviewed(relative_id=None, **FOREIGN)

    assert askable(item_of(town, case), case) == frozenset()
    with pytest.raises(WrongState):
        await settling.ask_again(town.desk, case.id, by=ZHOU)


FOREIGN: dict[str, str | None] = {
    "relative_passport": "E12345678",
    "relative_born": "1966-02-09",
    "relative_sex": "male",
}


async def test_a_fact_that_no_proof_asks_for_is_refused(town: Town) -> None:
    town.register.kin = unclear(Found.NOT_FOUND)
    case = await town.reviewed()

    with pytest.raises(Refusal) as refused:
        await settling.show_proof(
            town.desk, case.id, by=ZHOU, seen=Seen("kinship", "出生证", {"height": "1"})
        )
    with pytest.raises(NotFound):
        await settling.show_proof(town.desk, case.id, by=ZHOU, seen=Seen("nothing", "出生证"))

    assert refused.value.facts["errors"] == [{"pointer": "/facts/height", "code": "not-asked"}]
