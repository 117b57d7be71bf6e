"""The figures are there, under their names; how good they are is no test's business."""

import statistics
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import callback, pictures, submit
from bench.contestants import PEERS, ROOT, environment
from bench.drafts import number_of
from bench.measures import MEASURES
from domain.identity import id_number
from tests.support.people import TODAY

PEERS_ARE_HERE = (ROOT / "var" / "bench-venv" / "peers.txt").exists()


@pytest.mark.slow
async def test_submits_are_counted_and_cases_go_all_the_way() -> None:
    figures = await submit.run(drafts=130, cases=3)

    assert figures.keys() == {
        "submits_per_s",
        "p50_ms",
        "p99_ms",
        "clients",
        "cases_per_min_end_to_end",
    }
    assert figures["clients"] == 64
    assert all(value > 0 for value in figures.values())
    assert figures["p50_ms"] <= figures["p99_ms"]


@pytest.mark.slow
@pytest.mark.skipif(not PEERS_ARE_HERE, reason="run.py bench callback installs the peers")
async def test_ours_answers_beside_its_peers() -> None:
    figures = await callback.run(rounds=1, requests=64)

    assert figures.keys() >= {
        "ours_cpu_us",
        "aiohttp_echo_cpu_us",
        "wechatpy_aiohttp_cpu_us",
        "werobot_cpu_us",
        "ours_rps",
        "werobot_rps",
        "ratio_cpu_to_werobot",
        "ratio_cpu_to_echo",
        "clients",
    }
    assert figures["clients"] == 32
    assert all(value > 0 for value in figures.values())


def test_ratios_are_taken_round_by_round() -> None:
    calm, busy = 1.0, 9.0
    ours, theirs = [calm, busy, calm], [2 * calm, 2 * busy, 2 * calm]
    turns = {
        "ours": [(us, 10.0) for us in ours],
        "werobot": [(us, 20.0) for us in theirs],
        "aiohttp_echo": [(us / 4, 40.0) for us in ours],
    }

    figures = callback.figures(turns)

    assert figures["ratio_cpu_to_werobot"] == 0.5
    assert figures["ratio_cpu_to_echo"] == 4
    assert figures["ours_cpu_us"] == statistics.median(ours)


def test_every_invented_person_has_a_number_of_her_own() -> None:
    people = range(0, 12_000, 7)

    numbers = {number_of(each) for each in people}

    assert len(numbers) == len(people)
    assert all(id_number(number, today=TODAY) == number for number in numbers)


def test_the_peers_are_pinned() -> None:
    lines = PEERS.read_text("utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith("#")]

    assert named
    assert all("==" in line for line in named)


def test_contestants_are_told_the_same_secrets_and_the_products_own_answer(tmp_path: Path) -> None:
    env = environment("sqlite:///lane.db", tmp_path)

    assert env["LANE_WECHAT_AES_KEY"]
    assert "亲属关系证明" in env["BENCH_REPLY"]


@pytest.mark.parametrize("name", MEASURES)
def test_a_chart_shows_each_bar_with_its_figure(name: str) -> None:
    figures = {key: 1000.0 + n for n, key in enumerate(MEASURES[name].bars.values())}

    drawn = ET.fromstring(MEASURES[name].chart(figures))  # noqa: S314 - we wrote it

    texts = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert set(texts) >= {f"{value:,}" for value in figures.values()}
    assert set(texts) >= set(MEASURES[name].bars)


def test_a_table_has_a_line_for_each_figure() -> None:
    lines = pictures.table({"ours_rps": 1600, "clients": 32}).splitlines()

    assert [line.split() for line in lines] == [["ours_rps", "1,600"], ["clients", "32"]]
