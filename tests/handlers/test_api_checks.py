from contextlib import ExitStack
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData

from casework.desk import Desk
from handlers.keys import READING
from handlers.papers import PAPERS_AT_ONCE
from tests.handlers import story
from tests.handlers.conftest import Knocker

CHECKS = "/api/v1/checks"
PDF = {"Content-Type": "application/pdf"}
UNKNOWN = ("not_compared", "not_ours", "unknown", "unknown")


def verdicts(told: Any) -> tuple[str, ...]:
    return tuple(told[each] for each in ("content", "issuer", "status", "verdict"))


async def test_number_and_code_tell_whose_it_is_and_whether_it_holds(
    desk: Desk, door: Knocker
) -> None:
    await story.issued(desk)
    typed = {"number": story.NUMBER, "code": story.code_of(desk)}

    answer = await door.post(CHECKS, json=typed)

    told = await answer.json()
    assert (answer.status, verdicts(told)) == (
        200,
        ("not_compared", "ours", "in_force", "in_force"),
    )
    assert told["paper"]["parties"][1] == {
        "name": "陈*樑",
        "id_number": "3307**********1019",
        "relation": "father",
    }
    assert story.CHEN not in str(told)


async def test_the_code_in_the_qr_tells_the_same(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    told = await (await door.get(f"{CHECKS}/{story.token_of(desk)}")).json()

    assert verdicts(told) == ("not_compared", "ours", "in_force", "in_force")


async def test_an_unknown_number_and_a_wrong_code_are_one_answer(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    number = await door.post(CHECKS, json={"number": "x", "code": story.code_of(desk)})
    code = await door.post(CHECKS, json={"number": story.NUMBER, "code": "0" * 12})
    token = await door.get(f"{CHECKS}/nothing")

    for answer in (number, code, token):
        told = await answer.json()
        assert (answer.status, verdicts(told), told["paper"]) == (200, UNKNOWN, None)


async def test_guessing_at_one_number_is_slowed_down(door: Knocker) -> None:
    for _ in range(10):
        await door.post(CHECKS, json={"number": story.NUMBER, "code": "0" * 12})

    answer = await door.post(CHECKS, json={"number": story.NUMBER, "code": "0" * 12})

    assert (answer.status, (await answer.json())["type"]) == (429, "/problems/rate-limited")


async def test_a_file_that_is_no_paper_is_none_of_ours_and_not_kept(
    desk: Desk, door: Knocker
) -> None:
    form = FormData()
    form.add_field("file", b"no pdf", filename="x.pdf", content_type="application/pdf")

    sent = await (await door.post(CHECKS, data=form)).json()
    raw = await (await door.post(CHECKS, data=b"%PDF-1.7", headers=PDF)).json()

    assert verdicts(sent) == verdicts(raw) == ("unknown", "not_ours", "unknown", "unknown")
    assert await desk.db.read(lambda tx: tx.rows("SELECT * FROM checks", {})) == []


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/pdf", b"x" * 5_100_000, 413),
        ("application/json", b"{", 400),
        ("application/json", b"{}", 422),
        ("application/json", b'{"number": 1, "code": "x"}', 422),
        ("text/plain", b"x", 415),
        ("image/jpeg", b"x", 415),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 400),
        ("multipart/form-data", b"--x--\r\n", 400),
    ],
)
async def test_other_bodies_are_refused(door: Knocker, kind: str, body: bytes, status: int) -> None:
    answer = await door.post(CHECKS, data=BytesIO(body), headers={"Content-Type": kind})

    assert (answer.status, answer.content_type) == (status, "application/problem+json")


async def test_no_more_files_are_taken_than_can_be_held(door: Knocker) -> None:
    app = door.app
    assert app is not None
    with ExitStack() as places:
        for _ in range(PAPERS_AT_ONCE):
            places.enter_context(app[READING].place())

        answer = await door.post(CHECKS, data=b"%PDF-1.7", headers=PDF)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
