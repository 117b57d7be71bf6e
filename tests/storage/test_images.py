import struct
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from domain.errors import Overloaded, Refusal, TooLarge, UnsupportedMediaType, Validation
from storage import images
from storage.images import Picture, Studio, cleaned
from tests.support.pictures import (
    BLUE,
    NOTE,
    PHONE,
    RED,
    a_phones_photo,
    a_photo,
    headed,
    headed_jpeg,
    two_halves,
    written,
)

LONGEST = 8_000_000
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + b"\0" * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def clean(content: bytes) -> Picture:
    return cleaned(content, longest=LONGEST)


def seen(picture: Picture, x: float = 0.5, y: float = 0.5) -> tuple[int, int, int]:
    image = Image.open(BytesIO(picture.jpeg))
    colour = image.getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


def near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_is_made_anew_as_a_plain_jpeg(form: str) -> None:
    picture = clean(a_photo(form=form))

    again = Image.open(BytesIO(picture.jpeg))
    assert again.format == "JPEG"
    assert again.mode == "RGB"
    assert again.size == (picture.width, picture.height) == (64, 48)
    assert "progressive" not in again.info
    assert near(seen(picture, 0.2), RED)
    assert near(seen(picture, 0.8), BLUE)


def test_what_the_phone_tells_about_itself_and_its_place_is_gone() -> None:
    before = a_phones_photo()
    picture = clean(before)

    again = Image.open(BytesIO(picture.jpeg))
    assert PHONE.encode() in before
    assert NOTE.encode() in before
    assert not again.getexif()
    assert set(again.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not any(
        told in picture.jpeg for told in (b"Exif", b"GPS", PHONE.encode(), NOTE.encode())
    )


@pytest.mark.parametrize(
    ("orientation", "where"),
    [
        (1, (0.2, 0.5)),
        (2, (0.8, 0.5)),
        (3, (0.8, 0.5)),
        (4, (0.2, 0.5)),
        (5, (0.5, 0.2)),
        (6, (0.5, 0.2)),
        (7, (0.5, 0.8)),
        (8, (0.5, 0.8)),
        (99, (0.2, 0.5)),
    ],
)
def test_a_picture_stands_upright_however_the_phone_was_held(
    orientation: int, where: tuple[float, float]
) -> None:
    picture = clean(a_phones_photo(orientation=orientation))

    assert near(seen(picture, *where), RED)
    assert (picture.width > picture.height) == (orientation not in (5, 6, 7, 8))


def test_a_picture_whose_exif_is_broken_is_a_picture_all_the_same() -> None:
    file = a_phones_photo()
    at = file.index(b"Exif\0\0") + 6

    picture = clean(file[:at] + b"\xff" * 12 + file[at + 12 :])

    assert near(seen(picture, 0.2), RED)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    picture = clean(a_photo(4000, 3000))

    assert (picture.width, picture.height) == (2560, 1920)
    assert near(seen(picture, 0.2), RED)


@pytest.mark.parametrize("side", [13_000, 30_000, 65_500])
@pytest.mark.parametrize("of_size", [headed, headed_jpeg])
def test_a_bomb_is_refused_by_what_it_says_of_itself(of_size: object, side: int) -> None:
    bomb = of_size(side, side)  # type: ignore[operator] # one of the two makers

    with pytest.raises(TooLarge) as refused:
        clean(bomb)

    assert refused.value.facts == {"size": side * side, "max": 25_000_000, "unit": "pixel"}


def test_twenty_five_megapixels_are_taken_and_not_one_more() -> None:
    taken = clean(written(Image.new("L", (5000, 5000)), "PNG"))

    assert (taken.width, taken.height) == (2560, 2560)
    with pytest.raises(TooLarge):
        clean(headed(5000, 5001))


def test_a_file_over_its_limit_is_not_looked_at() -> None:
    photo = a_photo()

    assert cleaned(photo, longest=len(photo)).width == 64
    with pytest.raises(TooLarge) as refused:
        cleaned(photo, longest=len(photo) - 1)
    assert refused.value.facts == {"size": len(photo), "max": len(photo) - 1}


@pytest.mark.parametrize(
    "content",
    [
        GIF,
        SVG,
        b"%PDF-1.7",
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        b"MZ",
        b"\xff\xd8",
        b"P6 1 1 255\n123",
        b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20,
        b"\x89PNG\r\n\x1a",
        b" " + a_photo(),
    ],
)
def test_only_jpeg_and_png_are_pictures_whatever_the_name_says(content: bytes) -> None:
    with pytest.raises(UnsupportedMediaType):
        clean(content)


def test_a_file_that_says_jpeg_and_goes_on_as_something_else_is_unreadable() -> None:
    with pytest.raises(Validation) as refused:
        clean(b"\xff\xd8\xff\xe0" + GIF)

    assert refused.value.facts == {"field": "file", "reason": "picture-unreadable"}


def test_nothing_was_sent() -> None:
    with pytest.raises(Validation) as refused:
        clean(b"")

    assert refused.value.facts == {"field": "file", "reason": "empty"}


@pytest.mark.parametrize("hidden", [b"%PDF-1.7 /JavaScript", b"<?php", b"PK\x03\x04", SVG])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_hides_behind_a_picture_is_left_behind(hidden: bytes, form: str) -> None:
    picture = clean(a_photo(form=form) + hidden * 3)

    assert hidden not in picture.jpeg
    assert near(seen(picture, 0.2), RED)


def test_a_page_in_the_comment_of_a_jpeg_is_left_behind() -> None:
    assert b"%PDF" not in clean(written(two_halves(), comment=b"%PDF-1.7")).jpeg


def test_what_is_written_into_a_png_is_left_behind() -> None:
    notes = PngInfo()
    notes.add_text("Comment", NOTE)
    notes.add_itxt("XML:com.adobe.xmp", NOTE, zip=True)

    picture = clean(written(two_halves(), "PNG", pnginfo=notes))

    assert NOTE.encode() not in picture.jpeg
    assert "Comment" not in Image.open(BytesIO(picture.jpeg)).info


def test_a_png_that_swells_in_its_notes_is_refused() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "a" * 2_000_000, zip=True)

    with pytest.raises(Validation):
        clean(written(two_halves(), "PNG", pnginfo=notes))


def test_the_inks_of_a_press_become_light() -> None:
    red = Image.new("CMYK", (40, 30), (0, 255, 255, 0))

    assert near(seen(clean(written(red))), RED)


@pytest.mark.parametrize(("deep", "plain"), [(0, 0), (40_000, 156), (65_535, 255)])
def test_sixteen_bits_a_pixel_become_eight(deep: int, plain: int) -> None:
    picture = clean(written(Image.new("I;16", (40, 30), deep), "PNG"))

    assert near(seen(picture), (plain, plain, plain))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_see_through_lies_on_white(mode: str) -> None:
    assert near(seen(clean(written(Image.new(mode, (40, 30)), "PNG"))), (255, 255, 255))


def test_a_colour_of_a_palette_may_be_see_through() -> None:
    image = Image.new("P", (40, 30))
    image.putpalette([*RED, *BLUE])
    image.paste(1, (20, 0, 40, 30))

    picture = clean(written(image, "PNG", transparency=0))

    assert near(seen(picture, 0.2), (255, 255, 255))
    assert near(seen(picture, 0.8), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    assert clean(written(Image.new(mode, (40, 30)), "PNG")).width == 40


def test_of_a_picture_that_moves_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (40, 30), BLUE)]
    moving = written(Image.new("RGB", (40, 30), RED), "PNG", save_all=True, append_images=frames)

    assert near(seen(clean(moving)), RED)


def test_a_jpeg_that_asks_for_too_many_passes_is_refused() -> None:
    file = written(two_halves(), progressive=True)
    at = file.rindex(b"\xff\xda")
    one_more = file[at : file.rindex(b"\xff\xd9")]

    with pytest.raises(Validation):
        clean(file[:-2] + one_more * images.SCANS + b"\xff\xd9")
    assert clean(file).width == 64


def test_a_film_behind_a_photo_is_not_counted_as_passes() -> None:
    film = b"\xff\xda\x00\x02" * 500

    assert clean(a_photo() + film).width == 64


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@settings(max_examples=60, deadline=None)
@given(share=st.floats(0.05, 0.9))  # what is missing after that is no pixel
def test_a_picture_that_was_cut_off_is_refused(form: str, share: float) -> None:
    file = a_photo(200, 150, form=form)

    with pytest.raises(Validation):
        clean(file[: int(len(file) * share)])


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_file_is_a_picture_or_a_refusal_and_nothing_else(
    form: str, data: st.DataObject
) -> None:
    file = bytearray(a_photo(form=form))
    for _ in range(data.draw(st.integers(1, 8))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))

    try:
        told = clean(bytes(file)).jpeg[:3]
    except Refusal as refusal:
        told = refusal.code.encode()

    assert told in (b"\xff\xd8\xff", b"validation", b"unsupported-media-type", b"too-large")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_noise_after_a_magic_number_is_refused(noise: bytes) -> None:
    for magic in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(Validation):
            clean(magic + noise)


def test_a_marker_with_a_length_of_nothing_ends_the_count() -> None:
    endless = b"\xff\xd8" + (b"\xff\xe0" + struct.pack(">H", 0)) * 50_000

    with pytest.raises(Validation):
        clean(endless)


async def test_the_studio_cleans_off_the_loop_and_refuses_when_it_is_full() -> None:
    studio = Studio()
    inside = [studio.place() for _ in range(images.WAITING)]
    for place in inside:
        place.__enter__()

    with pytest.raises(Overloaded), studio.place():
        pass
    inside[0].__exit__(None, None, None)
    with studio.place():
        picture = await studio.cleaned(a_photo(), longest=LONGEST)

    assert picture.width == 64
