from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework import applying, committing, deciding
from casework.committing import Signature
from casework.repeating import Repeat
from casework.weighing import Verdict, weighed
from domain.application import Ask
from domain.commitment import Stage
from domain.errors import (
    Forbidden,
    NotFound,
    ProofOutstanding,
    Validation,
    WrongState,
)
from domain.identity import Person, PersonId, PersonName, Phone
from domain.item import ItemId, Way
from domain.post import Later
from domain.proof import Outcome
from domain.states import State
from storage.transaction import Transaction
from tests.casework.promises import (
    PROOF,
    SAID,
    SIGNATURE,
    checks,
    handed_in,
    offered,
    promise,
    signed,
    the_proof,
    told,
)
from tests.support.desks import ZHOU, Town
from tests.support.people import CHEN_GUOLIANG

FATHER = Person(PersonId("father"), PersonName("陈国樑"), CHEN_GUOLIANG, Phone("13812340019"))


async def test_where_a_promise_may_be_signed_it_is_the_applicants_turn(town: Town) -> None:
    account, case = await offered(town)

    (facts,) = await committing.of_case(town.desk, account, case.id)

    assert case.state is State.PROVING
    assert (facts["stage"], facts["may"], facts["number"]) == (
        Stage.OFFERED,
        ["take-up", "decline"],
        None,
    )
    assert facts["until"] == "2026-11-27T15:59:59+00:00"  # the end of the third working day
    why = ["data-query/not-a-way", "commitment/offered"]
    assert await the_proof(town, case.id) == (Outcome.OPEN, Way.COMMITMENT, why)
    assert await told(town, "told/commitment") == 1
    assert "card" not in await town.owed()


async def test_nobody_approves_while_a_promise_is_pending(town: Town) -> None:
    _, case = await offered(town)

    with pytest.raises(WrongState):
        await deciding.approve(town.desk, case.id, by=ZHOU)


async def test_a_signed_promise_takes_the_place_of_the_proof(town: Town) -> None:
    account, case = await signed(town)

    known, (check,) = await promise(town, case), await checks(town, case.id)

    assert case.state is State.REVIEW
    proof = {p.id: p for p in case.proofs}[PROOF]
    assert (proof.outcome, proof.way, proof.source) == (
        Outcome.PROMISED,
        Way.COMMITMENT,
        "commitment",
    )
    assert (proof.as_of, proof.receipt) == (known.signed_at, known.number)
    assert known.number == "兰游诺〔2026〕第000001号"
    assert known.facts == {"declared_on": "2026-11-24", "content": SAID, "shown": "无"}
    assert proof.facts["record"] == dict(known.facts)
    assert proof.facts["why"] == ["data-query/not-a-way", "commitment/signed"]
    assert (check.commitment, check.due_on, check.cancelled_at) == (known.id, None, None)
    assert check.exempt
    assert {"promise", "card"} <= set(await town.owed())
    item = town.desk.catalogue.item(ItemId("qs-15"))
    verdicts = {each.id: each.verdict for each in weighed(town.desk, item, case)}
    assert verdicts[PROOF] is Verdict.PROMISED
    (facts,) = await committing.of_case(town.desk, account, case.id)
    assert (facts["stage"], facts["may"]) == (Stage.SIGNED, ["withdraw"])


async def test_no_machine_says_yes_a_person_decides_it_by_the_end_of_the_day(town: Town) -> None:
    _, case = await signed(town)

    assert case.state is State.REVIEW
    assert case.due_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # 17:30 in Lanxi
    approved = await deciding.approve(town.desk, case.id, by=ZHOU)
    assert approved.state is State.APPROVED


async def test_a_promise_within_the_limit_hastens_nothing(town: Town) -> None:
    _, before = await offered(town, "qs-18")
    account = await town.enrolled()

    await committing.take_up(town.desk, account, before.id, PROOF)
    await committing.sign(town.desk, account, before.id, PROOF, SIGNATURE)

    assert (await town.case(before.id)).due_at == before.due_at


async def test_after_a_query_it_is_due_when_the_register_has_answered(town: Town) -> None:
    town.register.match = None
    await town.appointed()
    account = await town.enrolled()
    case = await handed_in(town, "qs-16", account)
    with pytest.raises(Later):
        await town.prove(case.id)
    await committing.take_up(town.desk, account, case.id, PROOF)
    await committing.sign(town.desk, account, case.id, PROOF, SIGNATURE)
    waiting = await town.case(case.id)
    with pytest.raises(Later):
        await town.prove(case.id, attempts=3)
    laid = await town.case(case.id)

    town.register.match = True
    await town.prove(case.id, attempts=4)

    due = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    answered = await town.case(case.id)
    assert (waiting.state, laid.state, answered.state) == (
        State.PROVING,
        State.REVIEW,
        State.REVIEW,
    )
    assert laid.due_at == waiting.due_at
    assert waiting.due_at is not None
    assert (answered.open_proofs, answered.due_at, waiting.due_at > due) == ((), due, True)


async def test_who_declines_goes_the_ordinary_way_and_is_not_asked_again(town: Town) -> None:
    account, case = await offered(town)

    facts = await committing.decline(town.desk, account, case.id, PROOF)

    assert (facts["stage"], facts["may"]) == (Stage.DECLINED, [])
    why = ["data-query/not-a-way", "commitment/declined", "verification/person"]
    assert await the_proof(town, case.id) == (Outcome.OPEN, Way.VERIFICATION, why)
    assert (await town.case(case.id)).state is State.REVIEW
    with pytest.raises(WrongState):
        await committing.take_up(town.desk, account, case.id, PROOF)
    with pytest.raises(ProofOutstanding):
        await deciding.approve(town.desk, case.id, by=ZHOU)


async def test_nothing_can_be_signed_before_credit_was_looked_at(town: Town) -> None:
    account, case = await offered(town)

    with pytest.raises(WrongState):
        await committing.sign(town.desk, account, case.id, PROOF, SIGNATURE)

    assert (await promise(town, case)).stage is Stage.OFFERED
    assert await checks(town, case.id) == []


BAD = [
    (replace(SIGNATURE, confirmed=False), "confirmed"),
    (replace(SIGNATURE, strokes=""), "signature"),
    (replace(SIGNATURE, strokes="[[[1,1]]]"), "signature"),
    (Signature({"content": "别的话"}, SIGNATURE.strokes, confirmed=True), "content"),
]


@pytest.mark.parametrize(("signature", "field"), BAD)
async def test_what_is_not_signed_right_is_not_signed(
    town: Town, signature: Signature, field: str
) -> None:
    account, case = await offered(town)
    await committing.take_up(town.desk, account, case.id, PROOF)

    with pytest.raises(Validation) as refused:
        await committing.sign(town.desk, account, case.id, PROOF, signature)

    assert refused.value.facts["field"] == field
    assert (await promise(town, case)).stage is Stage.CLEARED
    assert await checks(town, case.id) == []


async def test_nobody_signs_for_another(town: Town) -> None:
    _, case = await offered(town)
    son = await town.enrolled(FATHER, "oFather")

    for attempt in (committing.take_up, committing.decline, committing.withdraw):
        with pytest.raises(NotFound):
            await attempt(town.desk, son, case.id, PROOF)
    with pytest.raises(NotFound):
        await committing.sign(town.desk, son, case.id, PROOF, SIGNATURE)
    with pytest.raises(NotFound):
        await committing.notice(town.desk, son, case.id, PROOF)
    with pytest.raises(NotFound):
        await committing.letter(town.desk, son, case.id, PROOF)

    assert (await promise(town, case)).stage is Stage.OFFERED
    assert (await town.journal(case.id)).count("attempt-refused") == 6


async def test_who_has_not_proved_enough_may_not_sign(town: Town) -> None:
    account, case = await offered(town)
    await committing.take_up(town.desk, account, case.id, PROOF)

    with pytest.raises(Forbidden):
        await committing.sign(town.desk, replace(account, assurance=1), case.id, PROOF, SIGNATURE)

    assert (await promise(town, case)).stage is Stage.CLEARED


async def test_the_same_request_has_one_effect_and_one_answer(town: Town) -> None:
    account, case = await offered(town)
    first, again = (Repeat("key-1", account.id, "digest"), Repeat("key-1", account.id, "digest"))
    await committing.take_up(town.desk, account, case.id, PROOF)

    said = await committing.sign(town.desk, account, case.id, PROOF, SIGNATURE, repeat=first)
    repeated = await committing.sign(town.desk, account, case.id, PROOF, SIGNATURE, repeat=again)

    assert said == repeated
    assert (await town.owed()).count("promise") == 1


async def test_a_case_handed_in_anew_may_promise_anew(town: Town) -> None:
    account, case = await signed(town)
    asks = (Ask("declaration", "写清楚谁在赡养"),)
    await deciding.send_back(town.desk, case.id, by=ZHOU, asks=asks)
    back = await town.case(case.id)

    def corrected(tx: Transaction) -> None:
        answers = {**back.draft.answers, "declaration": "父亲由我赡养"}
        tx.applications.save(replace(back, draft=replace(back.draft, answers=answers)))
        applying.submit(town.desk, tx, tx.applications.get(case.id), at=town.at)

    await town.desk.db.write(corrected)
    await town.prove(case.id)

    every = await committing.of_case(town.desk, account, case.id)
    assert [each["stage"] for each in every] == [Stage.WITHDRAWN, Stage.OFFERED]
    assert every[0]["why"] == "changed"
    await committing.take_up(town.desk, account, case.id, PROOF)
    await committing.sign(town.desk, account, case.id, PROOF, SIGNATURE)
    assert (await promise(town, case)).facts["content"] == "父亲由我赡养"


async def test_of_a_silent_register_nothing_is_asked_of_whoever_may_promise(town: Town) -> None:
    town.register.match = None
    await town.appointed()
    case = await handed_in(town)

    for attempt in (1, 2, 3, 4, 5):
        with pytest.raises(Later):
            await town.prove(case.id, attempts=attempt)

    steps = await town.journal(case.id)
    assert (await town.case(case.id)).state is State.PROVING
    assert steps.count("commitment-offered") == 1
    assert steps.count("way-taken") == 2
    assert await told(town, "told/silent") == 1
    assert await told(town, "told/commitment") == 1
