from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.application import Application, ApplicationId, Ask
from domain.errors import Forbidden, ProofOutstanding, WrongState
from domain.form import PARKED, Draft
from domain.identity import AccountId, PersonId
from domain.item import ItemId
from domain.office import OfficeId, OfficialId
from domain.proof import Outcome, Proof
from domain.states import ACCEPTING, NEXT, UNDER_WAY, State

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
DUE = AT + timedelta(days=7)
TODAY = date(2026, 11, 24)
ZHOU = OfficialId("zhoumin")
OFFICIALS = st.sampled_from([ZHOU, OfficialId("xuliqun")])
SETTLED = {Outcome.HOLDS, Outcome.SHOWN, Outcome.PROMISED}
DEAD_ENDS = {
    State.REFUSED,
    State.NOT_ACCEPTED,
    State.WITHDRAWN,
    State.LAPSED,
    State.TERMINATED,
    State.RESCINDED,
}


def a_draft() -> Application:
    return Application(
        id=ApplicationId("case-1"),
        item=ItemId("qs-01"),
        item_version="v1",
        person=PersonId("chen"),
        account=AccountId("account"),
        assurance=2,
        created_at=AT,
        draft=Draft({"kin": "parent", "use_unit": "深圳澜桥电子有限公司"}, "summary"),
    )


def handed_in() -> Application:
    filed = replace(a_draft(), number="YB-20261124-0042", office=OfficeId("youbu"))
    filed = replace(filed, proofs=(Proof("kinship"), Proof("home")), duplicate_key="same")
    return filed.submit(by="chen", at=AT, due_at=DUE)


def under_review(outcome: Outcome = Outcome.HOLDS) -> Application:
    case = handed_in().start_proving(by="register", at=AT)
    for proof in case.proofs:
        case = case.prove(Proof(proof.id, outcome))
    return case.to_review(by="register", at=AT)


def approved(number: str = "兰游证〔2026〕第000001号") -> Application:
    return under_review().approve(by=ZHOU, at=AT, number=number, issued_on=TODAY)


def test_the_table_of_moves_is_complete() -> None:
    assert NEXT.keys() == set(State)
    assert all(targets <= set(State) for targets in NEXT.values())


def test_no_state_leads_to_itself_and_none_back_to_the_draft() -> None:
    assert all(state not in targets for state, targets in NEXT.items())
    assert not any(State.DRAFT in targets for targets in NEXT.values())


def test_every_state_can_be_reached_from_the_draft() -> None:
    reached, edge = {State.DRAFT}, {State.DRAFT}
    while edge:
        edge = {target for state in edge for target in NEXT[state]} - reached
        reached |= edge

    assert reached == set(State)


def test_what_is_over_is_over() -> None:
    assert {state for state, targets in NEXT.items() if not targets} == DEAD_ENDS
    assert NEXT[State.ISSUED] == NEXT[State.SETTLED] == {State.RESCINDED}


def test_from_every_state_under_way_there_is_an_end() -> None:
    for state in UNDER_WAY:
        reached, edge = set[State](), {state}
        while edge:
            edge = {target for each in edge for target in NEXT[each]} - reached
            reached |= edge
        assert reached & {State.ISSUED, *DEAD_ENDS}


def test_nothing_under_way_is_over_and_a_draft_is_not_under_way() -> None:
    assert UNDER_WAY.isdisjoint(DEAD_ENDS | {State.DRAFT, State.ISSUED, State.SETTLED})
    assert all(NEXT[state] for state in UNDER_WAY)
    assert set(State) >= ACCEPTING


def test_correction_belongs_before_acceptance() -> None:
    leads_back = {state for state, targets in NEXT.items() if State.RETURNED in targets}

    assert leads_back == {State.SUBMITTED, State.PROVING, State.REVIEW}


def test_handing_in_starts_every_proof_anew() -> None:
    case = handed_in()

    assert case.state is State.SUBMITTED
    assert case.open_proofs == ("kinship", "home")
    assert (case.submitted_at, case.due_at) == (AT, DUE)
    assert case.draft.focus == ""


def test_every_move_is_written_down() -> None:
    case = approved().issue(by="press", at=DUE)

    assert [(step.to, step.by) for step in case.steps] == [
        (State.SUBMITTED, "chen"),
        (State.PROVING, "register"),
        (State.REVIEW, "register"),
        (State.APPROVED, "zhoumin"),
        (State.ISSUED, "press"),
    ]
    assert case.steps[-1].at == case.updated_at == case.closed_at == DUE


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - SETTLED))
def test_nothing_is_approved_over_an_open_proof(outcome: Outcome) -> None:
    case = under_review(outcome)

    with pytest.raises(ProofOutstanding) as refused:
        case.approve(by=ZHOU, at=AT, number="n", issued_on=TODAY)

    assert refused.value.facts == {"case": "case-1", "proofs": ["kinship", "home"]}


@pytest.mark.parametrize("outcome", sorted(SETTLED))
def test_a_settled_case_is_approved_and_thereby_accepted(outcome: Outcome) -> None:
    case = under_review(outcome).approve(by=ZHOU, at=DUE, number="n-1", issued_on=TODAY)

    assert case.state is State.APPROVED
    assert case.accepted_at == case.decided_at == DUE
    assert (case.decided_by, case.certificate_number, case.issued_on) == (ZHOU, "n-1", TODAY)


def test_number_and_day_are_kept_when_the_press_fails() -> None:
    back = approved("n-1").fall_back(by="press", at=DUE, why="glyph-missing U+9FFF")

    again = back.approve(by=ZHOU, at=DUE, number="n-2", issued_on=date(2026, 12, 1))

    assert back.state is State.REVIEW
    assert back.steps[-1].note == "glyph-missing U+9FFF"
    assert (again.certificate_number, again.issued_on) == ("n-1", TODAY)


def test_what_was_once_decided_is_not_sent_back_for_correction() -> None:
    back = approved().fall_back(by="press", at=AT, why="press-failed")

    with pytest.raises(WrongState):
        back.send_back((Ask("use_unit", "写全称"),), by=ZHOU, at=AT, correct_by=TODAY)

    assert back.accepted_at == AT


def test_a_returned_case_asks_again_only_what_is_wrong() -> None:
    asks = (Ask("use_unit", "写全称"),)

    returned = under_review().send_back(asks, by=ZHOU, at=AT, correct_by=date(2026, 12, 8))

    assert returned.draft == Draft({"kin": "parent"}, PARKED)
    assert (returned.asks, returned.correct_by) == (asks, date(2026, 12, 8))
    assert returned.accepted_at is None


def test_a_corrected_case_keeps_its_first_day_and_its_number() -> None:
    returned = under_review().send_back(
        (Ask("use_unit", "写全称"),), by=ZHOU, at=AT, correct_by=TODAY
    )

    again = returned.submit(by="chen", at=DUE, due_at=DUE + timedelta(days=7))

    assert (again.submitted_at, again.due_at) == (AT, DUE + timedelta(days=7))
    assert again.number == "YB-20261124-0042"
    assert (again.asks, again.correct_by) == ((), None)
    assert again.open_proofs == ("kinship", "home")


def test_a_conversation_goes_on_in_a_draft_and_in_a_returned_case_only() -> None:
    item = (ItemId("qs-03"), "v2")
    returned = under_review().send_back((Ask("kin", "选错"),), by=ZHOU, at=AT, correct_by=TODAY)

    kept = returned.converse(Draft({"kin": "sibling"}), at=DUE, item=item)

    assert (kept.item, kept.item_version, kept.draft.answers) == (*item, {"kin": "sibling"})
    assert a_draft().converse(Draft(), at=DUE, item=item).updated_at == DUE
    with pytest.raises(WrongState):
        handed_in().converse(Draft(), at=AT, item=item)


def test_a_refusal_closes_the_case_with_its_reasons() -> None:
    case = under_review(Outcome.NOT_FOUND).refuse("登记里没有", by=ZHOU, at=DUE)

    assert (case.state, case.reasons, case.closed_at) == (State.REFUSED, "登记里没有", DUE)
    assert case.accepted_at == DUE


def test_a_case_that_is_not_ours_is_closed_without_having_been_accepted() -> None:
    case = handed_in().not_accept("请找诸葛镇", by=ZHOU, at=DUE)

    assert (case.state, case.decided_by, case.closed_at) == (State.NOT_ACCEPTED, ZHOU, DUE)
    assert case.accepted_at is None


def test_a_request_can_be_taken_back_until_it_is_decided() -> None:
    taken_back = under_review().withdraw(by="chen", at=DUE)

    assert (taken_back.state, taken_back.closed_at) == (State.WITHDRAWN, DUE)
    assert taken_back.duplicate_key == ""
    with pytest.raises(WrongState) as refused:
        approved().withdraw(by="chen", at=DUE)
    assert refused.value.facts == {"case": "case-1", "state": "approved", "wanted": "withdrawn"}


def test_a_proof_is_put_where_it_belongs_and_nowhere_else() -> None:
    case = handed_in().start_proving(by="register", at=AT)

    proved = case.prove(Proof("kinship", Outcome.HOLDS)).prove(Proof("weather", Outcome.HOLDS))

    assert proved.open_proofs == ("home",)
    assert [proof.id for proof in proved.proofs] == ["kinship", "home"]


@pytest.mark.parametrize("case", [a_draft(), handed_in(), approved()], ids=lambda c: c.state)
def test_no_proof_changes_before_or_after_its_time(case: Application) -> None:
    with pytest.raises(WrongState):
        case.prove(Proof("kinship", Outcome.HOLDS))


def test_a_case_may_be_handed_to_another_office_under_its_number() -> None:
    moved = under_review().transfer(OfficeId("zhuge"))

    assert (moved.office, moved.number) == (OfficeId("zhuge"), "YB-20261124-0042")
    assert moved.transfer(OfficeId("youbu"), number="ZG-1").number == "ZG-1"


def test_people_quote_the_end_of_a_number() -> None:
    assert handed_in().tail == "0042"
    assert a_draft().tail == ""


class Case(RuleBasedStateMachine):
    """Whatever anybody does to a case in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.case = handed_in()
        self.at = AT
        self.numbers = 0
        self.decided = False

    def attempt(self, step: Callable[[], Application]) -> None:
        self.at += timedelta(minutes=1)
        before = self.case
        try:
            after = step()
        except (WrongState, ProofOutstanding, Forbidden):
            assert before is self.case
            return
        moved = after.state is not before.state
        assert not moved or after.state in NEXT[before.state]
        assert len(after.steps) == len(before.steps) + moved
        assert not moved or after.steps[-1].to is after.state
        self.case = after

    @rule()
    def prove(self) -> None:
        self.attempt(lambda: self.case.start_proving(by="register", at=self.at))

    @rule(outcome=st.sampled_from(Outcome), proof=st.sampled_from(["kinship", "home"]))
    def settle(self, outcome: Outcome, proof: str) -> None:
        self.attempt(lambda: self.case.prove(Proof(proof, outcome)))

    @rule()
    def review(self) -> None:
        self.attempt(lambda: self.case.to_review(by="register", at=self.at))

    @rule()
    def approve(self) -> None:
        self.numbers += 1
        open_proofs, number = self.case.open_proofs, f"n-{self.numbers}"
        before = self.case
        self.attempt(lambda: self.case.approve(by=ZHOU, at=self.at, number=number, issued_on=TODAY))
        if self.case is not before:
            assert not open_proofs
            assert self.case.certificate_number == before.certificate_number or number

    @rule(by=OFFICIALS)
    def agree(self, by: OfficialId) -> None:
        open_proofs, before = self.case.open_proofs, self.case
        self.attempt(lambda: self.case.agree(by=by, at=self.at))
        assert self.case is before or not open_proofs

    @rule(by=OFFICIALS)
    def countersign(self, by: OfficialId) -> None:
        self.numbers += 1
        first, before, number = self.case.agreed_by, self.case, f"n-{self.numbers}"
        self.attempt(
            lambda: self.case.countersign(by=by, at=self.at, number=number, issued_on=TODAY)
        )
        assert self.case is before or (first is not None and first != self.case.decided_by)

    @rule(by=OFFICIALS)
    def hand_back(self, by: OfficialId) -> None:
        self.attempt(lambda: self.case.hand_back("再看", by=by, at=self.at))

    @rule()
    def refuse(self) -> None:
        self.attempt(lambda: self.case.refuse("没有", by=ZHOU, at=self.at))

    @rule()
    def not_accept(self) -> None:
        self.attempt(lambda: self.case.not_accept("不归我们", by=ZHOU, at=self.at))

    @rule()
    def send_back(self) -> None:
        accepted = self.case.accepted_at
        asks = (Ask("use_unit", "写全称"),)
        self.attempt(lambda: self.case.send_back(asks, by=ZHOU, at=self.at, correct_by=TODAY))
        assert self.case.state is not State.RETURNED or accepted is None

    @rule()
    def submit(self) -> None:
        self.attempt(lambda: self.case.submit(by="chen", at=self.at, due_at=DUE))

    @rule()
    def withdraw(self) -> None:
        self.attempt(lambda: self.case.withdraw(by="chen", at=self.at))

    @rule()
    def issue(self) -> None:
        self.attempt(lambda: self.case.issue(by="press", at=self.at))

    @rule()
    def fall_back(self) -> None:
        self.attempt(lambda: self.case.fall_back(by="press", at=self.at, why="press-failed"))

    @invariant()
    def an_issued_case_rests_on_settled_proofs_and_has_its_number(self) -> None:
        if self.case.state in (State.APPROVED, State.ISSUED):
            assert not self.case.open_proofs
            assert self.case.certificate_number
            assert self.case.issued_on == TODAY

    @invariant()
    def the_number_once_drawn_stays(self) -> None:
        drawn = self.case.certificate_number
        self.decided = self.decided or bool(drawn)
        assert bool(drawn) is self.decided

    @invariant()
    def what_was_decided_stays_accepted(self) -> None:
        reached = {step.to for step in self.case.steps}
        assert (self.case.accepted_at is not None) is bool(
            reached & {State.APPROVED, State.REFUSED}
        )

    @invariant()
    def what_is_over_has_its_day(self) -> None:
        over = self.case.state in DEAD_ENDS | {State.ISSUED}
        assert (self.case.closed_at is not None) is over

    @invariant()
    def the_first_submission_is_remembered(self) -> None:
        assert self.case.submitted_at == AT


TestCase = Case.TestCase
