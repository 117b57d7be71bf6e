"""Makes `docs/images/contact-sheet.png` anew: one sample of every paper that can be issued.

`make contact-sheet` runs it.  Each paper is worded, set, sealed, signed and proofread as in
service, from a case that is made up; the database it lies over is gone afterwards.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from casework import wording, wording_kinship
from certificates.fonts import SANS
from certificates.pages import opened
from domain.item import Family, Item
from tests.support.desks import AT, CHEN, Town, opened_town
from tests.support.paper_cases import case_of

TARGET = Path(__file__).parent / "images" / "contact-sheet.png"
COLUMNS, THUMB, GAP, CAPTION = 9, (226, 320), 14, 22
GROUND, PAPER_EDGE, INK = "#E9E9E4", "#C9CBC7", "#1B1F1D"
COLOURS = 64


async def sheet() -> None:
    """The contact sheet is new."""
    with TemporaryDirectory() as folder:
        async with opened_town(Path(folder)) as town:
            items = [item for item in town.desk.catalogue.items.values() if item.issuable]
            papers = [(item, await _pressed(town, item)) for item in items]
    rows = -(-len(papers) // COLUMNS)
    cell = (THUMB[0] + GAP, THUMB[1] + CAPTION + GAP)
    page = Image.new("RGB", (COLUMNS * cell[0] + GAP, rows * cell[1] + GAP), GROUND)
    for number, (item, paper) in enumerate(papers):
        row, column = divmod(number, COLUMNS)
        _laid(page, item, paper, at=(GAP + column * cell[0], GAP + row * cell[1]))
    few = page.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(TARGET, optimize=True)


async def _pressed(town: Town, item: Item) -> Image.Image:
    kinship = item.family is Family.KINSHIP
    words = wording_kinship.kinship_sheet if kinship else wording.sheet_of
    case = case_of(town.desk, item)
    last = AT.date() + timedelta(days=item.valid_days)
    made = words(
        town.desk,
        case,
        applicant=CHEN,
        valid_to=last if item.valid_days else None,
        url=f"{town.desk.public_url}/v/SAMPLE",
        code="7K3M-9QTD-2XWH",
    )
    pressed = await town.desk.press.make(made, at=AT)
    with opened(pressed.pdf) as pages:
        drawn: Image.Image = pages.document[0].render(scale=110 / 72).to_pil()
    return drawn.resize(THUMB, Image.Resampling.LANCZOS)


def _laid(page: Image.Image, item: Item, paper: Image.Image, *, at: tuple[int, int]) -> None:
    left, top = at
    page.paste(paper, at)
    draw = ImageDraw.Draw(page)
    draw.rectangle((left, top, left + THUMB[0], top + THUMB[1]), outline=PAPER_EDGE)
    title = item.paper.title if item.paper else item.name
    caption, font = f"{item.id}  {title}", ImageFont.truetype(str(SANS), 14)
    while font.getlength(caption) > THUMB[0]:
        caption = f"{caption.rstrip('…')[:-1]}…"
    draw.text((left, top + THUMB[1] + 4), caption, INK, font)


if __name__ == "__main__":
    asyncio.run(sheet())
