"""The vocabulary: one Chinese word for each code, read from `terms.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

Table = Mapping[str, str]


class Terms:
    """Words for codes.  A plain table is for citizens; `<table>_official` is for officials."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables

    @classmethod
    def load(cls, path: Path) -> "Terms":
        """Read the tables of a file."""
        return cls(tomllib.loads(path.read_text("utf-8")))

    def term(self, table: str, code: str, otherwise: str = "") -> str:
        """The word for a code.

        Args:
            table: Which table of the file.
            code: The code; a StrEnum member counts as its value.
            otherwise: The code whose word stands in for one that the table lacks.

        Raises:
            KeyError: The table has no word for it.
        """
        words = self.tables[table]
        if code in words:
            return words[code]
        if otherwise:
            return words[otherwise]
        raise KeyError(f"{table}/{code}")
