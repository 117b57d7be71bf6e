"""A letter on its page: addressee, bold heads, boxes to tick, in one frame with certificates."""

from dataclasses import replace

import pytest

from certificates.pages import opened
from certificates.qr import read_qr
from certificates.workshop import Workshop
from domain.certificate import PaperKind, Sheet
from domain.errors import PressFailed
from tests.certificates.papers import AT, a_sheet, text_of

POINT = "一、户口簿可以直接作为证明。"
BOXES = ("同意以居民户口簿为准", "仍需要证明（请写明用途和依据）")


def a_letter(**changed: object) -> Sheet:
    letter = replace(
        a_sheet(),
        kind=PaperKind.LETTER,
        number="兰游函〔2026〕第000031号",
        title="关于无需提供亲属关系证明的说明",
        salute="深圳澜桥电子有限公司：",
        opening=("陈媛为办理“入职”，向我处申请亲属关系证明。", f"{POINT}我处不再另开证明。"),
        strong=(POINT,),
        head=(),
        rows=(),
        closing=(),
        boxes=BOXES,
    )
    return replace(letter, **changed)  # type: ignore[arg-type] # a story names what differs


def test_everything_ordered_stands_on_one_page(workshop: Workshop) -> None:
    pressed = workshop.make(a_letter(), at=AT)

    text = "".join(text_of(pressed.pdf).split())
    with opened(pressed.pdf) as pages:
        assert len(pages) == 1
        assert read_qr(pages.picture(dpi=150)) == (a_letter().url,)
    assert [word for word in (a_letter().salute, POINT, *BOXES) if word not in text] == []


@pytest.mark.parametrize(
    "title",
    [
        "关于无需提供无犯罪记录证明和其他有关个人经历的证明的说明",
        "关于无需提供城乡居民最低生活保障家庭成员身份以及收入情况证明的有关说明和核对办法",
    ],
)
def test_a_long_title_grows_smaller_and_is_whole(workshop: Workshop, title: str) -> None:
    pressed = workshop.make(a_letter(title=title), at=AT)

    assert title in "".join(text_of(pressed.pdf).split())


def test_a_long_letter_grows_smaller_before_it_is_refused(workshop: Workshop) -> None:
    long = tuple(f"{n}、{'请出示居民户口簿原件。' * 12}" for n in range(5))
    endless = long * 4

    assert workshop.make(a_letter(opening=long, strong=()), at=AT).pdf
    with pytest.raises(PressFailed) as refused:
        workshop.make(a_letter(opening=endless, strong=()), at=AT)

    assert refused.value.facts == {"why": "overfull"}
