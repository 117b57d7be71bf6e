"""What is sealed opens where it was put, and nowhere else."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.faults import KeyFileUnsafe, Tampered
from storage.sealing import Keyring

RING = Keyring(b"r" * 32, {1: b"k" * 32})
NAME = "陈媛".encode()


@given(st.text(max_size=40), st.binary(max_size=300))
def test_what_was_sealed_opens_again(row: str, plaintext: bytes) -> None:
    sealed = RING.seal("people", row, "sealed", plaintext)

    assert RING.open("people", row, "sealed", sealed) == plaintext


def test_the_same_is_never_sealed_the_same_way() -> None:
    assert RING.seal("people", "1", "sealed", NAME) != RING.seal("people", "1", "sealed", NAME)


@pytest.mark.parametrize(
    ("table", "row", "field"),
    [("people", "2", "sealed"), ("accounts", "1", "sealed"), ("people", "1", "other")],
)
def test_a_moved_value_does_not_open(table: str, row: str, field: str) -> None:
    sealed = RING.seal("people", "1", "sealed", NAME)

    with pytest.raises(Tampered):
        RING.open(table, row, field, sealed)


def test_no_flipped_bit_and_no_missing_end_goes_unnoticed() -> None:
    sealed = RING.seal("people", "1", "sealed", NAME)
    changed = [sealed[:i] + bytes([sealed[i] ^ 1]) + sealed[i + 1 :] for i in range(len(sealed))]
    cut = [sealed[:i] for i in range(len(sealed))]

    for wrong in (*changed, *cut, sealed + b"\0"):
        with pytest.raises(Tampered):
            RING.open("people", "1", "sealed", wrong)


def test_after_a_rotation_the_newest_key_seals_and_all_open() -> None:
    old = RING.seal("people", "1", "sealed", NAME)
    rotated = Keyring(b"r" * 32, {1: b"k" * 32, 2: b"n" * 32})
    new = rotated.seal("people", "1", "sealed", NAME)

    assert rotated.open("people", "1", "sealed", old) == NAME
    assert rotated.open("people", "1", "sealed", new) == NAME
    with pytest.raises(Tampered):
        RING.open("people", "1", "sealed", new)
    assert rotated.blind("phone", "1") == RING.blind("phone", "1")


def test_blind_indexes_find_the_same_of_a_kind_and_tell_kinds_apart() -> None:
    indexes = {
        RING.blind("id-number", "330781199305163024"),
        RING.blind("phone", "330781199305163024"),
        RING.blind("id-number", "330781196602091019"),
        Keyring(b"o" * 32, {1: b"k" * 32}).blind("id-number", "330781199305163024"),
    }

    assert len(indexes) == 4
    assert RING.blind("id-number", "330781199305163024") in indexes


def test_derived_secrets_stay_and_differ() -> None:
    assert RING.derive("tokens") == Keyring(b"r" * 32, {7: b"x" * 32}).derive("tokens")
    assert len({RING.derive("tokens"), RING.derive("objects"), b"r" * 32}) == 3


def test_many_threads_may_seal_at_once() -> None:
    def there_and_back(n: int) -> bool:
        plain = str(n).encode()
        return RING.open("t", "1", "f", RING.seal("t", "1", "f", plain)) == plain

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(there_and_back, range(400)))


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "master.key"

    first = Keyring.load(path, create=True)
    second = Keyring.load(path, create=True)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert second.open("t", "1", "f", first.seal("t", "1", "f", NAME)) == NAME
    assert first.blind("phone", "1") == second.blind("phone", "1")


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    Keyring.load(path, create=True)
    path.chmod(0o644)

    with pytest.raises(KeyFileUnsafe):
        Keyring.load(path)


def test_a_missing_key_file_is_refused_unless_one_may_be_made(tmp_path: Path) -> None:
    with pytest.raises(KeyFileUnsafe):
        Keyring.load(tmp_path / "master.key")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "root = 1",
        "not toml at all",
        f'root = "{base64.b64encode(b"r" * 32).decode()}"\nkeys = {{}}',
        f'root = "{base64.b64encode(b"short").decode()}"\n[keys]\n1 = "AAAA"',
        f'root = "{base64.b64encode(b"r" * 32).decode()}"\n[keys]\none = "AAAA"',
        f'root = "{base64.b64encode(b"r" * 32).decode()}"\n[keys]\n1 = "%%%"',
    ],
)
def test_a_malformed_key_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "master.key"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(KeyFileUnsafe):
        Keyring.load(path)
