"""A town whose item wants two officials, and those who may be the first or the second."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework import absences, deciding
from casework.absences import Leave
from domain.application import Application
from domain.item import ItemId
from domain.office import Absence, OfficialId, Role
from tests.support.desks import XU, ZHOU, Town, an_official

FANG = OfficialId("fangqing")
BOTH = (Role.APPROVER, Role.COUNTERSIGNER)


async def a_strict_town(town: Town) -> Town:
    """Let every certificate want two signatures.

    周敏 and 徐立群 may be first or second, 方青 only first; 徐立群 supervises.
    """
    catalogue, item = town.desk.catalogue, town.desk.catalogue.item(ItemId("qs-01"))
    two = replace(item, approvals=2)
    versions = {**catalogue.versions, (two.id, two.version): two}
    town.desk.shelf.put(
        replace(catalogue, items={**catalogue.items, two.id: two}, versions=versions)
    )
    await town.appointed(
        an_official(ZHOU, *BOTH),
        an_official(XU, *BOTH, Role.SUPERVISOR),
        an_official(FANG),
    )
    return town


async def under_review(town: Town) -> Application:
    """A case whose proofs are settled; nobody has agreed."""
    case = await town.submitted()
    await town.prove(case.id)
    return await town.case(case.id)


async def agreed(town: Town, *, by: OfficialId = ZHOU) -> Application:
    """A case upon which the first official has agreed."""
    case = await under_review(town)
    return await deciding.approve(town.desk, case.id, by=by)


async def away(
    town: Town, who: OfficialId, *, deputy: OfficialId | None, since: datetime | None = None
) -> Absence:
    """An official who is away for two days from now on, noted by himself."""
    begins = since or town.at
    leave = Leave(who, begins, begins + timedelta(days=2), deputy)
    return await absences.note_absence(town.desk, leave, by=who)
