"""The press as its callers see it: papers, refusals, and workers that die."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from certificates.authority import Authority
from certificates.press import Orders, Press
from certificates.reading import Fault
from domain.errors import GlyphMissing, PressFailed
from tests.certificates.papers import AT, a_sheet, a_sheet_with

PATIENCE_MS = 10_000


async def test_a_sheet_becomes_a_paper_that_our_own_reader_accepts(press: Press) -> None:
    pressed = await press.make(a_sheet(), at=AT)

    reading = await press.read(pressed.pdf, at=AT)

    assert reading.genuine
    assert reading.office == "youbu"
    assert reading.signed_at == AT.replace(microsecond=0)
    assert pressed.sha256 == reading.sha256 == sha256(pressed.pdf).hexdigest()


async def test_a_sheet_pressed_twice_gives_two_good_papers(press: Press) -> None:
    first = await press.make(a_sheet(), at=AT)
    second = await press.make(a_sheet(), at=AT)

    readings = [await press.read(paper.pdf, at=AT) for paper in (first, second)]

    assert [reading.fault for reading in readings] == [None, None]
    assert readings[0].text == readings[1].text


async def test_foreign_bytes_get_a_verdict_and_no_exception(press: Press) -> None:
    reading = await press.read(b"%PDF-1.7 nonsense", at=AT)

    assert reading.fault is Fault.UNREADABLE


async def test_a_refusal_keeps_its_facts_on_the_way_out_of_the_worker(press: Press) -> None:
    with pytest.raises(GlyphMissing) as refusal:
        await press.make(a_sheet_with("章\ue000"), at=AT)

    assert refusal.value.facts == {"glyph": "\ue000"}


async def test_a_fault_in_a_worker_is_named_without_what_it_quoted(press: Press) -> None:
    with pytest.raises(PressFailed) as failure:
        await press.make(replace(a_sheet(), rows=(("一格", "两格"),)), at=AT)

    assert failure.value.facts == {"why": "layout"}


async def test_a_killed_worker_costs_one_paper_and_not_the_press(
    tmp_path: Path, authority: Authority
) -> None:
    before = {child.pid for child in multiprocessing.active_children()}
    press = Press(Orders(tmp_path, authority))
    await press.make(a_sheet(), at=AT)
    (worker,) = [c for c in multiprocessing.active_children() if c.pid not in before]
    worker.kill()

    with pytest.raises(PressFailed) as failure:
        await press.make(a_sheet(), at=AT)
    pressed = await press.make(a_sheet(), at=AT)
    await press.close()

    assert failure.value.facts == {"why": "worker-died"}
    assert pressed.pdf.startswith(b"%PDF")
    assert {child.pid for child in multiprocessing.active_children()} == before


async def test_a_paper_that_takes_too_long_is_given_up(
    tmp_path: Path, authority: Authority
) -> None:
    press = Press(Orders(tmp_path, authority, timeout_s=0.001))

    with pytest.raises(PressFailed) as failure:
        await press.make(a_sheet(), at=AT)
    await press.close()

    assert failure.value.facts == {"why": "worker-died"}


async def test_after_a_workers_death_another_is_asked_whether_the_press_works(
    tmp_path: Path, authority: Authority
) -> None:
    press = Press(Orders(tmp_path, authority, timeout_s=0.05))

    unused = await press.answers(at=AT)
    with pytest.raises(PressFailed):
        await press.make(a_sheet(), at=AT)
    died = press._died
    asked = await press.answers(at=AT)
    await press.close()

    assert (unused, died, asked, press._died) == (True, True, True, False)


async def test_whoever_listens_hears_of_each_paper_and_why_one_was_not_made(
    press: Press,
) -> None:
    heard: list[str] = []
    press.heard = lambda failed, _: heard.append(failed)

    await press.make(a_sheet(), at=AT)
    with pytest.raises(GlyphMissing):
        await press.make(a_sheet_with("章\ue000"), at=AT)
    with pytest.raises(PressFailed):
        await press.make(replace(a_sheet(), rows=(("一格", "两格"),)), at=AT)

    assert heard == ["", "glyph-missing", "layout"]


async def test_a_wrong_passphrase_makes_no_paper(tmp_path: Path, authority: Authority) -> None:
    press = Press(Orders(tmp_path, Authority(authority.folder, b"another")))

    with pytest.raises(PressFailed) as failure:
        await press.make(a_sheet(), at=AT)
    await press.close()

    assert failure.value.facts == {"why": "fault-ValueError"}


OFFICE_THAT_IS_KILLED = """
import asyncio, multiprocessing, pathlib, sys
from certificates.authority import Authority
from certificates.press import Orders, Press
from tests.certificates.papers import AT, a_sheet

async def main():
    press = Press(Orders(pathlib.Path(sys.argv[1]), Authority(pathlib.Path(sys.argv[2]), b"x")))
    await press.make(a_sheet(), at=AT)
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    sys.stdin.read()

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_no_worker_outlives_an_office_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "office.py"
    script.write_text(OFFICE_THAT_IS_KILLED)
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "cache"), str(tmp_path / "keys")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        text=True,
    ) as office:
        assert office.stdout is not None
        worker = os.pidfd_open(int(office.stdout.readline()))
        office.send_signal(signal.SIGKILL)

        ended = select.poll()
        ended.register(worker, select.POLLIN)

        assert ended.poll(PATIENCE_MS)
    os.close(worker)
