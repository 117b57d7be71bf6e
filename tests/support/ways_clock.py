"""A wall clock that is put back or leaps, and what must not come of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework import deciding
from domain.application import Application
from domain.errors import ClockBehind
from tests.support.desks import ZHOU
from tests.support.ways_acts import LATE, WaysActs
from tests.support.ways_laws import hold

BY_TIME = ("clock/", "commitment-expired", "verification/", "state/lapsed")


class ClockActs(WaysActs):
    """What may happen to the clock of the town."""

    def put_back(self, case: Application, hours: int) -> None:
        """Two days; nothing is written until it is put right, some hours later."""
        desk, clock = self.town.desk, self.town.clock
        clock.wall -= timedelta(days=2)

        with pytest.raises(ClockBehind):
            self.run(deciding.approve(desk, case.id, by=ZHOU, late_reason=LATE))
        self.run(self.town.passes(timedelta(hours=hours)))

        assert self.look().entries == self.seen.entries
        clock.wall += timedelta(days=2)
        self.run(self.town.passes(timedelta(seconds=1)))

    def leap(self, *, stands: bool) -> None:
        """Forty days; what time alone does waits until they are believed, or taken back."""
        town, known = self.town, {entry.id for entry in self.seen.entries}
        town.clock.wall += timedelta(days=40)

        self.run(town.work())

        leapt = self.look()
        fresh = [entry.kind for entry in leapt.entries if entry.id not in known]
        assert town.desk.doubt() == "leapt"
        assert not [kind for kind in fresh if kind.startswith(BY_TIME)]
        hold(town, self.said, self.seen, leapt)
        if stands:
            self.run(town.passes(timedelta(minutes=61)))
            assert not town.desk.doubt()
        else:
            town.clock.wall -= timedelta(days=40)
            self.seen = replace(leapt, at=town.desk.now())
            self.run(town.passes(timedelta(seconds=1)))
