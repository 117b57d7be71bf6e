"""A question between offices from its asking to its end: answered, refused, late, or not needed."""

from dataclasses import replace

import pytest

from casework import verifying
from domain.commitment import Stage as Promise
from domain.errors import Forbidden, WrongState
from domain.identity import PersonName
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.proof import Outcome
from domain.states import State
from domain.verification import Answer, Said, Turn, Verification, VerificationId
from tests.journeys.paperwork import words_of
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import BEGIN, Stage
from tests.support.verifying import CONVERTIBLE, STATION, catalogue_with

CHEN = "chenyuan"
ZHOU, HE, SHEN = OfficialId("zhoumin"), OfficialId("hejing"), OfficialId("shenyu")


async def laid_before(stage: Stage) -> None:
    """Her case, about which the register keeps silent; the station has who answers."""
    await stage.house.desk.db.write(lambda tx: tx.officials.save(_at_work(HE, Role.VERIFIER)))
    await stage.house.desk.db.write(lambda tx: tx.officials.save(_at_work(SHEN, Role.SUPERVISOR)))
    stage.sim.faults.set("register-silent", where="kinship", seconds=0.01)
    await stage.applied(CHEN, FATHER)
    await stage.later(seconds=2)
    await stage.later(seconds=10)


def _at_work(userid: OfficialId, role: Role) -> Official:
    """Somebody of the station, from the first moment on."""
    grant = Grant(role, OfficeId(STATION), BEGIN)
    return Official(userid, PersonName("何静"), (grant,), index=f"own-{userid}")


async def wanted(stage: Stage, proof: str = "kinship") -> Verification:
    """周敏 wants the station asked; the applicant is asked first."""
    case = await stage.case(CHEN)
    await verifying.ask_owner(stage.house.desk, case.id, by=ZHOU, proof=proof)
    await stage.settle()
    return (await asked(stage))[-1]


async def asked(stage: Stage) -> list[Verification]:
    """Every question of her case."""
    case = await stage.case(CHEN)
    return await stage.house.desk.db.read(lambda tx: tx.verifications.of_case(case.id))


async def consented(stage: Stage, known: Verification, *, agree: bool = True) -> None:
    """She says whether it may be asked."""
    case = await stage.case(CHEN)
    account = await stage.house.desk.db.read(lambda tx: tx.accounts.get(case.account))
    await verifying.consent(stage.house.desk, account, case.id, known.id, agree=agree)
    await stage.settle()


async def put(stage: Stage, proof: str = "kinship") -> Verification:
    """A question that the station has."""
    known = await wanted(stage, proof)
    await consented(stage, known)
    return known


async def replied(stage: Stage, known: VerificationId, answer: Answer, remark: str = "") -> None:
    """The station answers, having opened the page."""
    desk = stage.house.desk
    await verifying.open_page(desk, known, by=HE)
    await verifying.answer(desk, known, by=HE, said=Said(answer, remark))
    await stage.settle()


async def until_due(stage: Stage) -> None:
    """Two working days pass, and an hour."""
    for _ in range(3):
        await stage.later(days=1)


async def outcome(stage: Stage) -> Outcome:
    """How her kinship stands."""
    return next(p.outcome for p in (await stage.case(CHEN)).proofs if p.id == "kinship")


async def phrases(stage: Stage) -> list[str]:
    """What she was told, in order."""
    return [phrase for phrase, _ in await stage.channels(CHEN)]


async def test_the_stations_yes_becomes_a_paper_that_names_it(stage: Stage) -> None:
    await laid_before(stage)

    for proof in ("kinship", "home"):
        await replied(stage, (await put(stage, proof)).id, Answer.YES)
    issued = await stage.approved(CHEN)

    said = words_of(await stage.pdf(CHEN))
    first, second = await asked(stage)
    assert (issued.state, first.turn) == (State.ISSUED, Turn.ANSWERED)
    assert "兰溪市公安局游埠派出所答复：陈国樑是陈媛的父亲。" in said
    assert first.number in said
    assert all((first.request, first.reply, second.request, second.reply))
    told = await phrases(stage)
    assert told.count("told/verification-consent") == 2
    assert told.count("told/verification-answered") == 2


async def test_the_stations_no_leaves_it_to_a_person(stage: Stage) -> None:
    await laid_before(stage)
    known = await put(stage)

    await replied(stage, known.id, Answer.NO, "档案里没有这层关系")

    case = await stage.case(CHEN)
    assert (case.state, await outcome(stage)) == (State.REVIEW, Outcome.CONTRADICTED)
    assert "同意" not in [each.text for each in stage.card("zhoumin").buttons]


async def test_who_cannot_tell_has_said_neither_yes_nor_no(stage: Stage) -> None:
    await laid_before(stage)
    known = await put(stage)

    await replied(stage, known.id, Answer.CANNOT_TELL, "1980年以前的册子烧了")

    assert await outcome(stage) is Outcome.AMBIGUOUS
    assert (await stage.case(CHEN)).state is State.REVIEW


async def test_silence_is_escalated_and_a_late_answer_still_counts(stage: Stage) -> None:
    await laid_before(stage)
    known = await put(stage)

    await until_due(stage)
    silent, before = (await asked(stage))[0], await outcome(stage)
    await replied(stage, known.id, Answer.YES)

    steps = await stage.steps(CHEN)
    assert (silent.turn, before) == (Turn.ASKED, Outcome.SILENT)
    assert None not in (silent.half_at, silent.overdue_at)
    assert steps.count("verification/half-time") == steps.count("verification/overdue") == 1
    assert (await phrases(stage)).count("told/verification-overdue") == 1
    assert await outcome(stage) is Outcome.HOLDS


async def test_who_declines_has_nobody_asked(stage: Stage) -> None:
    await laid_before(stage)
    known = await wanted(stage)

    await consented(stage, known, agree=False)

    (left,) = await asked(stage)
    assert (left.turn, left.request) == (Turn.DECLINED, "")
    assert (await stage.case(CHEN)).state is State.REVIEW
    with pytest.raises(WrongState):
        await wanted(stage)


async def test_who_waits_too_long_promises_instead(stage: Stage) -> None:
    await laid_before(stage)
    stage.house.desk.shelf.put(catalogue_with(replace(CONVERTIBLE, id="kinship")))
    known = await put(stage)
    await until_due(stage)
    case = await stage.case(CHEN)
    account = await stage.house.desk.db.read(lambda tx: tx.accounts.get(case.account))

    await verifying.convert(stage.house.desk, account, case.id, known.id)
    await stage.settle()

    (promised,) = await stage.house.desk.db.read(lambda tx: tx.commitments.of_case(case.id))
    assert (await asked(stage))[0].turn is Turn.RECALLED
    assert promised.stage is Promise.OFFERED
    assert (await phrases(stage))[-1] == "told/commitment"


async def test_a_case_that_is_taken_back_needs_no_answer(stage: Stage) -> None:
    await laid_before(stage)
    known = await put(stage)

    await stage.say(CHEN, "撤回 0001")
    await stage.settle()

    assert (await stage.case(CHEN)).state is State.WITHDRAWN
    assert (await asked(stage))[0].turn is Turn.RECALLED
    with pytest.raises(WrongState):
        await verifying.answer(stage.house.desk, known.id, by=HE, said=Said(Answer.NO, "没有"))


async def test_who_loses_the_role_between_card_and_tap_answers_nothing(stage: Stage) -> None:
    await laid_before(stage)
    known = await put(stage)
    await verifying.open_page(stage.house.desk, known.id, by=HE)
    await stage.dismissed(HE)

    with pytest.raises(Forbidden):
        await verifying.answer(stage.house.desk, known.id, by=HE, said=Said(Answer.YES))

    assert (await asked(stage))[0].turn is Turn.ASKED
    assert "attempt-refused" in await stage.steps(CHEN)
