import structlog
from structlog.contextvars import merge_contextvars
from structlog.testing import LogCapture

from domain.post import Job
from storage.database import Database
from tests.support.stores import AT
from tests.support.working import Clock, put, working


async def test_whatever_a_job_logs_names_the_job_and_its_case(db: Database, clock: Clock) -> None:
    log = LogCapture()
    structlog.configure(processors=[merge_contextvars, log])

    async def tell(_: Job) -> None:
        structlog.get_logger().info("told")

    async with working(db, clock, {"tell": tell, "tidy": tell}) as worker:
        await db.write(lambda tx: tx.outbox.put("tell", lane="a", at=AT, case="case-1"))
        await put(db, ("tidy", "b"))
        await worker.idle()
    structlog.get_logger().info("after")

    structlog.reset_defaults()
    told, tidied, after = log.entries
    assert (told["topic"], told["case"], len(told["job"])) == ("tell", "case-1", 36)
    assert (tidied["topic"], "case" in tidied) == ("tidy", False)
    assert "job" not in after


async def test_a_worker_works_from_its_start_to_its_end(db: Database, clock: Clock) -> None:
    async with working(db, clock, {}) as worker:
        during = worker.works()

    assert (during, worker.works()) == (True, False)
