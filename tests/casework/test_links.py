from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.desk import new_token
from casework.links import (
    CROCKFORD,
    code_hash,
    grouped,
    hashed,
    paper_code,
    paper_token,
    typed_code,
    typed_number,
)
from domain.application import ApplicationId
from storage.sealing import Keyring

NUMBER = "兰游证〔2026〕第000123号"
CODES = st.text(st.sampled_from(CROCKFORD), min_size=12, max_size=12)
IDS = st.uuids().map(lambda uuid: ApplicationId(str(uuid)))


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    return Keyring.load(tmp_path_factory.mktemp("keys") / "master.key", create=True)


@given(IDS)
def test_a_second_pressing_gets_the_same_token_and_code(
    keyring: Keyring, case: ApplicationId
) -> None:
    assert paper_token(keyring, case) == paper_token(keyring, case)
    assert paper_code(keyring, case) == paper_code(keyring, case)


@given(IDS)
def test_a_token_has_128_bits_and_a_code_sixty(keyring: Keyring, case: ApplicationId) -> None:
    token, code = paper_token(keyring, case), paper_code(keyring, case)

    assert len(token) * 5 >= 128
    assert len(code) == 12
    assert set(token) | set(code) <= set(CROCKFORD)


def test_many_cases_have_as_many_tokens(keyring: Keyring) -> None:
    cases = [ApplicationId(f"case-{n}") for n in range(2000)]

    assert len({paper_token(keyring, case) for case in cases}) == 2000
    assert len({paper_code(keyring, case) for case in cases}) == 2000


def test_the_code_tells_nothing_of_the_token(keyring: Keyring) -> None:
    case = ApplicationId("case-1")

    assert paper_code(keyring, case) not in paper_token(keyring, case)
    assert paper_token(keyring, case)[:12] != paper_code(keyring, case)


def test_another_house_gives_other_tokens(keyring: Keyring, tmp_path: Path) -> None:
    other = Keyring.load(tmp_path / "other.key", create=True)
    case = ApplicationId("case-1")

    assert paper_token(keyring, case) != paper_token(other, case)
    assert code_hash(keyring, NUMBER, "0" * 12) != code_hash(other, NUMBER, "0" * 12)


def test_links_and_sessions_are_random_and_safe_in_an_address() -> None:
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(len(token) == 22 for token in tokens)
    assert set("".join(tokens)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_only_a_digest_of_a_token_is_kept() -> None:
    assert hashed("a token") == hashed("a token") != hashed("a token ")
    assert len(hashed("a token")) == 64
    assert "token" not in hashed("a token")


@given(CODES)
def test_a_code_reads_back_as_it_was_printed(code: str) -> None:
    printed = grouped(code)

    assert printed.count("-") == 2
    assert typed_code(printed) == code
    assert typed_code(printed.lower()) == code
    assert typed_code(printed.replace("-", " ")) == code


@given(CODES)
def test_look_alikes_are_forgiven(code: str) -> None:
    meant = code.replace("0", "O").replace("1", "l")

    assert typed_code(meant) == code
    assert typed_code(code.replace("1", "I").replace("0", "o")) == code


@given(CODES)
def test_full_width_letters_and_digits_are_forgiven(code: str) -> None:
    wide = "".join(chr(ord(char) - 0x21 + 0xFF01) for char in grouped(code))

    assert typed_code(wide) == code
    assert typed_code(wide.replace("－", "—")) == code


@given(CODES, st.sampled_from(CROCKFORD))
def test_a_code_with_one_more_character_is_another(code: str, more: str) -> None:
    assert typed_code(code + more) != code


@given(st.text(max_size=100))
def test_whatever_is_typed_becomes_a_code_of_bounded_length(text: str) -> None:
    code = typed_code(text)

    assert len(code) <= 13
    assert set(code) <= set(CROCKFORD)


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        "兰游证[2026]第000123号",
        "兰游证(2026)第000123号",
        "兰游证（2026）第000123号",
        "兰游证【2026】第000123号",
        "兰游证［２０２６］第０００１２３号",
        " 兰游证 〔2026〕 第000123号\n",
        "兰游证\u3000〔2026〕第000123号",
    ],
)
def test_a_number_is_the_same_however_its_brackets_are_typed(typed: str) -> None:
    assert typed_number(typed) == NUMBER


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_a_number_of_bounded_length(text: str) -> None:
    assert len(typed_number(text)) <= 40


def test_number_and_code_are_looked_up_together(keyring: Keyring) -> None:
    right = code_hash(keyring, NUMBER, "0123456789AB")

    assert code_hash(keyring, NUMBER, "0123456789AC") != right
    assert code_hash(keyring, NUMBER[:-1], "0123456789AB") != right
    assert len(right) == 64
