import inspect

import pytest

from handlers.route import Kind, Route, Who
from handlers.routes import ROUTES

AT_THE_DOOR = (
    "/desk/sign-in",
    "/desk/login",
    "/desk/login/qr",
    "/desk/callback",
    "/api/v1/sessions",
)
FOR_STRANGERS = ("/api/v1/items", "/api/v1/guide", "/api/v1/stats", "/api/v1/checks")
IDS = [f"{route.method} {route.path}" for route in ROUTES]


def test_no_door_stands_twice() -> None:
    assert len(set(IDS)) == len(ROUTES)


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_a_handlers_docstring_is_its_route(route: Route) -> None:
    assert inspect.getdoc(route.handler) == f"{route.method} {route.path}."


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_a_handler_is_short(route: Route) -> None:
    lines = inspect.getsource(route.handler).splitlines()

    assert len(lines) <= 17  # fifteen, the line of its name and its docstring


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_the_desk_is_for_officials_and_the_api_for_citizens(route: Route) -> None:
    at_the_door = route.path in AT_THE_DOOR or route.path.startswith(FOR_STRANGERS)

    if route.path.startswith("/desk") and not at_the_door:
        assert route.who is Who.OFFICIAL
    if route.path.startswith("/api/") and not at_the_door:
        assert route.who is (Who.OFFICIAL if "/desk/" in route.path else Who.CITIZEN)
    assert (route.who is Who.PLATFORM) == (route.kind is Kind.CALLBACK)


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_only_what_is_posted_has_a_body(route: Route) -> None:
    assert (route.longest > 0) == (route.method in ("POST", "PATCH"))


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_whoever_may_guess_at_a_secret_is_counted(route: Route) -> None:
    guessable = "{token}" in route.path or route.path in (
        "/verify",
        "/api/v1/sessions",
        "/api/v1/me/identity",
    )

    assert not guessable or route.rate is not None
