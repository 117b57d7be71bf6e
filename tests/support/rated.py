"""Cases that have ended, for tests that rate them, and who works at the office."""

from dataclasses import replace

from casework import following_up, rating
from casework.rating import Given
from domain.application import Application, ApplicationId
from domain.identity import PersonId
from domain.office import OfficeId, OfficialId, Role
from domain.post import Job
from domain.rating import Rating, RatingId, Satisfaction
from domain.states import State
from storage.transaction import Transaction
from tests.support.desks import CHEN, XU, ZHOU, Town, an_official

LIN = OfficialId("linfang")
OFFICE = OfficeId("youbu")
HERS = CHEN.id


async def staffed(town: Town) -> None:
    """周敏 decides; 徐立群 and another supervise."""
    await town.appointed(
        an_official(ZHOU, Role.APPROVER, Role.SUPERVISOR),
        an_official(XU, Role.SUPERVISOR),
        an_official(LIN, Role.SUPERVISOR),
        an_official(OfficialId("away"), Role.SUPERVISOR, office="lanjiang"),
    )


async def ended(
    town: Town, *, n: int = 1, state: State = State.REFUSED, by: OfficialId = ZHOU
) -> Application:
    """A case of hers that an official has just ended."""
    account = await town.enrolled()
    item = next(iter(town.desk.catalogue.items.values()))
    id_ = ApplicationId(f"case-{n}")
    draft = Application(
        id_, item.id, item.version, account.person or PersonId(""), account.id, 2, town.at
    )
    done = replace(draft, state=state, office=OFFICE, number=f"YB-20261124-{n:04d}")
    done = replace(done, submitted_at=town.at, closed_at=town.at, decided_by=by, parties=("i1",))

    def work(tx: Transaction) -> None:
        tx.applications.add(draft)
        tx.applications.save(done)

    await town.desk.db.write(work)
    return await town.case(id_)


async def rated(
    town: Town, level: Satisfaction, *, n: int = 1, said: str = "", by: OfficialId = ZHOU
) -> Rating:
    """How she has rated a case that has just ended."""
    case = await ended(town, n=n, by=by)
    await rating.rate(town.desk, case.id, Given(level, said), by=case.person)
    return await of_case(town, case.id)


async def of_case(town: Town, case: ApplicationId) -> Rating:
    """The rating of a case."""
    found = await town.desk.db.read(lambda tx: tx.ratings.of_case(case))
    assert found is not None
    return found


async def struck(town: Town, id_: RatingId) -> Rating:
    """A rating, after its clock has struck."""
    await following_up.strike(town.desk, Job("job", "rating-clock", "lane", {"rating": id_}))
    return await town.desk.db.read(lambda tx: tx.ratings.get(id_))
