"""The second official and the deputy, as rules without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.application import Application, ApplicationId
from domain.errors import Forbidden, ProofOutstanding, WrongState
from domain.identity import AccountId, PersonId, PersonName
from domain.item import ItemId
from domain.office import PERSONAL, Absence, Grant, OfficeId, Official, OfficialId, Role
from domain.proof import Outcome, Proof
from domain.states import State

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
ZHOU, XU, FANG = OfficialId("zhoumin"), OfficialId("xuliqun"), OfficialId("fangqing")
YOUBU, ZHUGE = OfficeId("youbu"), OfficeId("zhuge")


def under_review(outcome: Outcome = Outcome.HOLDS) -> Application:
    return Application(
        id=ApplicationId("case-1"),
        item=ItemId("ty-03"),
        item_version="v1",
        person=PersonId("chen"),
        account=AccountId("account"),
        assurance=2,
        created_at=AT,
        state=State.REVIEW,
        proofs=(Proof("family", outcome),),
    )


def agreed(*, by: OfficialId = ZHOU, instead_of: OfficialId | None = None) -> Application:
    return replace(under_review(), acting_for=instead_of).agree(by=by, at=AT)


def signed(case: Application, by: OfficialId, instead_of: OfficialId | None = None) -> Application:
    held = replace(case, acting_for=instead_of)
    return held.countersign(by=by, at=AT, number="n-1", issued_on=TODAY)


def test_nobody_agrees_over_an_open_proof() -> None:
    with pytest.raises(ProofOutstanding):
        under_review(Outcome.SILENT).agree(by=ZHOU, at=AT)


def test_the_first_agrees_and_the_second_decides() -> None:
    case = signed(agreed(), XU)

    assert (case.state, case.agreed_by, case.decided_by) == (State.APPROVED, ZHOU, XU)
    assert (case.certificate_number, case.issued_on) == ("n-1", TODAY)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((ZHOU, None), (ZHOU, None)),
        ((ZHOU, None), (FANG, ZHOU)),
        ((FANG, ZHOU), (ZHOU, None)),
        ((FANG, ZHOU), (FANG, None)),
        ((FANG, ZHOU), (XU, ZHOU)),
        ((FANG, ZHOU), (FANG, XU)),
    ],
)
def test_no_person_and_no_name_signs_twice(
    first: tuple[OfficialId, OfficialId | None], second: tuple[OfficialId, OfficialId | None]
) -> None:
    case = agreed(by=first[0], instead_of=first[1])

    with pytest.raises(Forbidden) as refused:
        signed(case, *second)

    assert refused.value.facts == {"reason": "same-official"}


def test_one_official_alone_never_approves_what_waits_for_a_second() -> None:
    with pytest.raises(WrongState):
        agreed().approve(by=XU, at=AT, number="n-1", issued_on=TODAY)
    with pytest.raises(WrongState):
        signed(under_review(), XU)


@pytest.mark.parametrize("way", ["hand_back", "to_review", "fall_back"])
def test_every_return_ends_the_agreement_and_is_the_firsts_again(way: str) -> None:
    case = agreed()
    back = {
        "hand_back": lambda: case.hand_back("再看一眼", by=XU, at=AT),
        "to_review": lambda: case.to_review(by="house", at=AT),
        "fall_back": lambda: signed(case, XU).fall_back(by="press", at=AT, why="glyph-missing"),
    }[way]()

    assert (back.state, back.agreed_by, back.agreed_at) == (State.REVIEW, None, None)
    assert back.handler == ZHOU


def an_absence(**changed: OfficialId | datetime | None) -> Absence:
    away = Absence("a-1", XU, AT, AT + 2 * DAY, FANG, XU)
    return replace(away, **changed)  # type: ignore[arg-type] # each is of its field's type


def test_what_a_deputy_has_is_cut_to_the_absence() -> None:
    grant = Grant(Role.COUNTERSIGNER, YOUBU, AT - DAY, AT + DAY)

    lent = an_absence().lends(grant)

    assert lent == Grant(Role.COUNTERSIGNER, YOUBU, AT, AT + DAY, instead_of=XU)


@pytest.mark.parametrize(
    "grant",
    [
        *(Grant(role, YOUBU, AT - DAY) for role in sorted(PERSONAL)),
        Grant(Role.COUNTERSIGNER, YOUBU, AT + 3 * DAY),
        Grant(Role.COUNTERSIGNER, YOUBU, AT - DAY, AT),
        Grant(Role.COUNTERSIGNER, YOUBU, AT - DAY, instead_of=ZHOU),
    ],
)
def test_some_roles_are_lent_to_nobody(grant: Grant) -> None:
    assert an_absence().lends(grant) is None


def test_a_deputy_acts_for_another_only_where_he_works_and_only_then() -> None:
    own = Grant(Role.APPROVER, YOUBU, AT - DAY)
    lent = [Grant(Role.APPROVER, at, AT, AT + DAY, instead_of=XU) for at in (YOUBU, ZHUGE)]
    fang = Official(FANG, PersonName("方青"), (own, *lent))

    names = [fang.names(Role.APPROVER, office=YOUBU, at=AT + n * DAY) for n in range(2)]

    assert names == [(FANG, XU), (FANG,)]
    assert not fang.may(Role.APPROVER, office=ZHUGE, at=AT)


def test_who_is_away_acts_in_no_name() -> None:
    own = Grant(Role.APPROVER, YOUBU, AT - DAY)
    xu = Official(XU, PersonName("徐立群"), (own,), absences=(an_absence(),))

    with pytest.raises(Forbidden) as refused:
        xu.must(Role.APPROVER, office=YOUBU, at=AT)

    assert refused.value.facts == {"reason": "absent"}
    assert xu.may(Role.APPROVER, office=YOUBU, at=AT + 2 * DAY)
    assert xu.serves(AT)
