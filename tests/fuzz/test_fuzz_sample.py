from pathlib import Path

from tests.fuzz.fuzz import fuzz, opened


def test_whatever_is_thrown_at_the_api_the_answer_is_one_that_is_described(tmp_path: Path) -> None:
    with opened(tmp_path) as ground:
        fuzz(ground, 450)

    assert ground.stumbles() == []
    assert ground.seen.total() >= 400
    assert {200, 201, 401, 404, 422} <= set(ground.seen)
