"""What a department holds becomes a proof: by fields, from the source, never from the applicant."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from casework import settling
from casework.recording import ask_record, recorded
from casework.settling import Seen
from domain.application import Application
from domain.errors import NotFound, SourceSilent, Validation
from domain.fields import Choice, Field, FieldKind
from domain.item import Item, ItemId, Way
from domain.proof import Outcome, Proof
from domain.states import State
from sources.records import Query, RecordAnswer
from sources.source import Found
from tests.support.desks import AT, CHEN, ZHOU, Town
from tests.support.paper_cases import case_of, reviewed
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN

HELD = {"number": "330781-2025-000631", "registered_on": "2025年2月19日", "other": "林立"}
HEALTH = ("health", "wj-03")


def item_of(town: Town, item: str = "wj-03") -> Item:
    return town.desk.catalogue.item(ItemId(item))


def case(town: Town, item: str = "wj-03", **answers: str) -> Application:
    made = case_of(town.desk, item_of(town, item))
    return replace(made, draft=replace(made.draft, answers={**made.draft.answers, **answers}))


async def asked(town: Town, of: Application, proof: str = "record", **rule: object) -> Proof:
    found = item_of(town, of.item).proof(proof)
    assert found is not None
    return await ask_record(town.desk, of, CHEN, replace(found, **rule))  # type: ignore[arg-type] # by name


async def test_what_the_source_holds_is_read_by_fields_and_kept_with_its_receipt(
    town: Town,
) -> None:
    town.records.known[HEALTH] = HELD

    proof = await asked(town, case(town))

    assert (proof.id, proof.outcome, proof.way) == ("record", Outcome.HOLDS, Way.DATA_QUERY)
    assert (proof.source, proof.receipt, proof.as_of) == ("health", "receipt-3", AT)
    assert recorded(proof) == {**HELD, "registered_on": "2025-02-19"}


async def test_the_source_is_told_who_what_for_by_what_and_which_facts(town: Town) -> None:
    town.records.known[HEALTH] = HELD

    await asked(town, case(town, other_id=CHEN_GUOLIANG))

    query = town.records.asked[0]
    assert (query.source.id, query.question, query.purpose.what) == ("health", "wj-03", "wj-03")
    assert (query.who.name, query.who.number) == (CHEN.name, CHEN.number)
    assert query.keys == {"other_id": CHEN_GUOLIANG}
    assert query.wants == ("number", "registered_on", "other")


async def test_a_key_that_was_skipped_is_not_told(town: Town) -> None:
    town.records.known[HEALTH] = HELD

    await asked(town, case(town, other_id=""))

    assert town.records.asked[0].keys == {}


async def test_nothing_found_is_a_no_to_a_record_and_a_yes_to_a_search(town: Town) -> None:
    town.records.known[HEALTH] = None
    town.records.known["natural-resources", "zr-02"] = None

    record = await asked(town, case(town))
    search = await asked(town, case(town, "zr-02"))

    assert (record.outcome, record.facts) == (Outcome.NOT_FOUND, {})
    assert (search.outcome, search.settled) == (Outcome.HOLDS, True)


async def test_something_found_speaks_against_a_search(town: Town) -> None:
    town.records.known["natural-resources", "zr-02"] = {}

    proof = await asked(town, case(town, "zr-02"))

    assert (proof.outcome, proof.settled) == (Outcome.CONTRADICTED, False)


@pytest.mark.parametrize(
    ("changed", "odd"),
    [
        ({"number": ""}, "number"),
        ({"number": "\u202e0042"}, "number"),
        ({"number": "4" * 41}, "number"),
        ({"registered_on": "去年"}, "registered_on"),
        ({"registered_on": "2027-01-01"}, "registered_on"),  # it says past
        ({"other": "林<立"}, "other"),
    ],
)
async def test_a_fact_that_cannot_be_read_is_none_and_a_person_looks(
    town: Town, changed: Mapping[str, str], odd: str
) -> None:
    town.records.known[HEALTH] = {**HELD, **changed}

    proof = await asked(town, case(town))

    assert (proof.outcome, proof.facts) == (Outcome.AMBIGUOUS, {"unreadable": odd})


@pytest.mark.parametrize("missing", ["number", "registered_on", "other"])
async def test_a_fact_that_is_missing_is_not_guessed(town: Town, missing: str) -> None:
    town.records.known[HEALTH] = {k: v for k, v in HELD.items() if k != missing}

    proof = await asked(town, case(town))

    assert (proof.outcome, proof.facts) == (Outcome.AMBIGUOUS, {"unreadable": missing})


async def test_two_records_are_laid_before_a_person(town: Town) -> None:
    class Twice:
        async def ask(self, query: Query) -> RecordAnswer:
            return RecordAnswer("r-9", AT, Found.AMBIGUOUS, {})

    rule = item_of(town).proof("record")
    assert rule is not None
    proof = await ask_record(replace(town.desk, records=Twice()), case(town), CHEN, rule)

    assert (proof.outcome, proof.receipt) == (Outcome.AMBIGUOUS, "r-9")


async def test_silence_is_no_proof_of_anything(town: Town) -> None:
    with pytest.raises(SourceSilent):
        await asked(town, case(town))


async def test_a_source_that_is_gone_is_silent(town: Town) -> None:
    with pytest.raises(SourceSilent) as silent:
        await asked(town, case(town), source="weather")

    assert silent.value.facts == {"source": "weather", "why": "unknown"}
    assert town.records.asked == []


async def test_a_record_may_name_the_applicants_own_number_and_leave_out_what_is_optional(
    town: Town,
) -> None:
    facts = (
        Field("whose", FieldKind.ID_NUMBER, "?", "号码"),
        Field("until", FieldKind.TEXT, "?", "到期", optional=True),
        Field("sort", FieldKind.CHOICE, "?", "类别", (Choice("a", "甲类"), Choice("b", "乙类"))),
        Field("paid", FieldKind.MONEY, "?", "金额"),
    )
    town.records.known[HEALTH] = {"whose": CHEN_YUAN, "sort": "乙类", "paid": "1,234.5元"}

    proof = await asked(town, case(town), facts=facts)

    held = {"whose": CHEN_YUAN, "until": "", "sort": "b", "paid": "1234.50"}
    assert recorded(proof) == held


VISIT = {
    "lives_at": "游埠镇澜桥村 8 号",
    "visited_on": "2026年11月20日",
    "seen_how": "网格员上门",
    "lives_since": "2019年3月",
}


async def test_what_an_official_read_in_a_document_is_kept_by_fields(town: Town) -> None:
    waiting = await reviewed(town, "xz-01")

    seen = Seen("visit", "走访记录 2026-11-20", VISIT)
    shown = await settling.show_proof(town.desk, waiting.id, by=ZHOU, seen=seen)

    proof = next(p for p in shown.proofs if p.id == "visit")
    assert (proof.outcome, proof.facts["shown"]) == (Outcome.SHOWN, "走访记录 2026-11-20")
    assert recorded(proof) == {**VISIT, "visited_on": "2026-11-20"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"lives_at": " "}, "lives_at"), ({"visited_on": "2099-01-01"}, "visited_on")],
)
async def test_a_fact_that_an_official_mistypes_is_named(
    town: Town, changed: Mapping[str, str], field: str
) -> None:
    waiting = await reviewed(town, "xz-01")

    seen = Seen("visit", "走访记录", {**VISIT, **changed})

    with pytest.raises(Validation) as refused:
        await settling.show_proof(town.desk, waiting.id, by=ZHOU, seen=seen)

    assert refused.value.facts["field"] == field
    assert (await town.case(waiting.id)).open_proofs == waiting.open_proofs


async def test_a_document_without_the_facts_that_it_must_hold_settles_nothing(town: Town) -> None:
    waiting = await reviewed(town, "xz-01")

    with pytest.raises(Validation):
        await settling.show_proof(town.desk, waiting.id, by=ZHOU, seen=Seen("visit", "走访记录"))
    with pytest.raises(NotFound):
        await settling.show_proof(town.desk, waiting.id, by=ZHOU, seen=Seen("weather", "信"))

    assert (await town.case(waiting.id)).state is State.REVIEW


def test_only_what_a_proof_really_holds_is_recorded() -> None:
    assert recorded(Proof("kinship", Outcome.HOLDS, facts={"record": "出生登记"})) == {}
    assert recorded(Proof("record")) == {}
