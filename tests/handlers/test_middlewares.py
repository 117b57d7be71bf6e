from dataclasses import replace
from ipaddress import ip_network

import pytest
import structlog
from structlog.testing import LogCapture

from casework.desk import Desk
from tests.handlers.conftest import Knocker, Open
from tests.handlers.stand_ins import Broken


@pytest.mark.parametrize("path", ["/verify", "/v/no-such-token", "/c/no-such-link", "/desk"])
async def test_pages_about_papers_and_cases_keep_their_distance(door: Knocker, path: str) -> None:
    answer = await door.get(path, allow_redirects=False)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Server"] == "lane-office"


async def test_no_page_runs_what_does_not_come_from_us(door: Knocker) -> None:
    answer = await door.get("/verify")

    policy, html = answer.headers["Content-Security-Policy"], await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in html
    assert " style=" not in html
    assert "<script" not in html


async def test_a_secret_link_is_told_to_nobody_but_ourselves(door: Knocker) -> None:
    assert (await door.get("/c/x")).headers["Referrer-Policy"] == "same-origin"  # it has a form
    assert (await door.get("/v/x")).headers["Referrer-Policy"] == "no-referrer"


async def test_over_https_the_browser_is_kept_there(doors: Open, desk: Desk) -> None:
    door = await doors(replace(desk, public_url="https://xiangliban.example"))

    assert "Strict-Transport-Security" in (await door.get("/")).headers


async def test_every_request_has_a_number_of_its_own(door: Knocker) -> None:
    first, second = await door.get("/healthz"), await door.get("/healthz")

    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]


async def test_the_log_names_the_route_and_never_the_secret(door: Knocker) -> None:
    log = LogCapture()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, log])

    await door.get("/c/my-secret-link?k=canary-in-query", headers={"X-Request-Id": "canary-id"})

    structlog.reset_defaults()
    (line,) = [entry for entry in log.entries if entry["event"] == "request"]
    assert (line["route"], line["method"], line["status"]) == ("/c/{token}", "GET", 404)
    assert len(line["request_id"]) == 16
    assert "my-secret-link" not in str(log.entries)
    assert "canary" not in str(log.entries)


async def test_who_asks_too_often_is_told_how_long_to_wait(door: Knocker) -> None:
    for _ in range(60):
        assert (await door.get("/v/x")).status == 404

    refused = await door.get("/v/x")

    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "tone-" not in await refused.text()  # no verdict


async def test_behind_our_proxy_each_caller_is_counted_alone(doors: Open, desk: Desk) -> None:
    door = await doors(desk, trusted_proxies=(ip_network("127.0.0.1/32"),))
    for _ in range(60):
        await door.get("/v/x", headers={"X-Forwarded-For": "198.51.100.1"})

    same = await door.get("/v/x", headers={"X-Forwarded-For": "198.51.100.1"})
    other = await door.get("/v/x", headers={"X-Forwarded-For": "198.51.100.2"})

    assert (same.status, other.status) == (429, 404)


async def test_a_body_over_its_limit_is_not_read(door: Knocker) -> None:
    answer = await door.post("/api/v1/sessions", data=b"{" + b" " * 16 * 1024 + b"}")

    assert answer.status == 413
    assert (await answer.json())["type"] == "/problems/too-large"


async def test_a_body_that_hides_its_length_is_cut_all_the_same(door: Knocker) -> None:
    async def endless() -> object:
        for _ in range(200):
            yield b"x" * 1024

    answer = await door.post("/api/v1/sessions", data=endless())

    assert answer.status == 413


async def test_a_get_takes_no_body(door: Knocker) -> None:
    assert (await door.get("/verify", data=b"x")).status == 413


async def test_what_breaks_is_logged_by_class_and_never_by_what_was_said(
    doors: Open, desk: Desk
) -> None:
    door = await doors(replace(desk, db=Broken("330781199305163024")))
    log = LogCapture()
    structlog.configure(processors=[log])

    answer = await door.get("/c/x")

    structlog.reset_defaults()
    assert answer.status == 500
    assert "OSError" in str(log.entries)
    assert "330781199305163024" not in str(log.entries) + await answer.text()


async def test_we_live_even_when_we_cannot_work(doors: Open, desk: Desk) -> None:
    whole, broken = await doors(desk), await doors(replace(desk, db=Broken("disk")))

    assert (await whole.get("/readyz")).status == 200
    assert (await broken.get("/healthz")).status == 200
    assert (await broken.get("/readyz")).status == 503


async def test_a_file_is_kept_for_a_year_under_the_name_of_its_content(door: Knocker) -> None:
    html = await (await door.get("/verify")).text()
    url = html.split('rel="stylesheet" href="')[1].split('"')[0]

    first = await door.get(url)
    again = await door.get(url, headers={"If-None-Match": first.headers["ETag"]})
    plain = await door.get("/static/lane.css")

    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert again.status == 304
    assert plain.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("name", ["..%2Fpyproject.toml", "nothing.css", "%2Fetc%2Fpasswd"])
async def test_nothing_else_is_served(door: Knocker, name: str) -> None:
    assert (await door.get(f"/static/{name}")).status == 404
