"""A signed promise becomes one letter, whatever crashes; what cannot be pressed is written down."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from casework import committing, promise_checks, promising_paper
from casework.committing import Signature
from casework.links import grouped, promise_code, promise_token
from casework.wording_promise import About, letter_of
from certificates.authority import Authority
from certificates.pages import opened
from certificates.press import Orders, Press
from certificates.qr import read_qr
from domain.certificate import Pressed, Sheet
from domain.commitment import Commitment
from domain.errors import NotFound, PressFailed
from domain.identity import Account
from domain.office import Office
from domain.post import Job, Later
from storage.transaction import Transaction
from tests.support.desks import CHEN, Town
from tests.support.promised import CASE, DRAWN, OFFICE, PROOF, CreditRecords, offered
from tests.support.promised import SAID as DECLARED


class Broken(Press):
    """A press that makes nothing."""

    def __init__(self, why: str) -> None:
        self.why = why

    async def make(self, sheet: Sheet, *, at: object) -> Pressed:
        raise PressFailed(why=self.why)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """One for all: its worker takes seconds to start, and remembers nothing."""
    folder = tmp_path_factory.mktemp("press")
    press = Press(Orders(folder / "cache", Authority(folder / "authority", b"a passphrase")))
    yield press
    asyncio.run(press.close())


@pytest.fixture
def town(town: Town, press: Press) -> Town:
    """A town whose press is warm, and whose credit records can be had."""
    desk = replace(town.desk, press=press, records=CreditRecords(town.at))
    return replace(town, desk=desk)


async def signed(town: Town) -> tuple[Account, Commitment]:
    desk, account = town.desk, await town.enrolled()
    await offered(desk, CHEN.id, account.id)
    await committing.take_up(desk, account, CASE, PROOF)
    await committing.sign(desk, account, CASE, PROOF, Signature({}, DRAWN, confirmed=True))
    return account, await kept(town)


async def kept(town: Town) -> Commitment:
    (only,) = await town.desk.db.read(lambda tx: tx.commitments.of_case(CASE))
    return only


def job(commitment: Commitment, attempts: int = 1) -> Job:
    ids = {"case": str(commitment.case), "commitment": str(commitment.id)}
    return Job("job", "promise", "lane", ids, attempts=attempts, created_at=commitment.offered_at)


async def test_a_signed_promise_becomes_a_letter_that_says_what_was_promised(town: Town) -> None:
    account, commitment = await signed(town)

    await promising_paper.press_promise(town.desk, job(commitment))

    pdf = await committing.letter(town.desk, account, CASE, PROOF)
    with opened(pdf) as pages:
        text, codes = "".join(pages.text().split()), read_qr(pages.picture(dpi=150))
    code = grouped(promise_code(town.desk.keyring, commitment.id))
    wanted = (CHEN.name, CHEN.number, commitment.number, code, DECLARED)
    assert [each for each in wanted if "".join(each.split()) not in text] == []
    token = promise_token(town.desk.keyring, commitment.id)
    assert codes == (f"https://xiangliban.example/commitments/{token}",)
    reading = await town.desk.press.read(pdf, at=town.at)
    assert (reading.fault, reading.office) == (None, OFFICE)
    assert (await kept(town)).sha256 == reading.sha256


async def test_a_second_pressing_changes_nothing(town: Town) -> None:
    _, commitment = await signed(town)
    await promising_paper.press_promise(town.desk, job(commitment))
    first = await kept(town)

    town.at += timedelta(hours=3)
    await promising_paper.press_promise(town.desk, job(commitment, attempts=2))

    assert await kept(town) == first
    assert (await town.journal(CASE)).count("promise-pressed") == 1


async def test_a_press_that_died_is_tried_again_and_nothing_is_lost(town: Town) -> None:
    _, commitment = await signed(town)
    broken = replace(town.desk, press=Broken("worker-died"))

    with pytest.raises(Later):
        await promising_paper.press_promise(broken, job(commitment))
    await promising_paper.press_promise(town.desk, job(commitment, attempts=2))

    assert (await kept(town)).object


@pytest.mark.parametrize(("why", "attempts"), [("overfull", 1), ("worker-died", 5)])
async def test_what_cannot_be_pressed_is_written_down_and_the_promise_holds(
    town: Town, why: str, attempts: int
) -> None:
    account, commitment = await signed(town)

    await promising_paper.press_promise(
        replace(town.desk, press=Broken(why)), job(commitment, attempts)
    )

    assert "promise-unpressed" in await town.journal(CASE)
    assert (await kept(town)).stage == "signed"
    with pytest.raises(NotFound):
        await committing.letter(town.desk, account, CASE, PROOF)


async def test_a_promise_that_was_taken_back_is_not_pressed_any_more(town: Town) -> None:
    account, commitment = await signed(town)
    await committing.withdraw(town.desk, account, CASE, PROOF)

    await promising_paper.press_promise(town.desk, job(commitment))

    assert (await kept(town)).object == ""


async def test_whoever_scans_the_letter_learns_how_far_it_is_and_no_name(town: Town) -> None:
    _, commitment = await signed(town)
    await promising_paper.press_promise(town.desk, job(commitment))

    found = await promise_checks.by_token(
        town.desk, promise_token(town.desk.keyring, commitment.id)
    )

    assert (found.signer, found.standing, found.number) == ("陈*", "stands", commitment.number)
    assert found.check is not None
    assert found.check.standard
    assert found.office.id == OFFICE


async def test_a_letter_is_found_by_number_and_code_and_by_nothing_less(town: Town) -> None:
    _, commitment = await signed(town)
    await promising_paper.press_promise(town.desk, job(commitment))
    desk, code = town.desk, promise_code(town.desk.keyring, commitment.id)

    found = await promise_checks.by_code(desk, commitment.number, code.lower())
    wrong = await promise_checks.by_code(desk, commitment.number, "0" * 12)
    unknown = await promise_checks.by_code(desk, "兰游诺〔2026〕第999999号", code)

    assert found == promise_token(desk.keyring, commitment.id)
    assert (wrong, unknown) == (None, None)


async def test_an_unknown_token_finds_nothing(town: Town) -> None:
    with pytest.raises(NotFound):
        await promise_checks.by_token(town.desk, "0" * 26)


def test_every_item_that_lets_one_commit_has_a_whole_letter_of_read_law(town: Town) -> None:
    desk = town.desk
    listed = committing.offered_items(desk.catalogue)
    letters = [letter_of(desk, About(item, rule, office(town))) for item, rule in listed]

    unread = [b.law for item, _ in listed for b in item.basis if not b.read]
    told = "".join(text for letter in letters for _, text in letter.notice)

    assert listed
    assert {(len(letter.notice), len(letter.promise)) for letter in letters} == {(9, 5)}
    assert all(text for letter in letters for _, text in letter.notice)
    assert [law for law in unread if law in told] == []


def office(town: Town) -> Office:
    return town.desk.catalogue.office(OFFICE)


async def test_the_longest_promise_fits_on_one_page(town: Town) -> None:
    _, commitment = await signed(town)
    long = ("这件事是真的，我自己知道。" * 16)[:200]
    longest = replace(commitment, facts={**commitment.facts, "content": long})
    await town.desk.db.write(lambda tx: save(tx, longest))

    await promising_paper.press_promise(town.desk, job(commitment))

    assert (await kept(town)).object


def save(tx: Transaction, commitment: Commitment) -> None:
    tx.commitments.save(commitment)
