"""Objects lie encrypted under names that say nothing."""

from pathlib import Path

import pytest

from storage.faults import ObjectMissing, Tampered
from storage.files import Files
from storage.sealing import Keyring

PAPER = b"%PDF-1.7 " + "陈媛 330781199305163024".encode()


@pytest.fixture
def files(tmp_path: Path, keys: Keyring) -> Files:
    return Files(tmp_path / "objects", keys)


def lying(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "objects").rglob("*") if path.is_file()]


async def test_what_was_put_is_found_by_its_name(files: Files) -> None:
    ref = await files.put(PAPER)

    assert await files.get(ref) == PAPER


async def test_the_same_content_twice_lies_there_once(files: Files, tmp_path: Path) -> None:
    first, second = await files.put(PAPER), await files.put(PAPER)

    assert first == second
    assert len(lying(tmp_path)) == 1


async def test_nothing_of_the_content_lies_in_the_folder(files: Files, tmp_path: Path) -> None:
    await files.put(PAPER)

    (file,) = lying(tmp_path)
    assert b"330781199305163024" not in file.read_bytes()
    assert "陈媛".encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


async def test_a_changed_object_is_not_handed_out(files: Files, tmp_path: Path) -> None:
    ref = await files.put(PAPER)
    (file,) = lying(tmp_path)
    sealed = file.read_bytes()
    file.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))

    with pytest.raises(Tampered):
        await files.get(ref)


async def test_an_object_under_another_name_is_not_handed_out(files: Files, tmp_path: Path) -> None:
    ref = await files.put(PAPER)
    other = ref[:2] + "0" * 62
    (file,) = lying(tmp_path)
    file.rename(file.with_name(other))

    with pytest.raises(Tampered):
        await files.get(other)


@pytest.mark.parametrize(
    "ref",
    ["", "..", "../../etc/passwd", "/etc/passwd", "0" * 63, "0" * 64, "A" * 64, "0" * 64 + "\n"],
)
async def test_a_name_that_is_none_of_ours_finds_nothing(files: Files, ref: str) -> None:
    await files.put(PAPER)

    with pytest.raises(ObjectMissing):
        await files.get(ref)
