"""The house, wired: settings become a desk, a way out, a worker and the doors."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

import aiohttp
from aiohttp import web

import wiring
from bot.courier import Courier
from bot.gateway import Gateway
from bot.line import Wiring
from bot.pace import Pace
from bot.rating_courier import RatingCourier
from bot.verification_courier import VerificationCourier
from casework import (
    clocks,
    following_up,
    issuing,
    pledging,
    pressing,
    promising_paper,
    proving,
    releasing,
    standing_in,
    tidying,
    timekeeping,
    verifying,
)
from casework.desk import Desk
from casework.keeping_up import keeping_up
from casework.timekeeping import Timepiece, keeping_time
from catalogue.loader import working_days
from certificates.authority import Authority
from certificates.press import Orders, Press
from domain.post import Job
from handlers.app import create
from handlers.metrics import calls_counted
from observing.metrics import Metrics
from settings import Settings
from sources.watched import Watched, WatchedRecords
from storage.database import Database, Limits
from storage.files import Files
from storage.sealing import Keyring
from storage.worker import Handler, Patience, Worker
from templates.environment import words

Clock = Callable[[], datetime]
_PATIENCE = Patience()


def utc_now() -> datetime:
    """The present moment."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)  # as fine as it is stored


@dataclass(frozen=True)
class House:
    """Everything that runs in one process."""

    desk: Desk
    gateway: Gateway
    worker: Worker
    app: web.Application


def keyring_of(settings: Settings) -> Keyring:
    """The master keys; a demo makes its own at first start."""
    settings.master_key_file.parent.mkdir(parents=True, exist_ok=True)
    return Keyring.load(settings.master_key_file, create=settings.env == "demo")


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    steady: Callable[[], float] = monotonic,
    patience: Patience = _PATIENCE,
    twice: bool = False,
    press: Press | None = None,
) -> AsyncIterator[House]:
    """The house with its doors ready and its worker working; closed in order afterwards.

    Args:
        settings: The settings.
        clock: The present moment; handed down, never fetched below.
        steady: Seconds of a clock that nobody can set; whoever skips time on purpose skips both.
        patience: How the outbox waits.
        twice: As in `Database.open`.
        press: A ready press, which its owner closes; None: one of the house's own.
    """
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        time = Timepiece(clock, steady)
        desk = await _desk(settings, stack, http, time=time, twice=twice, press=press)
        metrics = Metrics()
        desk = _watched(desk, metrics)
        gateway = _gateway(settings, http, metrics)
        courier = Courier(desk, gateway, wiring.templates(settings), Pace(time.now))
        worker = Worker(desk.db, _topics(desk, courier), clock=time.now, patience=patience)
        await tidying.begin(desk)
        await clocks.begin(desk)
        if settings.database_url.startswith("postgresql://"):  # others may serve it, too
            await stack.enter_async_context(keeping_up(desk))
        await stack.enter_async_context(keeping_time(desk, time))
        worker.start()
        stack.push_async_callback(worker.close)
        app = create(
            desk,
            wiring.envelopes(settings),
            gateway,
            wiring.doors(settings),
            metrics=metrics,
            working=worker.works,
        )
        yield House(desk, gateway, worker, app)


def _gateway(settings: Settings, http: aiohttp.ClientSession, metrics: Metrics) -> Gateway:
    way_out = Wiring(http, observe=calls_counted(metrics))
    return Gateway.over(way_out, wiring.platforms(settings))


async def _desk(
    settings: Settings,
    stack: AsyncExitStack,
    http: aiohttp.ClientSession,
    *,
    time: Timepiece,
    twice: bool,
    press: Press | None,
) -> Desk:
    keyring = keyring_of(settings)
    db = await _database(settings, stack, keyring, twice=twice)
    await timekeeping.begin(db, time, confirmed=settings.clock_confirmed)
    shelf = await releasing.open_shelf(db, settings.catalogue, at=time.now())
    asked = wiring.asked(settings, shelf.catalogue, db=db, http=http, clock=time.now)
    made, reader = (press, None) if press else _presses(settings, stack, keyring, time.now)
    return Desk(
        db=db,
        shelf=shelf,
        days=working_days(settings.catalogue / "calendar"),
        words=words(),
        register=asked.register,
        records=asked.records,
        press=made,
        reader=reader,
        files=Files(Path(settings.objects), keyring),
        keyring=keyring,
        public_url=settings.public_url,
        sample=settings.env == "demo",
        official_appid=settings.wechat_appid,
        miniapp_appid=settings.miniapp_appid,
        clock=time.now,
        doubt=time.doubt,
    )


async def _database(
    settings: Settings, stack: AsyncExitStack, keyring: Keyring, *, twice: bool
) -> Database:
    limits = Limits(writers=settings.database_writers)
    db = await Database.open(settings.database_url, keyring, twice=twice, limits=limits)
    stack.push_async_callback(db.close)
    return db


def _watched(desk: Desk, metrics: Metrics) -> Desk:
    desk.press.heard = metrics.paper
    register = Watched(desk.register, metrics.answer)
    return replace(desk, register=register, records=WatchedRecords(desk.records, metrics.answer))


def _presses(
    settings: Settings, stack: AsyncExitStack, keyring: Keyring, clock: Clock
) -> tuple[Press, Press]:
    # Two: a stranger's file that is slow to judge must not hold up anybody's paper.
    authority = Authority(settings.authority_folder, keyring.derive("demo-authority"))
    authority.root_pem(at=clock())  # keys that do not open are found now, not at the first paper
    orders = Orders(settings.authority_folder.parent / "press", authority)
    presses = Press(orders), Press(orders)
    for press in presses:
        stack.push_async_callback(press.close)
    return presses


def _topics(desk: Desk, courier: Courier) -> dict[str, Handler]:
    between = VerificationCourier(desk, courier.gateway, courier.pace)
    of_ratings = RatingCourier(desk, courier.gateway)
    told = {
        "prompt": courier.prompt,
        "card": courier.card,
        "grey": courier.grey,
        "grey-copy": courier.grey_copy,
        "tell": courier.tell,
        "verification-card": between.card,
        "verification-grey": between.grey,
        "verification-prompt": between.prompt,
        "rating-prompt": of_ratings.prompt,
    }
    return {**told, **{topic: partial(work, desk) for topic, work in _WORKS.items()}}


_WORKS: dict[str, Callable[[Desk, Job], Awaitable[None]]] = {
    "tidy": tidying.tidy,
    "clock": clocks.strike,
    "recount": clocks.recount,
    "stand-in": standing_in.stand_in,
    "prove": proving.prove,
    "issue": issuing.issue,
    "letter": pressing.press_letter,
    "promise": promising_paper.press_promise,
    "commitment-clock": pledging.expire,
    "verification-request": verifying.sign_request,
    "verification-clock": verifying.strike,
    "verification-reply": verifying.sign_reply,
    "rating-clock": following_up.strike,
}
