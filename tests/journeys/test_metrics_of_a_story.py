"""Figures and log after a whole story: they tell what happened, and of nobody."""

import json
import re

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from handlers.routes import ROUTES
from observing.masking import masked
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage
from tests.journeys.test_nothing_leaks import told

CODE = r"(?!.*\d{4})[a-z][a-z_/-]{0,47}"
LABELS = {
    "route": "|".join(re.escape(route.path) for route in ROUTES) + "|unmatched",
    "method": "GET|POST|PUT|PATCH|DELETE|unmatched",
    "status": "[1-5]xx",
    "le": r"\d+(\.\d+)?|\+Inf",
    "channel": "oa|mini|wecom",
    "outcome": rf"{CODE}|-?\d{{1,6}}|http-[1-5]xx",
    "endpoint": r"(cgi-bin|sns|wxa)/[a-z0-9_/]+",
    **dict.fromkeys(("question", "source", "why", "part", "state", "since"), CODE),
}


async def figures(stage: Stage) -> list[Sample]:
    page = await stage.get("/metrics")
    assert page.status == 200
    return [s for family in text_string_to_metric_families(page.source) for s in family.samples]


def value(found: list[Sample], name: str, **labels: str) -> float:
    return sum(s.value for s in found if s.name == name and labels.items() <= s.labels.items())


async def test_the_figures_tell_the_story_and_nobodys_name(stage: Stage) -> None:
    await stage.say("chenyuan", "今天天气怎么样")
    stage.sim.faults.set("errcode", where="cgi-bin/message/subscribe/send", code=43101, times=1)
    case = await stage.issued("chenyuan", FATHER)
    await stage.get(await stage.case_path("chenyuan"))
    await stage.get(f"/desk/cases/{case.id}")
    await stage.get("/330781199305163024?name=%E9%99%88%E5%AA%9B")

    found = await figures(stage)

    strange = {
        (name, label)
        for sample in found
        for name, label in sample.labels.items()
        if not re.fullmatch(LABELS[name], label)
    }
    assert strange == set()
    assert value(found, "lane_callbacks_total", channel="oa", outcome="accepted") > 10
    assert value(found, "lane_callbacks_total", channel="wecom", outcome="accepted") == 1
    assert value(found, "lane_register_answers_total", question="kinship", outcome="found") == 1
    assert value(found, "lane_register_answers_total", question="identity", outcome="match") == 1
    asked = value(found, "lane_source_asked_today", source="population")
    assert asked == value(found, "lane_register_answers_total")
    assert value(found, "lane_gateway_calls_total", outcome="43101") == 1
    assert value(found, "lane_gateway_calls_total", endpoint="cgi-bin/gettoken", outcome="0") == 1
    assert value(found, "lane_press_seconds_count") == 1
    assert value(found, "lane_request_seconds_count", route="/c/{token}", status="2xx") == 1
    assert value(found, "lane_request_seconds_count", route="unmatched") == 1
    assert value(found, "lane_cases") == 0
    assert value(found, "lane_ready") == 4


async def test_a_case_that_waits_for_an_official_is_seen_waiting(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)

    found = await figures(stage)

    assert value(found, "lane_cases", state="review") == 1
    assert value(found, "lane_outbox_jobs", state="open") == 2  # one tidies, one watches
    assert value(found, "lane_outbox_jobs", state="dead") == 0


async def test_a_forger_and_a_silent_register_leave_a_count(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    stage.sim.faults.set("register-silent", where="kinship", seconds=0.01)
    await stage.handed_in("chenyuan", FATHER)

    found = await figures(stage)
    silent = [s for s in found if s.labels.get("outcome", "").startswith("silent-")]

    assert [s.labels["question"] for s in silent] == ["kinship"]
    assert value(found, "lane_outbox_jobs", state="open") > 1


async def test_the_guard_of_the_log_finds_nothing_to_do(stage: Stage) -> None:
    await told(stage)

    lines = [json.loads(line) for line in stage.log.getvalue().splitlines()]

    assert len(lines) > 20
    assert [(line, masked(line)) for line in lines if masked(line) != line] == []
