"""The four ways and the clock, whoever does what in whatever order.

Applicants, officials, owners, registers and the clock act at random over a real database and the
real verbs; after every step every law of `tests.support.ways_laws` is held.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from casework import (
    absences,
    countersigning,
    creditworthy,
    deciding,
    handing_over,
    settling,
    suspending,
    verifying,
)
from casework.absences import Leave
from casework.lateness import Reasons
from domain.application import Application, Ask
from domain.calendar import local_day
from domain.commitment import Stage
from domain.identity import Person
from domain.item import ItemId
from domain.office import OfficialId
from domain.states import BEFORE_OFFICIALS, UNDER_WAY, State
from domain.verification import Answer, Turn
from tests.support.desks import XU, ZHOU
from tests.support.moods import Mood
from tests.support.verifying import FANG, SHEN
from tests.support.ways_acts import LATE, PENDING
from tests.support.ways_clock import ClockActs
from tests.support.ways_laws import hold
from tests.support.ways_town import DECLARED, KIN, LIN, MEMBER, PEOPLE, TWICE

T = TypeVar("T")
Tempted = list[bool]
ITEMS = st.sampled_from([TWICE, TWICE, MEMBER, DECLARED, KIN])
WHO = st.sampled_from(PEOPLE)
DECIDERS = (ZHOU, XU, FANG)
BY = st.integers(0, 5)  # mostly somebody who may
MOSTLY = st.sampled_from([True, True, True, False])
SELDOM = st.sampled_from([False, False, False, False, True])
MOODS = st.sampled_from([*[Mood.TRUE] * 6, *Mood])
HOURS = st.sampled_from([0, 3, 24, 24 * 4, 24 * 8])
MOST = 3  # cases at once
FAR = 8  # steps; then the longest has its paper


def one_of(found: Sequence[T]) -> st.SearchStrategy[T]:
    return st.integers(0, len(found) - 1).map(lambda n: found[n])


class Ways(ClockActs):
    """Whatever happens in a town where everything can go wrong."""

    @initialize(
        who=WHO,
        item=ITEMS,
        register=MOODS,
        records=MOODS,
        tempted=st.lists(st.booleans(), max_size=FAR),
    )
    def begins(
        self, who: Person, item: ItemId, register: Mood, records: Mood, tempted: list[bool]
    ) -> None:
        """A case has come so far, and it has gone well."""
        self.town.registers.moods |= {"population": register, "agriculture": records}
        self.hand_in(who, item)
        for each in tempted:
            self.every_law_holds()
            self.the_first_case_gets_on(tempted=each)

    def any_case(self) -> st.SearchStrategy[Application]:
        return one_of(self.lying(*UNDER_WAY) or tuple(self.seen.cases.values()))

    def official(self, case: Application, n: int) -> OfficialId:
        able = sorted(self.seen.able[case.id])
        return able[n % len(able)] if able and n > 1 else DECIDERS[n % len(DECIDERS)]

    @rule(data=st.data())
    def all_goes_well(self, data: st.DataObject) -> None:
        self.go_well(data.draw(self.any_case()))

    @rule(tempted=st.booleans())
    def the_first_case_gets_on(self, *, tempted: bool) -> None:
        case = next(iter(self.seen.cases.values()))
        self.go_well(case, tempted=tempted)
        self.run(self.town.work())

    # --- the applicant ---

    @precondition(lambda self: len(self.cases) < MOST)
    @rule(who=WHO, item=ITEMS)
    def hands_in(self, who: Person, item: ItemId) -> None:
        self.hand_in(who, item)

    @rule(data=st.data(), unit=st.sampled_from(["甲公司", "乙公司"]))
    def changes_or_corrects(self, data: st.DataObject, unit: str) -> None:
        self.change(data.draw(self.any_case()), unit)

    @rule(data=st.data(), really=SELDOM)
    def takes_the_case_back(self, data: st.DataObject, *, really: bool) -> None:
        case = data.draw(self.any_case())
        if really:
            self.take_back(case)

    @precondition(lambda self: self.offers(*PENDING))
    @rule(data=st.data(), mood=st.sampled_from(Mood))
    def takes_up(self, data: st.DataObject, mood: Mood) -> None:
        self.town.registers.moods["credit"] = mood
        self.take_up(data.draw(one_of(self.offers(*PENDING))))

    @precondition(lambda self: self.offers(*PENDING))
    @rule(data=st.data(), who=WHO, confirmed=MOSTLY)
    def signs(self, data: st.DataObject, who: Person, *, confirmed: bool) -> None:
        offer = data.draw(one_of(self.offers(Stage.CLEARED) or self.offers(*PENDING)))
        self.sign(offer, who.id, confirmed=confirmed)

    @precondition(lambda self: self.offers(*PENDING, Stage.SIGNED))
    @rule(data=st.data(), really=st.booleans())
    def gives_the_promise_up(self, data: st.DataObject, *, really: bool) -> None:
        offer = data.draw(one_of(self.offers(*PENDING, Stage.SIGNED)))
        if really:
            self.give_up(offer)

    @rule(who=WHO, kind=st.sampled_from([*["other"] * 4, "fraud", "false-commitment"]))
    def is_found_out(self, who: Person, kind: str) -> None:
        self.find_out(who, kind)

    @precondition(lambda self: self.findings)
    @rule(data=st.data())
    def is_cleared_of_it(self, data: st.DataObject) -> None:
        record, at = data.draw(one_of(tuple(self.findings))), self.town.desk.now()
        if self.attempt(creditworthy.lift(self.town.desk.db, record, at=at)):
            del self.findings[record]

    # --- questions between offices ---

    @precondition(lambda self: self.questions(Turn.CONSENT))
    @rule(data=st.data(), agree=MOSTLY)
    def says_whether_to_ask(self, data: st.DataObject, *, agree: bool) -> None:
        self.consent(data.draw(one_of(self.questions(Turn.CONSENT))), agree=agree)

    @precondition(lambda self: self.questions(Turn.ASKED))
    @rule(data=st.data())
    def promises_instead(self, data: st.DataObject) -> None:
        late = [v for v in self.questions(Turn.ASKED) if v.overdue_at]
        self.convert(data.draw(one_of(late or self.questions(Turn.ASKED))))

    @precondition(lambda self: self.questions(*Turn))
    @rule(data=st.data(), answer=st.sampled_from(Answer), opens=MOSTLY)
    def the_owner_answers(self, data: st.DataObject, answer: Answer, *, opens: bool) -> None:
        asked = data.draw(one_of(self.questions(Turn.ASKED) or self.questions(*Turn)))
        by = data.draw(st.sampled_from([SHEN, FANG, LIN, ZHOU]))
        self.answer(asked, by, answer, opens=opens)

    @precondition(lambda self: self.lying(State.REVIEW))
    @rule(data=st.data(), by=BY)
    def asks_the_owner(self, data: st.DataObject, by: int) -> None:
        case = data.draw(one_of(self.lying(State.REVIEW)))
        proof = data.draw(st.sampled_from([*case.open_proofs] or [p.id for p in case.proofs]))
        who = self.official(case, by)
        self.attempt(verifying.ask_owner(self.town.desk, case.id, by=who, proof=proof))

    # --- officials ---

    @rule(data=st.data(), by=BY)
    def approves(self, data: st.DataObject, by: int) -> None:
        case = data.draw(self.any_case())
        self.approve(case, self.official(case, by))

    @rule(data=st.data(), by=BY, signs=MOSTLY)
    def acts_as_the_second(self, data: st.DataObject, by: int, *, signs: bool) -> None:
        waiting = self.lying(State.COUNTERSIGN)
        case = data.draw(one_of(waiting) if waiting else self.any_case())
        desk, who = self.town.desk, self.official(case, by)
        if signs:
            self.countersign(case, who)
        else:
            self.attempt(countersigning.hand_back(desk, case.id, by=who, reason="再看一看"))

    @rule(data=st.data(), by=BY)
    def sends_it_back(self, data: st.DataObject, by: int) -> None:
        case = data.draw(self.any_case())
        asks, who = (Ask(next(iter(case.draft.answers)), "写清楚"),), self.official(case, by)
        self.attempt(deciding.send_back(self.town.desk, case.id, by=who, asks=asks))

    @rule(data=st.data(), by=BY, really=st.booleans(), ours=st.booleans())
    def says_no(self, data: st.DataObject, by: int, *, really: bool, ours: bool) -> None:
        case, reasons = data.draw(self.any_case()), Reasons("材料对不上", LATE)
        verb = deciding.refuse if ours else deciding.not_accept
        if really:
            who = self.official(case, by)
            self.attempt(verb(self.town.desk, case.id, by=who, reasons=reasons))

    @rule(data=st.data(), by=BY, days=st.integers(0, 6))
    def lets_it_stand_still(self, data: st.DataObject, by: int, days: int) -> None:
        case, desk = data.draw(self.any_case()), self.town.desk
        until, who = local_day(desk.now()) + timedelta(days=days), self.official(case, by)
        self.attempt(suspending.suspend(desk, case.id, by=who, reason="等鉴定", until=until))

    @precondition(lambda self: self.lying(*BEFORE_OFFICIALS))
    @rule(data=st.data(), by=BY, to=st.sampled_from(DECIDERS))
    def hands_it_over(self, data: st.DataObject, by: int, to: OfficialId) -> None:
        case = data.draw(one_of(self.lying(*BEFORE_OFFICIALS)))
        who = self.official(case, by)
        self.attempt(handing_over.hand_over(self.town.desk, case.id, by=who, to=to))

    @precondition(lambda self: self.lying(State.REVIEW))
    @rule(data=st.data(), by=BY)
    def has_seen_a_document(self, data: st.DataObject, by: int) -> None:
        case = data.draw(one_of(self.lying(State.REVIEW)))
        self.show(
            case, self.official(case, by), data.draw(st.sampled_from([p.id for p in case.proofs]))
        )

    @precondition(lambda self: self.lying(State.REVIEW))
    @rule(data=st.data(), by=BY)
    def asks_the_register_again(self, data: st.DataObject, by: int) -> None:
        case = data.draw(one_of(self.lying(State.REVIEW)))
        self.attempt(settling.ask_again(self.town.desk, case.id, by=self.official(case, by)))

    @rule(
        who=st.sampled_from([ZHOU, XU, FANG, SHEN]),
        deputy=st.sampled_from([ZHOU, XU, FANG, None]),
        begins=st.sampled_from([0, 1]),
    )
    def goes_away(self, who: OfficialId, deputy: OfficialId | None, begins: int) -> None:
        since = self.town.desk.now() + timedelta(days=begins)
        leave = Leave(who, since, since + timedelta(days=2), deputy)
        self.attempt(absences.note_absence(self.town.desk, leave, by=who))

    # --- registers, outbox, clock ---

    @rule(source=st.sampled_from(["population", "agriculture", "credit"]), mood=MOODS)
    def a_source_turns(self, source: str, mood: Mood) -> None:
        self.town.registers.moods[source] = mood

    @rule(broken=SELDOM)
    def the_press_breaks_or_is_mended(self, *, broken: bool) -> None:
        self.town.press.broken = broken

    @rule()
    def the_outbox_is_worked_off(self) -> None:
        self.run(self.town.work())

    @rule(hours=HOURS)
    def time_passes(self, hours: int) -> None:
        self.run(self.town.passes(timedelta(hours=hours, minutes=6)))

    @rule(data=st.data(), hours=st.sampled_from([0, 5]))
    def the_clock_is_put_back(self, data: st.DataObject, hours: int) -> None:
        self.put_back(data.draw(self.any_case()), hours)

    @rule(stands=st.booleans())
    def the_clock_leaps(self, *, stands: bool) -> None:
        self.leap(stands=stands)

    @invariant()
    def every_law_holds(self) -> None:
        now = self.look()
        hold(self.town, self.said, self.seen, now)
        self.seen = now


class LongWays(Ways):
    """The same, for longer."""


CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
Ways.TestCase.settings = settings(CALM, max_examples=14, stateful_step_count=30)
LongWays.TestCase.settings = settings(CALM, max_examples=100, stateful_step_count=50)
TestWays = Ways.TestCase
TestLongWays = pytest.mark.slow(pytest.mark.long(LongWays.TestCase))
