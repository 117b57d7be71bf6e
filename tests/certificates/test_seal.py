"""The seal: round, red, transparent, drawn once."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from certificates.fonts import SERIF
from certificates.seal import DPI, RED, Inscription, draw_seal, seal_file

YOUBU = Inscription("兰溪市游埠镇人民政府", "电子证明专用章", "样本")
LANJIANG = Inscription("兰溪市人民政府兰江街道办事处", "电子证明专用章", "样本")


def drawn(words: Inscription) -> Image.Image:
    return Image.open(BytesIO(draw_seal(words, face=SERIF)))


@pytest.mark.parametrize("words", [YOUBU, LANJIANG])
def test_a_seal_is_forty_two_millimetres_of_red_on_nothing(words: Inscription) -> None:
    seal = drawn(words)

    assert seal.size == (round(42 / 25.4 * DPI),) * 2
    assert seal.getpixel((0, 0)) == (*RED, 0)
    assert seal.getpixel((seal.width // 2, seal.height // 2)) == (*RED, 255)
    assert [band.getextrema() for band in seal.split()[:3]] == [(tone, tone) for tone in RED]


def test_name_and_star_do_not_touch_the_rim(tmp_path: Path) -> None:
    ink = drawn(LANJIANG).getchannel("A")
    middle, inside = ink.width / 2, (21 - 1.25 - 0.5) / 25.4 * DPI

    touched = [
        ink.getpixel((round(middle + inside * x), round(middle + inside * y)))
        for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1), (0.6, 0.8), (-0.6, 0.8), (0.8, -0.6))
    ]

    assert touched == [0] * 7


def test_a_seal_is_drawn_once_and_kept(tmp_path: Path) -> None:
    first = seal_file(YOUBU, face=SERIF, folder=tmp_path)
    written = first.stat().st_mtime_ns

    again = seal_file(YOUBU, face=SERIF, folder=tmp_path)

    assert again == first
    assert again.stat().st_mtime_ns == written
    assert seal_file(LANJIANG, face=SERIF, folder=tmp_path) != first
