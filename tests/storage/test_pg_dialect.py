"""The shared dialect in psycopg's words."""

import pytest

from storage.faults import Misuse
from storage.pg_dialect import allowed, spoken


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT :a, :b_2", "SELECT %(a)s, %(b_2)s"),
        ("SELECT :a::text, 'x'::text", "SELECT %(a)s::text, 'x'::text"),
        ("WHERE at LIKE '%:noon%' AND n % 2 = :n", "WHERE at LIKE '%%:noon%%' AND n %% 2 = %(n)s"),
        ("SELECT 'it''s :not', \":nor\"", "SELECT 'it''s :not', \":nor\""),
        ("SELECT 1 -- :none 5%\n, :a", "SELECT 1 -- :none 5%%\n, %(a)s"),
        ("SELECT /* :none; */ :a", "SELECT /* :none; */ %(a)s"),
    ],
)
def test_names_become_parameters_where_they_are_names(ours: str, theirs: str) -> None:
    assert spoken(ours) == theirs.encode()


@pytest.mark.parametrize(
    "statement",
    [
        "COMMIT",
        "rollback",
        " SAVEPOINT a",
        "SET a = 1",
        "LOCK t",
        "",
        "SELECT 1; COMMIT",
        "CALL p()",
    ],
)
def test_a_function_says_one_statement_about_rows(statement: str) -> None:
    with pytest.raises(Misuse):
        allowed(statement)


def test_a_semicolon_in_a_text_is_a_text() -> None:
    assert allowed("SELECT ';'") == b"SELECT ';'"
