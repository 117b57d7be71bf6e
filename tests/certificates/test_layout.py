"""What stands on the page: everything ordered, literally, on one page, and nothing else."""

from dataclasses import replace

import pytest

from certificates.authority import Authority
from certificates.composing import Compositor, runs
from certificates.fonts import Fonts, installed
from certificates.pages import opened
from certificates.proofreading import proofread
from certificates.qr import read_qr
from certificates.workshop import Workshop
from domain.certificate import Pressed
from domain.errors import GlyphMissing, PressFailed
from tests.certificates.papers import AT, FATHER, RARE_NAMES, a_sheet, a_sheet_with, text_of

hanazono = pytest.mark.skipif(not installed().rare, reason="fonts-hanazono is not installed")


def picture_of(pdf: bytes) -> bytes:
    with opened(pdf) as pages:
        return pages.picture(dpi=150).tobytes()


@pytest.fixture(scope="module")
def compositor(tmp_path_factory: pytest.TempPathFactory) -> Compositor:
    return Compositor(tmp_path_factory.mktemp("layout"), fonts=installed())


def test_title_numbers_and_code_can_be_copied_and_searched(paper: Pressed) -> None:
    lines = text_of(paper.pdf).splitlines()

    assert a_sheet().title in lines
    assert any(FATHER[3] in line for line in lines)
    assert any(a_sheet().code in line for line in lines)


@pytest.mark.parametrize("dpi", [96, 150, 300])
def test_the_code_reads_from_a_picture_of_the_page(paper: Pressed, dpi: int) -> None:
    with opened(paper.pdf) as pages:
        picture = pages.picture(dpi=dpi)

    assert read_qr(picture) == (a_sheet().url,)


@hanazono
@pytest.mark.parametrize("name", RARE_NAMES)
def test_a_rare_name_comes_back_as_it_was_written(workshop: Workshop, name: str) -> None:
    pressed = workshop.make(a_sheet_with(name), at=AT)

    assert name in "".join(text_of(pressed.pdf).split())


@hanazono
def test_a_compatibility_character_is_drawn_as_itself(compositor: Compositor) -> None:
    rare = compositor.set_page(a_sheet_with("章\U0002f800"), at=AT)
    common = compositor.set_page(a_sheet_with("章\u4e3d"), at=AT)

    assert picture_of(rare) != picture_of(common)


@pytest.mark.parametrize(
    "glyph",
    [
        "\ue000",
        "\uf137",
        "\U00030000",
        "\U0002ebf0",
        "\u202e",
        "\u200b",
        "\n",
        "\ufeff",
        "\U000e0100",
    ],
    ids=lambda glyph: f"U+{ord(glyph):04X}",
)
def test_what_cannot_be_printed_is_refused(compositor: Compositor, glyph: str) -> None:
    with pytest.raises(GlyphMissing) as refusal:
        compositor.set_page(a_sheet_with(f"章{glyph}"), at=AT)

    assert refusal.value.facts == {"glyph": glyph}


def test_without_further_faces_a_rare_name_is_refused_and_not_swapped() -> None:
    bare = installed(())

    assert bare.missing(["章𤧬"]) == "𤧬"
    assert bare.missing(["章\U0002f800"]) == "\U0002f800"
    assert bare.missing(["章水英"]) is None


@hanazono
def test_a_seal_is_cut_in_the_main_face_only(compositor: Compositor) -> None:
    sheet = replace(a_sheet(), seal_line="𤧬")

    with pytest.raises(GlyphMissing):
        compositor.set_page(sheet, at=AT)


def test_borrowed_characters_are_named_with_their_face() -> None:
    fonts = Fonts(files={}, main=frozenset({0x7AE0}), rare={"Further": frozenset({0x249EC})})

    assert fonts.borrowed(["章𤧬", "𤧬"]) == {"Further": "𤧬"}


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "#sys.version",
        "{{7*7}}{% raw %}",
        "*x* _y_ `z` = a",
        "$ x^2 $",
        "\\u{41} \\ //x /*y*/",
        "<b>x</b> @y <z>",
        "'q' \"r\" -- --- ...",
        "[] ^ ] \\d",
    ],
)
def test_a_name_is_never_a_command(workshop: Workshop, name: str) -> None:
    sheet = replace(
        a_sheet_with(name),
        opening=(f"其中载明：{name}是陈媛的父亲。",),
        strong=(name,),
        closing=(name,),
        how=(name,),
    )

    pressed = workshop.make(sheet, at=AT)

    assert text_of(pressed.pdf).count(name) >= 2


@pytest.mark.parametrize("relatives", range(1, 7))
def test_up_to_six_relatives_fit_one_page(compositor: Compositor, relatives: int) -> None:
    sheet = replace(
        a_sheet(),
        office="兰溪市人民政府兰江街道办事处",
        opening=(a_sheet().opening[0] * 2,),
        head=("序号", "姓名", "性别", "公民身份号码", "是申请人的", "依据"),
        rows=(("1", "阿卜杜拉·买买提江", "男", FATHER[3], "继父", "结婚证 J330781-2010-000345"),)
        * relatives,
    )

    with opened(compositor.set_page(sheet, at=AT)) as pages:
        count, text = len(pages), pages.text()

    assert count == 1
    assert text.count(FATHER[3]) == relatives + 2


@pytest.mark.parametrize("shift", range(8))
def test_a_long_employer_keeps_its_hyphens_wherever_lines_end(
    workshop: Workshop, shift: int
) -> None:
    employer = "深圳市前海深港现代服务业合作区TCL-澜桥-半导体-精密-电子-ab-cd-ef-股份有限公司"
    sheet = replace(a_sheet(), closing=("字" * shift + employer,))

    pressed = workshop.make(sheet, at=AT)

    assert employer in "".join(text_of(pressed.pdf).split())


def test_more_than_a_page_is_refused(compositor: Compositor) -> None:
    sheet = replace(a_sheet(), rows=(FATHER,) * 30)

    with pytest.raises(PressFailed) as failure:
        compositor.set_page(sheet, at=AT)

    assert failure.value.facts == {"why": "overfull"}


def test_a_real_paper_has_no_watermark(compositor: Compositor) -> None:
    sheet = replace(a_sheet(), sample="", foot="查验网址见上。")

    assert "样" not in text_of(compositor.set_page(sheet, at=AT)).replace("怎样", "")


def test_strong_words_are_cut_out_longest_first() -> None:
    cut = runs("陈媛媛是陈媛的姐姐", strong=("陈媛", "陈媛媛"))

    assert [(run["text"], run["strong"]) for run in cut] == [
        ("陈媛媛", True),
        ("是", False),
        ("陈媛", True),
        ("的姐姐", False),
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"url": "https://xiangliban.example/v/another"}, "qr-code"),
        ({"rows": (FATHER, FATHER)}, "text"),
        ({"closing": ("特此证明。",)}, "text"),
        ({"issued_on": "2026年11月24日"}, "text"),
        ({"office_id": "lanjiang"}, "signature-office"),
    ],
)
def test_the_proofreader_finds_a_paper_that_says_something_else(
    paper: Pressed, root: bytes, changed: dict[str, object], why: str
) -> None:
    ordered = replace(a_sheet(), **changed)  # type: ignore[arg-type] # the story picks the field

    with pytest.raises(PressFailed) as failure:
        proofread(paper.pdf, sheet=ordered, roots=[root], at=AT)

    assert failure.value.facts == {"why": why}


def test_the_proofreader_trusts_nobody_elses_signature(
    paper: Pressed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = Authority(tmp_path_factory.mktemp("stranger"), b"x").root_pem(at=AT)

    with pytest.raises(PressFailed) as failure:
        proofread(paper.pdf, sheet=a_sheet(), roots=[stranger], at=AT)

    assert failure.value.facts == {"why": "signature-foreign"}
