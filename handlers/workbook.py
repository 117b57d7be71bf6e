"""The public clock as a spreadsheet."""

from io import BytesIO

from xlsxwriter import Workbook

from casework.reporting import Board, Line
from domain.item import Way
from templates.environment import Words

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(words: Words, board: Board) -> bytes:
    """The board as a file of two sheets: offices, and the whole."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        for name, rows in (
            (words.term("stats", "offices"), _offices(words, board)),
            (words.term("stats", "whole"), _whole(words, board)),
        ):
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 0, 24)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row, bold if n == 0 else None)
    return file.getvalue()


def _offices(words: Words, board: Board) -> list[list[str | int | None]]:
    head: list[str | int | None] = [
        words.term("stats", each) for each in ("office", "half", "nine-in-ten", "issued")
    ]
    return [head, *(_line(words, each) for each in (*board.towns, *board.others))]


def _line(words: Words, line: Line) -> list[str | int | None]:
    tally = line.tally
    if tally is None:
        return [line.office.short, words.term("stats", "too-few"), None, None]
    return [line.office.short, tally.half, tally.nine_in_ten, tally.issued]


def _whole(words: Words, board: Board) -> list[list[str | int | None]]:
    whole = board.whole
    figures: list[tuple[str, str | int | None]] = [
        ("first", board.first.isoformat()),
        ("last", board.last.isoformat()),
        ("half", whole.half),
        ("nine-in-ten", whole.nine_in_ten),
        ("closed", whole.ended),
        ("issued", whole.issued),
        ("letters", whole.letters),
        ("refused", whole.refused),
        ("not-accepted", whole.not_accepted),
        ("returned", whole.returned),
        ("late", whole.late),
        ("content", whole.content),
        *((way, whole.by_way(way)) for way in Way),
    ]
    head: list[str | int | None] = [words.term("stats", "what"), words.term("stats", "number")]
    return [head, *([words.term("stats", what), n] for what, n in figures)]
