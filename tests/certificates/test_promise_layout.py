"""A commitment letter on its page: what was told, what was promised, and the hand that signed."""

from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image, ImageChops

from certificates.pages import opened
from certificates.qr import read_qr
from certificates.reading import read
from certificates.workshop import Workshop
from domain.certificate import Inked, Section, Sheet
from domain.errors import GlyphMissing, PressFailed
from domain.strokes import Strokes
from tests.certificates.papers import AT, text_of
from tests.certificates.promises import NAME, NOTICE, PROMISE, a_promise, line

SAID = "办好后六十个工作日内，和有关登记核对一次，标准是登记所载与承诺一致。"


def inked(sheet: Sheet) -> Inked:
    assert sheet.inked is not None
    return sheet.inked


def picture(pdf: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        drawn: Image.Image = document[0].render(scale=1.5).to_pil()
    return drawn.convert("RGB")


def darkness(page: Image.Image) -> int:
    """How much ink stands where one signs."""
    width, height = page.size
    place = page.crop((int(width * 0.64), int(height * 0.55), int(width * 0.9), int(height * 0.82)))
    return sum(value < 90 for value in place.convert("L").tobytes())


def test_everything_told_and_promised_stands_on_one_page(workshop: Workshop) -> None:
    pressed = workshop.make(a_promise(), at=AT)

    text = "".join(text_of(pressed.pdf).split())
    wanted = [said for _, said in NOTICE] + list(PROMISE) + ["陈国樑", "330781196602091019"]
    assert [each for each in wanted if each.replace(" ", "") not in text] == []
    with opened(pressed.pdf) as pages:
        assert len(pages) == 1
        assert read_qr(pages.picture(dpi=150)) == (a_promise().url,)


def test_a_letter_is_signed_by_the_office_and_no_one_can_change_it(
    workshop: Workshop, root: bytes
) -> None:
    pressed = workshop.make(a_promise(), at=AT)

    whole = read(pressed.pdf, roots=[root], at=AT)
    changed = read(pressed.pdf + b"\n", roots=[root], at=AT)

    assert (whole.fault, whole.office, whole.signed_at) == (None, "youbu", AT)
    assert not changed.genuine


def test_two_pressings_are_equal_to_the_last_dot(workshop: Workshop, tmp_path: object) -> None:
    first = workshop.make(a_promise(), at=AT)
    second = workshop.make(a_promise(), at=AT)

    assert text_of(first.pdf) == text_of(second.pdf)
    assert ImageChops.difference(picture(first.pdf), picture(second.pdf)).getbbox() is None


def test_the_drawn_name_is_there_as_it_was_drawn(workshop: Workshop) -> None:
    whole = a_promise()
    half = replace(inked(whole), strokes=Strokes(NAME.strokes[:7]))

    drawn = picture(workshop.make(whole, at=AT).pdf)
    less = picture(workshop.make(replace(whole, inked=half), at=AT).pdf)

    assert darkness(drawn) > darkness(less) > 100


def test_no_red_seal_lies_on_what_is_the_citizens_word(workshop: Workshop) -> None:
    page = picture(workshop.make(a_promise(), at=AT).pdf)

    red, green, _ = page.split()
    assert max(ImageChops.subtract(red, green).tobytes()) < 20


@pytest.mark.parametrize(
    "strokes",
    [
        Strokes(((line((0, 0), (1000, 400))),)),
        Strokes((line((10, 10), (320, 20)), ((500, 200),))),
        Strokes((line((500, 0), (500, 400)),)),
    ],
)
def test_a_signature_of_any_shape_finds_room(workshop: Workshop, strokes: Strokes) -> None:
    sheet = a_promise(inked=replace(inked(a_promise()), strokes=strokes))

    assert workshop.make(sheet, at=AT).pdf


def test_a_long_letter_grows_smaller_before_it_is_refused(workshop: Workshop) -> None:
    def told(times: int) -> tuple[Section, ...]:
        point = (
            "核查。",
            SAID * times,
        )
        return (Section("一、告知", "由机关告知", (point,) * 9), a_promise().sections[1])

    assert workshop.make(a_promise(sections=told(2)), at=AT).pdf
    with pytest.raises(PressFailed) as refused:
        workshop.make(a_promise(sections=told(9)), at=AT)

    assert refused.value.facts == {"why": "overfull"}


def test_a_character_that_no_face_prints_is_refused_in_a_promise_too(workshop: Workshop) -> None:
    rows = (("承诺人", "章\ue000", "公民身份号码", "330781196602091019"),)

    with pytest.raises(GlyphMissing):
        workshop.make(a_promise(rows=rows), at=AT)


def test_what_is_promised_is_data_and_no_command_of_the_page(workshop: Workshop) -> None:
    hostile = '#panic("x") *b* $1$ <a> @b \\ "quoted"'
    rows = (*a_promise().rows, ("承诺的事实", hostile))

    pressed = workshop.make(a_promise(rows=rows), at=AT)

    assert "".join(hostile.split()) in "".join(text_of(pressed.pdf).split())
