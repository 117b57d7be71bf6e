"""An applicant changes what was handed in, until the office has taken it on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from casework import accepting, applying, changing, deciding
from casework.answering import Sheet, filled
from casework.knowing import reading_of
from casework.lettering import answering
from domain.application import Application, ApplicationId
from domain.commitment import Commitment, CommitmentId, Stage
from domain.errors import DuplicateApplication, NotFound, Validation, WrongState
from domain.message import Json
from domain.office import OfficeId
from domain.proof import Outcome
from domain.purpose import Purpose
from domain.states import State
from domain.verification import Turn, Verification, VerificationId
from sources.source import KinshipAnswer, Named
from storage.transaction import Transaction
from tests.support.desks import ZHOU, Town, WrittenRegister, birth, found, resident
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, a_number
from tests.support.people import TODAY as DAY

OTHER_UNIT = "深圳某厂"
MOTHER = a_number(DAY.replace(year=1966), 102)
AS_MOTHER = {"relation": "mother", "relative_name": "章玉兰", "relative_id": MOTHER}


async def changed(town: Town, case: Application, **given: str) -> Application:
    """The case after its applicant has put other answers into it."""

    def work(tx: Transaction) -> Application:
        known = tx.applications.get(case.id)
        sheet = Sheet(town.desk.catalogue.item(known.item, known.item_version), known.draft)
        by = reading_of(town.desk, tx.people.get(known.person), at=town.at)
        sheet = filled(town.desk.catalogue, sheet, given, by=by)
        return changing.change(town.desk, tx, known, sheet, at=town.at)

    return await town.desk.db.write(work)


async def jobs(town: Town, topic: str) -> list[str]:
    """What is owed under a topic, as it lies."""
    query = "SELECT ids FROM outbox WHERE topic = :topic AND state = 'open' ORDER BY id"
    rows = await town.desk.db.read(lambda tx: tx.rows(query, {"topic": topic}))
    return [row["ids"] for row in rows]


async def test_everything_that_rested_on_the_old_answers_begins_anew(town: Town) -> None:
    case = await town.reviewed()
    town.at += timedelta(days=1)

    now = await changed(town, case, use_unit=OTHER_UNIT)

    entries = await town.desk.db.read(lambda tx: tx.journal.of_case(case.id))
    assert (now.state, now.number) == (State.PROVING, case.number)
    assert now.draft.answers["use_unit"] == OTHER_UNIT
    assert {p.outcome for p in now.proofs} == {Outcome.OPEN}
    assert now.received_at == town.at
    assert now.due_at is not None
    assert case.due_at is not None
    assert now.due_at > case.due_at
    assert [e.facts["fields"] for e in entries if e.kind == "changed"] == [["use_unit"]]
    assert [job for job in await jobs(town, "grey") if '"did":"changed"' in job] != []
    assert len(await jobs(town, "prove")) == 1
    assert len(await jobs(town, "clock")) == 1


async def test_what_was_changed_is_proved_and_decided_as_it_is_now(town: Town) -> None:
    town.register.others[MOTHER] = found(
        birth(MOTHER, CHEN_YUAN), people=(resident("章玉兰", MOTHER),)
    )
    case = await town.reviewed()
    await changed(town, case, **AS_MOTHER)

    await town.prove(case.id)
    approved = await deciding.approve(town.desk, case.id, by=ZHOU)

    asked = [number for what, number, _ in town.register.asked if what == "kinship"]
    assert asked == [CHEN_GUOLIANG, MOTHER]
    assert approved.state is State.APPROVED
    assert approved.parties != case.parties


async def test_the_same_answers_again_change_nothing(town: Town) -> None:
    case = await town.reviewed()

    now = await changed(town, case, use_unit=case.draft.answers["use_unit"])

    assert now == case
    assert "changed" not in await town.journal(case.id)


async def test_what_the_office_has_taken_on_is_not_changed(town: Town) -> None:
    case = await town.reviewed()
    await accepting.accept(town.desk, case.id, by=ZHOU)

    with pytest.raises(WrongState):
        await changed(town, case, use_unit=OTHER_UNIT)

    assert (await town.case(case.id)).draft.answers == case.draft.answers


async def test_what_is_decided_is_not_changed(town: Town) -> None:
    case = await town.approved()

    with pytest.raises(WrongState):
        await changed(town, case, use_unit=OTHER_UNIT)


async def test_a_change_leaves_no_question_open(town: Town) -> None:
    case = await town.reviewed()

    with pytest.raises(Validation) as refused:
        await changed(town, case, relation="mother", relative_id=CHEN_GUOLIANG)

    assert refused.value.facts["errors"]
    assert await town.case(case.id) == case


async def test_the_claim_goes_with_the_answers(town: Town) -> None:
    account = await town.enrolled()
    case = await town.submitted(account)
    await changed(town, case, use_unit=OTHER_UNIT)

    again = await town.submitted(account)

    with pytest.raises(DuplicateApplication):
        await changed(town, again, use_unit=OTHER_UNIT)
    assert (await town.case(again.id)).duplicate_key == again.duplicate_key


async def test_another_home_brings_the_case_to_another_office(town: Town) -> None:
    case = await town.reviewed()

    now = await changed(town, case, relative_place="兰江街道")

    assert (case.office, now.office) == ("youbu", "lanjiang")
    assert now.number == case.number


async def test_answers_that_need_no_paper_turn_the_case_into_a_letter(town: Town) -> None:
    case = await town.reviewed()

    now = await changed(town, case, booklet="now", head="self", home="游埠镇")

    item = town.desk.catalogue.item(now.item, now.item_version)
    home = (await town.desk.db.read(lambda tx: tx.people.get(case.person))).home
    assert not item.issuable
    assert now.state is State.PROVING
    assert now.office == answering(town.desk, item, now, home=home).id
    assert await jobs(town, "letter") + await jobs(town, "prove") != []
    with pytest.raises(WrongState):
        await changed(town, now, use_unit=OTHER_UNIT)


class Slow(WrittenRegister):
    """A register that takes so long that the applicant changes the case meanwhile."""

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        answer = await super().kinship(who, relative, purpose=purpose)
        self.town.at += timedelta(seconds=1)
        await changed(self.town, self.case, **self.given)
        return answer

    town: Town
    case: Application
    given: Mapping[str, str]


async def test_an_answer_about_what_was_asked_before_settles_nothing(town: Town) -> None:
    case = await town.submitted()
    await town.appointed()
    slow = Slow()
    slow.town, slow.case, slow.given = town, case, {"use_unit": OTHER_UNIT}
    fast, town.desk = town.desk, replace(town.desk, register=slow)

    await town.prove(case.id)

    now = await town.case(case.id)
    assert {p.outcome for p in now.proofs} == {Outcome.OPEN}
    assert now.state is State.PROVING
    town.desk = fast
    await town.prove(case.id)
    assert (await town.case(case.id)).state is State.REVIEW


async def test_promises_and_questions_end_with_what_they_were_about(town: Town) -> None:
    case = await town.reviewed()
    await town.desk.db.write(lambda tx: _asked(tx, case))

    await changed(town, case, use_unit=OTHER_UNIT)

    offered, signed, asked = await town.desk.db.read(
        lambda tx: (
            tx.commitments.get(CommitmentId("offered")),
            tx.commitments.get(CommitmentId("signed")),
            tx.verifications.get(VerificationId("asked")),
        )
    )
    assert (offered.stage, offered.why) == (Stage.EXPIRED, "changed")
    assert (signed.stage, signed.why) == (Stage.WITHDRAWN, "changed")
    assert asked.turn is Turn.RECALLED


def _asked(tx: Transaction, case: Application) -> None:
    at = case.created_at
    later = at + timedelta(days=3)
    for name, stage in (("offered", Stage.OFFERED), ("signed", Stage.SIGNED)):
        ends = at if stage is Stage.SIGNED else None
        number = "兰游承〔2026〕第000001号" if ends else ""
        tx.commitments.add(
            Commitment(
                CommitmentId(name),
                case.id,
                name,
                case.person,
                stage,
                at,
                later,
                signed_at=ends,
                number=number,
            )
        )
    tx.verifications.add(
        Verification(
            id=VerificationId("asked"),
            number="HY-20261124-0001",
            case=case.id,
            proof="kinship",
            asker=OfficeId("youbu"),
            asked_by="",
            owner=OfficeId("lanjiang"),
            subject={"name": "陈媛"},
            question="是不是？",
            purpose="亲属关系证明",
            ground="consent",
            turn=Turn.ASKED,
            created_at=at,
            asked_at=at,
            due_at=later,
        )
    )


async def begun(town: Town, case: Application) -> Application:
    """The draft of a change."""
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))
    return await town.desk.db.write(
        lambda tx: changing.begin(town.desk, tx, account, case.id, at=town.at)
    )


async def handed_in(town: Town, draft: Application, **given: str) -> Mapping[str, Json]:
    """The receipt of a change, with these answers in the place of what was there."""
    answers = {**draft.draft.answers, **given}
    filled_in = replace(draft, draft=replace(draft.draft, answers=answers))
    return await town.desk.db.write(
        lambda tx: changing.hand_in(town.desk, tx, filled_in, at=town.at)
    )


async def test_a_draft_of_a_change_leaves_the_case_alone_until_it_is_handed_in(
    town: Town,
) -> None:
    case = await town.reviewed()

    draft = await begun(town, case)
    meanwhile = await town.case(case.id)
    receipt = await handed_in(town, draft, use_unit=OTHER_UNIT)

    assert draft.draft.answers == case.draft.answers
    assert meanwhile == case
    assert (receipt["number"], receipt["changed"]) == (case.number, True)
    assert (await town.case(case.id)).draft.answers["use_unit"] == OTHER_UNIT
    with pytest.raises(NotFound):
        await town.case(draft.id)


async def test_begun_twice_there_is_one_draft_and_beside_another_none(town: Town) -> None:
    case = await town.reviewed()
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))

    first, second = await begun(town, case), await begun(town, case)
    await town.desk.db.write(lambda tx: tx.applications.discard(first.id))
    item = town.desk.catalogue.item(case.item)
    await town.desk.db.write(lambda tx: applying.begin(tx, account, item, at=town.at))

    assert first.id == second.id
    with pytest.raises(WrongState):
        await begun(town, case)


async def test_only_its_owner_begins_to_change_a_case(town: Town) -> None:
    case = await town.reviewed()
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))
    stranger = replace(account, person=None)

    with pytest.raises(NotFound):
        await town.desk.db.write(
            lambda tx: changing.begin(town.desk, tx, stranger, case.id, at=town.at)
        )


async def test_whoever_decides_first_is_not_overtaken(town: Town) -> None:
    case = await town.reviewed()
    draft = await begun(town, case)
    await deciding.approve(town.desk, case.id, by=ZHOU)

    with pytest.raises(WrongState):
        await handed_in(town, draft, use_unit=OTHER_UNIT)

    assert (await town.case(case.id)).draft.answers == case.draft.answers
    assert ApplicationId(draft.draft.of) == case.id
