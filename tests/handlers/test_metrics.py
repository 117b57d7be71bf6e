from dataclasses import replace
from ipaddress import ip_network

import pytest

from casework.desk import Desk
from domain.office import OfficialId
from handlers.metrics import calls_counted
from observing.metrics import Metrics
from tests.handlers import story
from tests.handlers.conftest import SENDER, Knocker, Open
from tests.handlers.stand_ins import AT, Broken, Clock
from tests.handlers.test_callbacks import STAMP, Slow, a_text

SECONDS = 0.02


async def figures(door: Knocker) -> dict[str, float]:
    """Every sample of the page, by its name with its labels."""
    lines = (await (await door.get("/metrics")).text()).splitlines()
    samples = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    return {name: float(value) for name, value in samples}


def samples_of(metrics: Metrics) -> dict[str, float]:
    lines = metrics.page().decode().splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines if line.startswith("lane_")]
    return {name: float(value) for name, value in pairs}


async def test_figures_come_in_the_format_that_prometheus_reads(door: Knocker) -> None:
    answer = await door.get("/metrics")

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert "# TYPE lane_request_seconds histogram" in await answer.text()


async def test_an_answer_is_counted_by_route_and_class_of_status(door: Knocker) -> None:
    await door.get("/c/a-secret-of-somebody")
    await door.get("/330781199305163024")

    seen = await figures(door)

    by_route = 'lane_request_seconds_count{method="GET",route="/c/{token}",status="4xx"}'
    unmatched = 'lane_request_seconds_count{method="unmatched",route="unmatched",status="4xx"}'
    assert (seen[by_route], seen[unmatched]) == (1, 1)
    assert not any("secret" in name or "330781" in name for name in seen)


async def test_callbacks_are_counted_by_what_became_of_them(doors: Open, desk: Desk) -> None:
    slow = Slow(desk)
    door = await doors(replace(desk, db=slow), answer_within_s=0.05)
    query, body = SENDER.post(a_text("亲属关系证明"), stamp=STAMP)
    forged, _ = SENDER.but(token="guessed").post(a_text("帮助"), stamp=STAMP)

    await door.post("/wechat", params=query, data=body)
    await door.post("/wechat", params=forged, data=body)
    slow.go_on.set()
    await slow.done.wait()

    seen = await figures(door)
    counted = {
        name: value for name, value in seen.items() if name.startswith("lane_callbacks_total")
    }
    assert counted == {
        'lane_callbacks_total{channel="oa",outcome="accepted"}': 1,
        'lane_callbacks_total{channel="oa",outcome="late"}': 1,
        'lane_callbacks_total{channel="oa",outcome="signature"}': 1,
    }


async def test_open_cases_and_what_is_owed_are_looked_up(
    desk: Desk, door: Knocker, clock: Clock
) -> None:
    await story.reviewed(desk)
    await desk.db.write(lambda tx: tx.outbox.put("tell", lane="chen", at=AT))
    clock.forward(seconds=90)

    seen = await figures(door)

    assert seen['lane_cases{state="review"}'] == 1
    assert seen['lane_outbox_jobs{state="open"}'] == 1
    assert seen['lane_outbox_jobs{state="dead"}'] == 0
    assert seen['lane_outbox_age_seconds{since="due"}'] == 90
    assert seen['lane_outbox_age_seconds{since="owed"}'] == 90
    assert seen['lane_ready{part="press"}'] == 1


async def test_a_closed_case_is_counted_no_longer(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    await figures(door)
    await desk.db.write(
        lambda tx: tx.applications.save(
            tx.applications.get(story.CASE).refuse("reason", by=OfficialId("zhoumin"), at=AT)
        )
    )

    assert not any(name.startswith("lane_cases") for name in await figures(door))


async def test_without_the_database_the_other_figures_are_still_told(
    doors: Open, desk: Desk
) -> None:
    door = await doors(replace(desk, db=Broken("disk")))

    seen = await figures(door)

    assert seen['lane_ready{part="database"}'] == 0
    assert not any(name.startswith(("lane_cases", "lane_outbox")) for name in seen)


async def test_a_stranger_finds_nothing_there(doors: Open, desk: Desk) -> None:
    door = await doors(desk, metrics_from=(ip_network("10.0.0.0/8"),))

    hidden, missing = await door.get("/metrics"), await door.get("/no-such-page")

    assert (hidden.status, missing.status) == (404, 404)
    assert "lane_" not in await hidden.text()
    assert hidden.content_type == missing.content_type


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
@pytest.mark.parametrize("proxies", [(), (ip_network("127.0.0.1/32"),)])
async def test_what_a_proxy_passes_on_is_not_asked_from_here(
    doors: Open, desk: Desk, header: str, proxies: tuple[object, ...]
) -> None:
    door = await doors(desk, trusted_proxies=proxies)

    assert (await door.get("/metrics", headers={header: "127.0.0.1"})).status == 404


@pytest.mark.parametrize(
    ("outcome", "label"),
    [
        ("0", "0"),
        ("40001", "40001"),
        ("-1", "-1"),
        ("99999999", "other"),
        ("timeout", "timeout"),
        ("http-502", "http-5xx"),
        ("http-999", "other"),
        ("陈媛", "other"),
        ("²", "other"),
        ("", "other"),
        ("-", "other"),
    ],
)
def test_a_call_is_counted_under_a_code_that_we_know(outcome: str, label: str) -> None:
    metrics = Metrics()

    calls_counted(metrics)("cgi-bin/gettoken", outcome, SECONDS)

    seen = samples_of(metrics)
    counted = f'lane_gateway_calls_total{{endpoint="cgi-bin/gettoken",outcome="{label}"}}'
    assert seen[counted] == 1
    assert seen['lane_gateway_seconds_bucket{endpoint="cgi-bin/gettoken",le="0.025"}'] == 1
    assert seen['lane_gateway_seconds_bucket{endpoint="cgi-bin/gettoken",le="0.01"}'] == 0


@pytest.mark.parametrize("why", ["330781199305163024", "x13812340042", "陈媛", "a b", "", "x" * 41])
def test_what_is_no_code_is_counted_as_other(why: str) -> None:
    metrics = Metrics()

    metrics.answer("kinship", why, SECONDS)
    metrics.paper(why or "陈", SECONDS)

    seen = samples_of(metrics)
    assert seen['lane_register_answers_total{outcome="other",question="kinship"}'] == 1
    assert seen['lane_press_failures_total{why="other"}'] == 1


def test_a_paper_is_timed_and_one_that_was_not_made_is_counted() -> None:
    metrics = Metrics()

    metrics.paper("", 0.4)
    metrics.paper("worker-died", 30.0)

    seen = samples_of(metrics)
    assert (seen["lane_press_seconds_count"], seen["lane_press_seconds_sum"]) == (1, 0.4)
    assert seen['lane_press_failures_total{why="worker-died"}'] == 1
