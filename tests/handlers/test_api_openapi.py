"""The description of the API is true, valid, and the one that is committed."""

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from handlers.openapi import document, written
from handlers.problems import STATUS
from handlers.route import Kind, Who
from handlers.routes import ROUTES
from tests.handlers.conftest import Knocker

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
SPEC = document(ROUTES)
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in SPEC["paths"].items()
    for method, operation in methods.items()
]
EVERY = pytest.mark.parametrize(
    "operation", [o for _, o in OPERATIONS], ids=[n for n, _ in OPERATIONS]
)


def test_it_is_openapi_3_1() -> None:
    OpenAPIV31SpecValidator(SPEC).validate()


def test_the_committed_copy_is_up_to_date() -> None:
    assert COMMITTED.read_text("utf-8") == written(ROUTES), "run `make openapi`"


async def test_it_is_served_as_it_was_committed(door: Knocker) -> None:
    answer = await door.get("/openapi.json")

    assert answer.content_type == "application/json"
    assert await answer.json() == json.loads(COMMITTED.read_text("utf-8"))


def test_every_route_of_the_api_is_described() -> None:
    api = {f"{route.method} {route.path}" for route in ROUTES if route.kind is Kind.API}

    assert {name for name, _ in OPERATIONS} == api


@EVERY
def test_whoever_needs_a_session_may_be_told_so(operation: dict[str, Any]) -> None:
    assert ("401" in operation["responses"]) or "security" not in operation


def test_a_csrf_token_is_asked_for_where_a_cookie_could_be_abused() -> None:
    asked = {
        name
        for name, operation in OPERATIONS
        for each in operation["parameters"]
        if (each["name"], each["in"], each.get("required")) == ("X-CSRF-Token", "header", True)
    }

    cookie = {
        name for name, operation in OPERATIONS if {"desk": []} in operation.get("security", [])
    }
    assert asked == {name for name in cookie if not name.startswith("GET ")}
    assert asked


def test_a_bearer_is_asked_for_where_the_table_says_so() -> None:
    guarded = {
        name for name, operation in OPERATIONS if {"bearer": []} in operation.get("security", [])
    }

    assert guarded == {
        f"{route.method} {route.path}"
        for route in ROUTES
        if route.kind is Kind.API and route.who is Who.CITIZEN
    }


def test_no_two_operations_share_a_name() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]

    assert sorted(names) == sorted(set(names))


@EVERY
def test_its_problems_have_pages(operation: dict[str, Any]) -> None:
    slugs = {
        slug for each in operation["responses"].values() for slug in each.get("x-problems", [])
    }

    assert slugs <= {kind.code for kind in STATUS}


def test_no_two_shapes_share_a_name() -> None:
    assert [name for name in SPEC["components"]["schemas"] if "__" in name] == []
