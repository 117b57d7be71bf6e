from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.application import ApplicationId
from domain.commitment import CHANGED, NEXT, Commitment, CommitmentId, Stage
from domain.credit import CreditRecord, CreditRules, Level, barring
from domain.errors import WrongState
from domain.identity import PersonId

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
UNTIL = AT + timedelta(days=3)
TODAY = date(2026, 11, 24)
RULES = CreditRules(frozenset({Level.SERIOUS}), 5, "development")
ENDS = {
    Stage.DECLINED,
    Stage.BARRED,
    Stage.UNKNOWN,
    Stage.EXPIRED,
    Stage.WITHDRAWN,
}


def offered() -> Commitment:
    ids = (CommitmentId("p"), ApplicationId("c"))
    return Commitment(*ids, "declared", PersonId("chen"), Stage.OFFERED, AT, UNTIL)


def signed() -> Commitment:
    return offered().clear(at=AT).sign({"content": "x"}, "[]", number="1", at=AT)


def record(level: Level, kind: str = "other", *, ends: date = date(2027, 11, 24)) -> CreditRecord:
    person = PersonId("chen")
    return CreditRecord("r", person, level, kind, "development", "1", date(2026, 11, 1), ends)


def test_every_stage_has_its_place_in_the_table() -> None:
    assert {*NEXT} | ENDS == set(Stage)
    assert ENDS.isdisjoint(NEXT)
    assert set().union(*NEXT.values()) == set(Stage) - {Stage.OFFERED}


def test_nothing_is_signed_before_credit_was_looked_at() -> None:
    with pytest.raises(WrongState):
        offered().sign({}, "[]", number="1", at=AT)


def test_nothing_is_signed_after_its_last_moment() -> None:
    cleared = offered().clear(at=AT)

    assert cleared.sign({}, "[]", number="1", at=UNTIL).stage is Stage.SIGNED
    with pytest.raises(WrongState):
        cleared.sign({}, "[]", number="1", at=UNTIL + timedelta(seconds=1))


def test_what_was_signed_can_only_be_taken_back() -> None:
    for stage in set(Stage) - {Stage.WITHDRAWN}:
        with pytest.raises(WrongState):
            signed().end(stage, at=AT)

    taken_back = signed().end(Stage.WITHDRAWN, at=AT)

    assert (taken_back.stage, taken_back.ended_at, taken_back.pending) == (
        Stage.WITHDRAWN,
        AT,
        False,
    )


def test_another_may_be_offered_only_for_a_case_that_has_changed() -> None:
    changed = signed().end(Stage.WITHDRAWN, at=AT, why=CHANGED)

    assert changed.again
    assert not signed().end(Stage.WITHDRAWN, at=AT).again
    assert not offered().end(Stage.DECLINED, at=AT).again
    assert not offered().again


def test_neither_promise_nor_signature_is_shown_by_a_traceback() -> None:
    shown = repr(offered().clear(at=AT).sign({"content": "乡里"}, "[[7]]", number="1", at=AT))

    assert "乡里" not in shown
    assert "[[7]]" not in shown


@given(st.lists(st.sampled_from(list(Stage)), max_size=6))
def test_no_walk_leads_to_a_signature_past_the_credit_check(walk: list[Stage]) -> None:
    now, seen = offered(), [Stage.OFFERED]
    for stage in walk:
        try:
            now = (
                now.clear(at=AT)
                if stage is Stage.CLEARED
                else now.sign({}, "[]", number="1", at=AT)
                if stage is Stage.SIGNED
                else now.end(stage, at=AT)
            )
        except WrongState:
            continue
        seen.append(stage)

    assert Stage.SIGNED not in seen or Stage.CLEARED in seen
    assert seen.count(Stage.SIGNED) <= 1


@pytest.mark.parametrize(
    ("records", "bars"),
    [
        ((), False),
        ((record(Level.SERIOUS),), True),
        ((record(Level.GENERAL),), False),
        ((record(Level.MINOR, "false-commitment"),), True),
        ((record(Level.SERIOUS, ends=TODAY),), False),
        ((record(Level.GENERAL), record(Level.SERIOUS)), True),
    ],
)
def test_a_grave_finding_bars_while_it_counts(
    records: tuple[CreditRecord, ...], *, bars: bool
) -> None:
    assert (barring(records, RULES, today=TODAY) is not None) is bars


def test_of_several_findings_the_one_that_lasts_longest_is_told() -> None:
    short, long = record(Level.SERIOUS), record(Level.SERIOUS, ends=date(2029, 1, 1))

    assert barring((short, long), RULES, today=TODAY) == long
