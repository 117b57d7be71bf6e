"""The public clock: how long a paper takes, and how facts are settled, as a page and as data."""

from datetime import date, datetime
from typing import Self

from aiohttp import web
from pydantic import Field

from casework.reporting import Board, Line
from domain.figures import Tally
from domain.item import Way
from handlers.api import Told, answers
from handlers.keys import DESK, WALL
from handlers.pages import page
from handlers.workbook import SHEET, workbook

REPORTED = 25  # minutes, of the one case that a newspaper told of in 2021
WIDEST = 120  # minutes on the scale, if nobody took longer
STEP = 30
WAYS = (Way.DATA_QUERY, Way.NOT_NEEDED, Way.VERIFICATION, Way.COMMITMENT)


class Took(Told):
    """Working minutes from handing in to the paper."""

    half: int | None = Field(description="Half of the papers were ready within so many.")
    nine_in_ten: int | None = Field(description="Nine in ten were.")

    @classmethod
    def of(cls, tally: Tally) -> Self:
        """What is told of a tally."""
        return cls(half=tally.half, nine_in_ten=tally.nine_in_ten)


class OfficeTold(Told):
    """One office; without figures when it issued too few papers."""

    id: str
    name: str
    issued: int | None = Field(description="Papers issued; null: too few to be told apart.")
    took: Took | None
    content: int | None = Field(description="Of a hundred ratings, so many were content.")

    @classmethod
    def of(cls, line: Line) -> Self:
        """What is told of a line of the board."""
        tally = line.tally
        return cls(
            id=line.office.id,
            name=line.office.short,
            issued=tally.issued if tally else None,
            took=Took.of(tally) if tally else None,
            content=tally.content if tally else None,
        )


class Settled(Told):
    """How many facts were settled in each of the four ways."""

    data_query: int
    not_needed: int
    verification: int
    commitment: int


class Stats(Told):
    """The public clock of the last thirty days; it names nobody."""

    counted_at: datetime
    first: date
    last: date
    closed: int
    issued: int
    letters: int = Field(description="Told, with a letter, that no paper is needed.")
    refused: int
    not_accepted: int
    returned: int = Field(description="Times that a case went back for correction.")
    late: int
    content: int | None = Field(
        description="Of a hundred ratings, so many had one of the first three levels; null: there"
        " are too few to be told.",
    )
    took: Took
    ways: Settled
    towns: list[OfficeTold]
    others: list[OfficeTold]


@answers(Stats)
async def told(request: web.Request) -> Stats:
    """GET /api/v1/stats."""
    board = await _board(request)
    return stats_of(board)


def stats_of(board: Board) -> Stats:
    """What is told of a board."""
    whole = board.whole
    ways = {way.replace("-", "_"): whole.by_way(way) for way in WAYS}
    return Stats(
        counted_at=board.at,
        first=board.first,
        last=board.last,
        closed=whole.ended,
        issued=whole.issued,
        letters=whole.letters,
        refused=whole.refused,
        not_accepted=whole.not_accepted,
        returned=whole.returned,
        late=whole.late,
        content=whole.content,
        took=Took.of(whole),
        ways=Settled(**ways),
        towns=[OfficeTold.of(each) for each in board.towns],
        others=[OfficeTold.of(each) for each in board.others],
    )


async def show(request: web.Request) -> web.Response:
    """GET /stats."""
    board = await _board(request)
    longest = max((line.tally.nine_in_ten or 0 for line in board.towns if line.tally), default=0)
    return page(
        request,
        "stats",
        board=board,
        widest=max(WIDEST, -(-longest // STEP) * STEP),
        reported=REPORTED,
        ways=[(way, board.whole.by_way(way)) for way in WAYS],
    )


async def download(request: web.Request) -> web.Response:
    """GET /stats.xlsx."""
    board = await _board(request)
    name = f"stats-{board.last.isoformat()}.xlsx"
    return web.Response(
        body=workbook(request.app[DESK].words, board),
        content_type=SHEET,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _board(request: web.Request) -> Board:
    return await request.app[WALL].board(request.app[DESK])
