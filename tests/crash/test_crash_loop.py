from pathlib import Path

import pytest

from tests.crash.loop import run


@pytest.mark.slow
async def test_nothing_that_was_acknowledged_is_lost_or_doubled_by_kill_9(tmp_path: Path) -> None:
    figures = await run(tmp_path, kills=3, seed=2026)

    assert figures["violations"] == []
    assert figures["kills"] == 3
    assert figures["acknowledged"] > 0
    assert figures["certificates"] == figures["submitted"]
