"""The door for whoever scrapes figures, and what is looked up when he comes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import web

from bot.platform import POLICIES
from casework.desk import Desk
from domain.calendar import local_day
from handlers import readiness
from handlers.addresses import is_from
from handlers.keys import DESK, METRICS, SETTINGS, WORKING
from observing.metrics import CONTENT_TYPE, OTHER, Metrics, Standing

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
WHYS = frozenset({"timeout", "connection", "too-large", "not-json", "shape", "foreign-watermark"})


async def show(request: web.Request) -> web.Response:
    """GET /metrics."""
    if not _may_see(request):
        raise web.HTTPNotFound
    desk, metrics = request.app[DESK], request.app[METRICS]
    whys = await readiness.asked(desk, request.app[WORKING])
    metrics.stand(Standing.READY, {part: float(not why) for part, why in whys.items()})
    await _take_stock(desk, metrics, there=not whys["database"])
    return web.Response(body=metrics.page(), headers={"Content-Type": CONTENT_TYPE})


def calls_counted(metrics: Metrics) -> Callable[[str, str, float], None]:
    """Where the gateway tells of its calls; codes that our own table knows are told apart."""

    def heard(endpoint: str, outcome: str, seconds: float) -> None:
        metrics.call(endpoint, _known(outcome), seconds)

    return heard


def _known(outcome: str) -> str:
    if outcome in WHYS or outcome == "0":
        return outcome
    if outcome.startswith("http-"):
        return f"{outcome[:6]}xx" if outcome[5:6] in "12345" else OTHER
    number = outcome.removeprefix("-")
    return outcome if number.isdecimal() and int(outcome) in POLICIES else OTHER


def _may_see(request: web.Request) -> bool:
    # What a proxy passes on comes from a neighbour's address, and is asked by anybody.
    if any(name in request.headers for name in FORWARDED):
        return False
    return is_from(request.remote, request.app[SETTINGS].metrics_from)


async def _take_stock(desk: Desk, metrics: Metrics, *, there: bool) -> None:
    now, none = desk.now(), dict[str, float]()
    cases, jobs, ages, asked = none, none, none, none
    if there:
        cases, jobs, oldest, due, asked = await desk.db.read(
            lambda tx: (
                {state: float(n) for state, n in tx.applications.open_by_state().items()},
                {state: float(n) for state, n in tx.outbox.counts().items()},
                tx.outbox.due_age(now),
                tx.outbox.next_due(),
                {source: float(n) for source, n in tx.source_counts.on(local_day(now)).items()},
            )
        )
        ages = {"owed": oldest.total_seconds(), "due": _since(due, now).total_seconds()}
    metrics.stand(Standing.CASES, cases)
    metrics.stand(Standing.JOBS, jobs)
    metrics.stand(Standing.AGE, ages)
    metrics.stand(Standing.ASKED, asked)


def _since(due: datetime | None, now: datetime) -> timedelta:
    return max(timedelta(), now - due) if due else timedelta()
