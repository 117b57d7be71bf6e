"""Puts the doors into the wall."""

import time

from aiohttp import web

from bot.gateway import Gateway
from casework.desk import Desk
from casework.reporting import Wall
from handlers.assets import Assets
from handlers.guards import guarded
from handlers.keys import (
    ASSETS,
    DESK,
    ENVELOPES,
    GATEWAY,
    METRICS,
    READING,
    RUNNING,
    SETTINGS,
    SPEC,
    TABLE,
    TURNSTILE,
    WALL,
    WORKING,
    Envelopes,
    HandlerSettings,
)
from handlers.middlewares import answered, armed, measured, traced
from handlers.openapi import written
from handlers.papers import PAPERS_AT_ONCE
from handlers.places import Places
from handlers.readiness import Working
from handlers.routes import ROUTES
from handlers.turnstile import Turnstile
from observing.metrics import Metrics


def nobody_to_ask() -> bool:
    """Nothing hinders the outbox of a process that has no worker of its own."""
    return True


def create(
    desk: Desk,
    envelopes: Envelopes,
    gateway: Gateway,
    settings: HandlerSettings,
    *,
    metrics: Metrics | None = None,
    working: Working = nobody_to_ask,
) -> web.Application:
    """The application with every door of `routes.py`; whoever runs it owns desk and gateway.

    Args:
        desk: What the verbs work with.
        envelopes: How callbacks are opened.
        gateway: The way out to the platforms.
        settings: What the doors must be told.
        metrics: Where is counted; None: in figures of its own.
        working: Whether the outbox has somebody who works.
    """
    app = web.Application(
        middlewares=(traced, armed, answered, measured, guarded),
        client_max_size=max(route.longest for route in ROUTES if not route.streamed),
    )
    app[DESK] = desk
    app[ENVELOPES] = envelopes
    app[GATEWAY] = gateway
    app[SETTINGS] = settings
    app[METRICS] = metrics or Metrics()
    app[WORKING] = working
    app[ASSETS] = Assets.load()
    app[SPEC] = written(ROUTES).encode()
    app[READING] = Places(PAPERS_AT_ONCE)
    app[RUNNING] = set()
    app[WALL] = wall = Wall()
    app.on_cleanup.append(lambda _: wall.rest())
    app[TURNSTILE] = Turnstile(time.monotonic)
    app[TABLE] = {(route.method, route.path): route for route in ROUTES}
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler)
    return app
