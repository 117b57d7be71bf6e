"""Puts the doors into the wall."""

import time

from aiohttp import web

from bot.gateway import Gateway
from casework.desk import Desk
from handlers.assets import Assets
from handlers.guards import guarded
from handlers.keys import (
    ASSETS,
    DESK,
    ENVELOPES,
    GATEWAY,
    SETTINGS,
    TABLE,
    TURNSTILE,
    Envelopes,
    HandlerSettings,
)
from handlers.middlewares import answered, armed, measured, traced
from handlers.routes import ROUTES
from handlers.turnstile import Turnstile


def create(
    desk: Desk, envelopes: Envelopes, gateway: Gateway, settings: HandlerSettings
) -> web.Application:
    """The application with every door of `routes.py`; whoever runs it owns desk and gateway."""
    app = web.Application(
        middlewares=(traced, armed, answered, measured, guarded),
        client_max_size=max(route.longest for route in ROUTES),
    )
    app[DESK] = desk
    app[ENVELOPES] = envelopes
    app[GATEWAY] = gateway
    app[SETTINGS] = settings
    app[ASSETS] = Assets.load()
    app[TURNSTILE] = Turnstile(time.monotonic)
    app[TABLE] = {(route.method, route.path): route for route in ROUTES}
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler)
    return app
