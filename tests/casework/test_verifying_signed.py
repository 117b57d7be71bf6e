"""Requests and replies are signed by the offices that send them, and exported as evidence."""

import asyncio
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casework import verifying
from casework.tidying import sweep
from certificates.evidence import check
from domain.application import Application
from domain.errors import NotFound
from domain.office import OfficialId
from domain.post import Job
from domain.verification import Answer, Said, Verification
from run import cli
from tests.support.desks import ZHOU, Town
from tests.support.verifying import FANG, answered, only, put


def job(asked: Verification, topic: str) -> Job:
    return Job("job", topic, f"verification/{asked.id}", {"verification": asked.id})


async def signed(town: Town) -> tuple[Application, Verification]:
    """A question and its answer, both signed."""
    case, asked = await put(town)
    await verifying.sign_request(town.desk, job(asked, "verification-request"))
    asked = await answered(town, asked, Said(Answer.NO, "档案里没有"))
    await verifying.sign_reply(town.desk, job(asked, "verification-reply"))
    return case, await only(town, case)


async def checked(file: Path, *args: str) -> Result:
    """What the command line says of a file; it runs in a process of its own otherwise."""
    say = CliRunner().invoke
    return await asyncio.to_thread(say, cli, ["evidence", str(file), *args])


def changed(pack: bytes, name: str) -> bytes:
    """The same file, of which somebody has changed one word."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack)) as held, zipfile.ZipFile(out, "w") as other:
        for each in held.namelist():
            text = held.read(each)
            other.writestr(each, text.replace(b'"no"', b'"yes"') if each == name else text)
    return out.getvalue()


async def test_evidence_is_checked_by_whoever_has_the_file_alone(
    town: Town, tmp_path: Path
) -> None:
    case, asked = await signed(town)

    pack = await verifying.evidence(town.desk, asked.id, by=ZHOU)

    file, root = tmp_path / "evidence.zip", tmp_path / "root.pem"
    file.write_bytes(pack)
    root.write_bytes(await town.desk.press.root_pem(at=town.at))
    sound = await checked(file, "--root", str(root))
    assert (sound.exit_code, "FAILS" in sound.output) == (0, False)
    assert "兰溪市公安局游埠派出所 answered on" in sound.output
    file.write_bytes(changed(pack, "reply.json"))
    forged = await checked(file)
    assert forged.exit_code == 1
    assert "reply.json is not what was exported" in forged.output
    assert "text and signature do not belong together" in forged.output
    assert "verification-exported" in await town.journal(case.id)


async def test_it_holds_what_was_asked_and_nothing_else_of_the_applicant(town: Town) -> None:
    _, asked = await signed(town)

    pack = await verifying.evidence(town.desk, asked.id, by=FANG)

    with zipfile.ZipFile(io.BytesIO(pack)) as held:
        texts = {name: held.read(name).decode() for name in held.namelist() if "json" in name}
    assert "陈媛是不是登记在册？" in texts["request.json"]
    assert '"answer":"no"' in texts["reply.json"]
    assert not any("13812340042" in text or "深圳" in text for text in texts.values())
    assert "陈媛" not in texts["journal.json"]


async def test_signing_twice_signs_once(town: Town) -> None:
    case, asked = await signed(town)

    await verifying.sign_request(town.desk, job(asked, "verification-request"))
    await verifying.sign_reply(town.desk, job(asked, "verification-reply"))

    assert await only(town, case) == asked
    assert (await town.journal(case.id)).count("verification-reply-signed") == 1
    assert (await town.owed()).count("verification-card") == 1


async def test_a_signed_text_is_not_swept_away(town: Town) -> None:
    _, asked = await signed(town)
    town.at = datetime.now(UTC) + timedelta(days=3)

    await sweep(town.desk)

    pack = await verifying.evidence(town.desk, asked.id, by=ZHOU)
    found = await asyncio.to_thread(check, pack)
    assert not [each for each in found if each.holds is False]


async def test_what_is_not_signed_yet_and_what_is_not_yours_is_not_exported(town: Town) -> None:
    _, asked = await put(town)

    with pytest.raises(NotFound):
        await verifying.evidence(town.desk, asked.id, by=ZHOU)
    with pytest.raises(NotFound):
        await verifying.evidence(town.desk, asked.id, by=OfficialId("nobody"))
