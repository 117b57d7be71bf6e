from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.errors import Forbidden, NotFound
from domain.identity import PersonName
from domain.office import (
    Grant,
    Office,
    OfficeId,
    OfficeKind,
    Official,
    OfficialId,
    Role,
    competent,
)

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
YOUBU, ZHUGE = OfficeId("youbu"), OfficeId("zhuge")
TICK = timedelta(microseconds=1)


def an_office(office: str, division: str, kind: OfficeKind = OfficeKind.TOWN) -> Office:
    return Office(
        id=OfficeId(office),
        kind=kind,
        division=division,
        name=office,
        short=office,
        desk=office,
        phone="0579-0000-0101",
        hours="周一至周五",
        closes=time(17, 30),
    )


ZHOU_MIN = Official(
    id=OfficialId("zhoumin"),
    name=PersonName("周敏"),
    grants=(
        Grant(Role.APPROVER, YOUBU, SINCE, UNTIL),
        Grant(Role.CLERK, ZHUGE, SINCE),
        Grant(Role.ADMIN, YOUBU, SINCE),
    ),
    index="own",
    kin=frozenset({"husband", "child"}),
)


@pytest.mark.parametrize(
    ("at", "holds"),
    [(SINCE - TICK, False), (SINCE, True), (NOW, True), (UNTIL - TICK, True), (UNTIL, False)],
)
def test_a_grant_holds_from_its_first_moment_to_before_its_last(
    at: datetime, *, holds: bool
) -> None:
    assert ZHOU_MIN.may(Role.APPROVER, office=YOUBU, at=at) is holds


def test_a_grant_without_an_end_holds_on() -> None:
    assert Grant(Role.CLERK, ZHUGE, SINCE).holds(SINCE + timedelta(days=36500))


def test_a_role_at_one_office_is_none_at_another() -> None:
    ZHOU_MIN.must(Role.APPROVER, office=YOUBU, at=NOW)

    with pytest.raises(Forbidden) as refused:
        ZHOU_MIN.must(Role.APPROVER, office=ZHUGE, at=NOW)

    assert refused.value.facts == {"role": "approver"}


def test_an_admin_cannot_approve() -> None:
    admin = replace(ZHOU_MIN, grants=(Grant(Role.ADMIN, YOUBU, SINCE),))

    with pytest.raises(Forbidden):
        admin.must(Role.APPROVER, office=YOUBU, at=NOW)


def test_an_office_one_has_nothing_to_do_with_is_not_even_there() -> None:
    with pytest.raises(NotFound):
        ZHOU_MIN.must(Role.APPROVER, office=OfficeId("lanjiang"), at=NOW)


def test_who_no_longer_holds_the_role_is_forbidden_and_not_a_stranger() -> None:
    with pytest.raises(Forbidden):
        ZHOU_MIN.must(Role.APPROVER, office=YOUBU, at=UNTIL)


@pytest.mark.parametrize("party", ["own", "husband", "child"])
def test_nobody_decides_about_oneself_or_ones_kin(party: str) -> None:
    assert ZHOU_MIN.concerned(("somebody", party))


def test_strangers_are_no_concern() -> None:
    assert not ZHOU_MIN.concerned(("somebody", "somebody else"))
    assert not ZHOU_MIN.concerned(())


def test_the_competent_office_is_of_the_right_kind_and_place() -> None:
    town = an_office("youbu", "330781102")
    police = an_office("youbu-police", "330781102", OfficeKind.POLICE)
    other = an_office("zhuge", "330781104")

    asked = (other, police, town)

    assert competent(asked, kind=OfficeKind.TOWN, division="330781102") is town
    assert competent(asked, kind=OfficeKind.POLICE, division="330781102") is police
    with pytest.raises(NotFound) as refused:
        competent(asked, kind=OfficeKind.POLICE, division="330781104")
    assert refused.value.facts == {"division": "330781104", "topic": ""}
