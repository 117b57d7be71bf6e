from collections.abc import Iterator

import pytest

from bot.platform import PlatformError, PlatformUnreachable
from domain import errors
from domain.errors import PlatformSilent, Refusal, Unauthenticated
from handlers.problems import STATUS, as_refusal
from tests.handlers.conftest import Knocker


def kinds(of: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_refusal_has_a_status() -> None:
    ours = {kind for kind in kinds(Refusal) if not kind.__module__.startswith("tests.")}

    assert set(STATUS) == ours


def test_somebody_elses_case_is_not_found_and_never_forbidden() -> None:
    assert STATUS[errors.NotFound] == 404


def test_a_spent_login_code_means_signing_in_again() -> None:
    assert isinstance(as_refusal(PlatformError(40163, "sns/jscode2session")), Unauthenticated)


@pytest.mark.parametrize(
    "failure", [PlatformUnreachable("sns/x", "timeout"), PlatformError(45009, "sns/x")]
)
def test_a_platform_that_does_not_answer_is_silent_and_says_no_no(failure: Exception) -> None:
    assert isinstance(as_refusal(failure), PlatformSilent)


def test_our_own_mistake_is_no_refusal() -> None:
    assert as_refusal(KeyError("x")) is None


async def test_a_program_gets_a_problem_and_a_person_a_page(door: Knocker) -> None:
    program = await door.get("/api/v1/nothing")
    person = await door.get("/nothing")

    told = await program.json()
    assert (program.status, program.content_type) == (404, "application/problem+json")
    assert told["status"] == 404
    assert told["request_id"] == program.headers["X-Request-Id"]
    assert (person.status, person.content_type) == (404, "text/html")
    assert person.headers["X-Request-Id"] in await person.text()


async def test_a_wrong_method_is_told_the_right_ones(door: Knocker) -> None:
    answer = await door.delete("/verify")

    assert (answer.status, answer.headers["Allow"]) == (405, "GET,POST")
