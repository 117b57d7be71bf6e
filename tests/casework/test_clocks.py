"""What time alone does to a case: told in days that pass."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from casework import accepting, clocks, deciding, filing, lettering, suspending
from casework.applying import begin
from casework.clocks import recount, strike
from casework.lateness import Reasons
from casework.renewing import renew
from domain.application import Application, ApplicationId, Ask
from domain.attachment import Attachment, AttachmentId, Shows
from domain.calendar import ZONE, local_day
from domain.errors import Conflict, NotFound, SelfDealing, Validation, WrongState
from domain.form import Draft
from domain.item import ItemId
from domain.post import Job, Later
from domain.states import State
from storage.transaction import Transaction
from tests.support.desks import DAYS, XU, ZHOU, Town

ASKS = (Ask("use_unit", "单位名称不全。"),)


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """A moment in Lanxi; the host's own zone plays no part."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZONE)


async def struck(town: Town, case: ApplicationId, moment: datetime) -> Application:
    """The case, after its clock has struck at that moment."""
    town.at = moment
    await strike(town.desk, Job("job", "clock", f"clock/{case}", {"case": case}))
    return await town.case(case)


async def told(town: Town) -> list[str]:
    """The notices that are owed, in order."""
    query = "SELECT ids FROM outbox WHERE topic = 'tell' ORDER BY id"
    rows = await town.desk.db.read(lambda tx: tx.rows(query, {}))
    return [row["ids"].split('"phrase":')[1].split('"')[1] for row in rows]


async def owed_at(town: Town, case: ApplicationId) -> list[str]:
    """For when the next beat of a case is owed."""
    query = "SELECT ready_at FROM outbox WHERE lane = :lane AND state = 'open' AND begun = 0"
    lane = {"lane": f"clock/{case}"}
    return [r["ready_at"] for r in await town.desk.db.read(lambda tx: tx.rows(query, lane))]


async def returned(town: Town) -> Application:
    """A case that was sent back."""
    case = await town.reviewed()
    return await deciding.send_back(town.desk, case.id, by=ZHOU, asks=ASKS)


async def test_a_case_lies_until_the_last_second_of_its_last_day_and_then_lapses(
    town: Town,
) -> None:
    case = await returned(town)
    last = case.correct_by
    assert last is not None

    midnight = datetime.combine(last, datetime.max.time(), ZONE).replace(microsecond=0)
    before = await struck(town, case.id, midnight)
    after = await struck(town, case.id, midnight + timedelta(seconds=1))

    assert (before.state, after.state) == (State.RETURNED, State.LAPSED)
    assert after.closed_at is not None
    assert after.draft.answers == case.draft.answers
    assert await told(town) == [
        "told/received",
        "told/correction",
        "told/correct-soon",
        "told/lapsed",
    ]


async def test_who_is_reminded_is_reminded_once_three_days_before(town: Town) -> None:
    case = await returned(town)
    assert case.correct_by is not None
    day = case.correct_by - timedelta(days=3)

    await struck(town, case.id, datetime.combine(day, datetime.min.time(), ZONE))
    early = (await told(town)).count("told/correct-soon")
    for hour in (9, 10, 11):
        await struck(
            town, case.id, datetime.combine(day, datetime.min.time(), ZONE).replace(hour=hour)
        )

    assert early == 0
    assert (await told(town)).count("told/correct-soon") == 1
    assert len(await owed_at(town, case.id)) == 1


async def test_what_has_lapsed_can_be_asked_for_again_with_what_was_answered(town: Town) -> None:
    case = await returned(town)
    assert case.correct_by is not None
    await struck(town, case.id, at(12, 31))
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))

    new = await town.desk.db.write(lambda tx: renew(town.desk, tx, account, case.id, at=town.at))

    assert new.state is State.DRAFT
    assert case.draft.answers.items() <= new.draft.answers.items()
    with pytest.raises(Conflict):
        await town.desk.db.write(lambda tx: renew(town.desk, tx, account, case.id, at=town.at))


async def test_only_what_has_lapsed_is_begun_anew_and_only_by_its_owner(town: Town) -> None:
    case = await returned(town)
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))
    stranger = replace(account, person=None)

    with pytest.raises(WrongState):
        await town.desk.db.write(lambda tx: renew(town.desk, tx, account, case.id, at=town.at))
    with pytest.raises(NotFound):
        await town.desk.db.write(lambda tx: renew(town.desk, tx, stranger, case.id, at=town.at))


async def test_five_working_days_without_a_word_accept_a_case_from_its_first_day(
    town: Town,
) -> None:
    case = await town.reviewed()  # handed in on Tuesday, 24 November

    waiting = await struck(town, case.id, at(12, 1, 23, 59, 59))
    deemed = await struck(town, case.id, at(12, 2))
    again = await struck(town, case.id, at(12, 3))

    assert waiting.accepted_at is None
    assert deemed.accepted_at == case.submitted_at
    assert again.accepted_at == deemed.accepted_at
    assert (await told(town)).count("told/deemed") == 1
    with pytest.raises(WrongState):
        await deciding.send_back(town.desk, case.id, by=ZHOU, asks=ASKS)


async def test_an_accepted_case_is_due_as_promised_from_then_on_and_asks_for_nothing_more(
    town: Town,
) -> None:
    case = await town.reviewed()
    town.at += timedelta(days=1)

    accepted = await accepting.accept(town.desk, case.id, by=ZHOU)

    item = town.desk.catalogue.item(case.item)
    assert accepted.accepted_at == town.at
    assert accepted.due_at is not None
    assert local_day(accepted.due_at) == DAYS.after(local_day(town.at), item.due_days)
    assert (await told(town))[-1] == "told/accepted"
    assert (await town.owed())[-3:] == ["grey", "card", "tell"]
    with pytest.raises(WrongState):
        await accepting.accept(town.desk, case.id, by=ZHOU)
    with pytest.raises(WrongState):
        await deciding.send_back(town.desk, case.id, by=ZHOU, asks=ASKS)


async def test_half_way_and_at_the_end_officials_are_told_once(town: Town) -> None:
    case = await town.reviewed()
    due = case.due_at
    assert due is not None

    for minutes in range(0, 8 * 24 * 60, 360):
        await struck(town, case.id, case.created_at + timedelta(minutes=minutes))

    kinds = await town.journal(case.id)
    assert kinds.count("clock/half-time") == kinds.count("clock/overdue") == 1
    assert (await town.owed()).count("prompt") == 2


async def test_who_was_away_past_the_end_tells_only_of_the_end(town: Town) -> None:
    case = await town.reviewed()

    await struck(town, case.id, at(12, 20))

    assert (await town.owed()).count("prompt") == 1


async def test_a_late_decision_says_why(town: Town) -> None:
    case = await town.reviewed()
    assert case.due_at is not None
    town.at = case.due_at + timedelta(seconds=1)

    with pytest.raises(Validation) as refused:
        await deciding.approve(town.desk, case.id, by=ZHOU)
    with pytest.raises(Validation):
        await deciding.refuse(town.desk, case.id, by=ZHOU, reasons=Reasons("登记里没有。"))
    approved = await deciding.approve(town.desk, case.id, by=ZHOU, late_reason="等民政局查档。")

    assert refused.value.facts["field"] == "late_reason"
    assert approved.late_reason == "等民政局查档。"


async def test_who_decides_in_the_last_second_need_not_say_why(town: Town) -> None:
    case = await town.reviewed()
    assert case.due_at is not None
    town.at = case.due_at

    approved = await deciding.approve(town.desk, case.id, by=ZHOU)

    assert (approved.state, approved.late_reason) == (State.APPROVED, "")


async def test_while_a_case_stands_still_no_time_is_counted(town: Town) -> None:
    case = await town.reviewed()
    town.at = at(11, 25, 10)
    stopped = await suspending.suspend(
        town.desk, case.id, by=ZHOU, reason="要查老档案。", until=date(2026, 12, 4)
    )
    untouched = await struck(town, case.id, at(12, 4, 23, 59, 59))
    town.at = at(11, 26, 10)

    resumed = await suspending.resume(town.desk, case.id, by=XU)

    office = town.desk.catalogue.office(case.office)  # type: ignore[arg-type] # it lies with one
    assert (stopped.state, untouched.state) == (State.SUSPENDED, State.SUSPENDED)
    assert stopped.accepted_at == at(11, 25, 10)
    assert resumed.state is State.REVIEW
    assert stopped.due_at is not None
    assert resumed.due_at is not None
    moved = DAYS.working_time_between(stopped.due_at, resumed.due_at, hours=office.at_work)
    stood = DAYS.working_time_between(at(11, 25, 10), at(11, 26, 10), hours=office.at_work)
    assert moved == stood
    assert (await told(town))[-2:] == ["told/suspended", "told/resumed"]


async def test_a_case_goes_on_by_itself_after_the_last_day_of_standing_still(town: Town) -> None:
    case = await town.submitted()
    await town.appointed()
    await town.prove(case.id)
    await suspending.suspend(
        town.desk, case.id, by=ZHOU, reason="要查老档案。", until=date(2026, 12, 4)
    )

    resumed = await struck(town, case.id, at(12, 5))

    assert (resumed.state, resumed.stop) == (State.REVIEW, None)


@pytest.mark.parametrize("until", [date(2026, 11, 23), date(2027, 12, 1)])
async def test_nothing_stands_still_until_yesterday_or_for_ever(town: Town, until: date) -> None:
    case = await town.reviewed()

    with pytest.raises(Validation) as refused:
        await suspending.suspend(town.desk, case.id, by=ZHOU, reason="要查老档案。", until=until)

    assert refused.value.facts["field"] == "until"


async def test_what_does_not_stand_still_is_not_resumed(town: Town) -> None:
    case = await town.reviewed()

    with pytest.raises(WrongState):
        await suspending.resume(town.desk, case.id, by=ZHOU)


async def test_nobody_starts_or_stops_the_clock_of_kin(town: Town) -> None:
    case = await town.reviewed()
    uncle = await town.desk.db.read(lambda tx: tx.officials.get(XU))
    await town.appointed(replace(uncle, kin=frozenset(case.parties)))

    with pytest.raises(SelfDealing):
        await accepting.accept(town.desk, case.id, by=XU)
    with pytest.raises(SelfDealing):
        await suspending.suspend(
            town.desk, case.id, by=XU, reason="要查老档案。", until=date(2026, 12, 4)
        )


async def test_a_case_that_moves_is_struck_at_its_new_moment_only(town: Town) -> None:
    case = await town.reviewed()
    first = await owed_at(town, case.id)

    await deciding.send_back(town.desk, case.id, by=ZHOU, asks=ASKS)

    assert len(first) == 1
    assert len(await owed_at(town, case.id)) == 1
    assert await owed_at(town, case.id) != first


async def test_nothing_is_done_while_it_is_in_doubt_what_time_it_is(town: Town) -> None:
    case = await returned(town)
    town.desk = replace(town.desk, doubt=lambda: "leapt")

    with pytest.raises(Later):
        await struck(town, case.id, at(12, 31))

    assert (await town.case(case.id)).state is State.RETURNED


async def test_days_of_a_year_that_nobody_has_announced_are_counted_anew_when_it_is(
    town: Town,
) -> None:
    town.at = at(12, 30, 10)
    case = await town.submitted()
    announced = replace(
        DAYS,
        years=DAYS.years | {2027},
        off={**DAYS.off, **dict.fromkeys([date(2027, 1, n) for n in (1, 2, 3, 4, 5)], "元旦")},
    )
    town.desk = replace(town.desk, days=announced)

    await clocks.begin(town.desk)
    await recount(town.desk, Job("job", "recount", "recount"))

    counted = await town.case(case.id)
    assert (case.provisional, counted.provisional) == (True, False)
    assert case.due_at is not None
    assert counted.due_at is not None
    assert local_day(counted.due_at) == announced.after(local_day(case.due_at), 2)
    assert "recounted" in await town.journal(case.id)
    assert "recount" in await town.owed()


async def test_days_that_are_announced_are_not_counted_anew(town: Town) -> None:
    case = await town.submitted()

    await clocks.begin(town.desk)

    assert not case.provisional
    assert "recount" not in await town.owed()


async def test_a_letter_that_nobody_makes_comes_before_a_person_half_way(town: Town) -> None:
    await town.appointed()
    case = await asked_for_a_letter(town)
    moments = await owed_at(town, case.id)

    waiting = await struck(town, case.id, case.created_at + timedelta(minutes=5))
    seen = await struck(town, case.id, datetime.fromisoformat(moments[0]))

    assert len(moments) == 1
    assert (waiting.state, seen.state) == (State.SUBMITTED, State.REVIEW)
    assert (await town.owed())[-3:] == ["letter", "card", "prompt"]


async def test_a_letter_asks_for_nothing_so_silence_accepts_nothing(town: Town) -> None:
    case = await asked_for_a_letter(town)

    late = await struck(town, case.id, at(12, 20))

    assert late.accepted_at is None
    assert "told/deemed" not in await told(town)
    assert (await town.journal(case.id)).count("clock/overdue") == 1


async def asked_for_a_letter(town: Town) -> Application:
    """A case that ends in a letter, which is not made yet."""
    account = await town.enrolled()
    item = town.desk.catalogue.item(ItemId("n-02"))

    def work(tx: Transaction) -> Application:
        begun = begin(tx, account, item, at=town.at)
        said = {"purpose": "job", "use_unit": "深圳澜桥电子有限公司"}
        draft = begun.converse(Draft(said), at=town.at, item=(item.id, item.version))
        tx.applications.save(draft)
        lettering.owe(town.desk, tx, tx.applications.get(begun.id), item, at=town.at)
        return tx.applications.get(begun.id)

    return await town.desk.db.write(work)


async def test_pictures_of_what_has_lapsed_lie_with_the_new_case_too(town: Town) -> None:
    case = await returned(town)
    picture = Attachment(
        AttachmentId("one"), case.id, 1, Shows.OLD_BOOKLET, "name", 9, town.at, case.person
    )
    await town.desk.db.write(lambda tx: tx.attachments.add(picture))
    await struck(town, case.id, at(12, 31))
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))

    new = await town.desk.db.write(lambda tx: renew(town.desk, tx, account, case.id, at=town.at))

    held = await town.desk.db.read(lambda tx: tx.attachments.of_case(new.id))
    before = await town.desk.db.read(lambda tx: tx.attachments.of_case(case.id))
    assert [(p.object, p.kind, p.place) for p in held] == [("name", Shows.OLD_BOOKLET, 1)]
    assert before == [picture]
    assert held[0].id != picture.id


async def test_of_a_case_that_is_taken_back_time_brings_nothing(town: Town) -> None:
    case = await town.reviewed()
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))

    await filing.withdraw(town.desk, account, case.id, repeat=None)

    assert await owed_at(town, case.id) == []
