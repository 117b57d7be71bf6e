"""What anybody may read of promises: the list, the whole letter, what became of one."""

import pytest
from aiohttp import ClientResponse

from casework import committing, promising_paper
from casework.committing import Signature
from casework.desk import Desk
from casework.links import grouped, promise_code, promise_token
from domain.commitment import Commitment
from domain.identity import AccountId
from domain.post import Job
from handlers.routing import SELDOM
from tests.handlers.conftest import Knocker, Open
from tests.handlers.promised import CHEN, answering, kept, offered
from tests.handlers.visitors import Page, visitor
from tests.support.promised import CASE, DRAWN, ITEM, PROOF


async def page_of(answer: ClientResponse) -> Page:
    return Page(answer.status, str(answer.url.relative()), await answer.text())


async def signed(desk: Desk) -> Commitment:
    """Her promise, with its letter."""
    case = await offered(desk)
    account = await desk.db.read(lambda tx: tx.accounts.get(AccountId(case.account)))
    await committing.take_up(desk, account, CASE, PROOF)
    signature = Signature({}, DRAWN, confirmed=True)
    await committing.sign(desk, account, CASE, PROOF, signature)
    commitment = await kept(desk)
    ids = {"case": str(CASE), "commitment": str(commitment.id)}
    job = Job("job", "promise", "lane", ids, attempts=1, created_at=commitment.offered_at)
    await promising_paper.press_promise(desk, job)
    return await kept(desk)


@pytest.fixture
async def told(desk: Desk, doors: Open) -> Desk:
    answers = answering(desk)
    await visitor(answers, await doors(answers))
    return answers


async def test_whoever_asks_finds_every_item_and_its_whole_letter(door: Knocker) -> None:
    listed = await page_of(await door.get("/commitments"))
    whole = await page_of(await door.get(f"/commitments/items/{ITEM}"))

    assert f'href="/commitments/items/{ITEM}"' in listed.source
    for words in ("依据", "《工伤保险条例》", "反悔", "以上是我本人的真实意思", "下载全文"):
        assert words in whole
    assert "因工死亡职工供养亲属范围规定" not in whole


async def test_the_letter_is_kept_as_plain_text_in_the_same_words(door: Knocker) -> None:
    page = await page_of(await door.get(f"/commitments/items/{ITEM}"))

    answer = await door.get(f"/commitments/items/{ITEM}/letter.txt")
    text = (await answer.read()).decode("utf-8")

    assert answer.content_type == "text/plain"
    assert answer.charset == "utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    lines = [line for line in text.splitlines() if line[:2] in ("1.", "2.", "9.")]
    assert len(lines) == 5
    assert all(line.partition("。")[2] in page.text for line in lines[:3])


async def test_an_item_without_promises_is_not_on_the_list(door: Knocker) -> None:
    assert (await door.get("/commitments/items/qs-01")).status == 404
    assert (await door.get("/commitments/items/qs-01/letter.txt")).status == 404
    assert (await door.get("/commitments/items/nothing")).status == 404


async def test_whoever_scans_a_letter_sees_no_name_and_no_number(told: Desk, doors: Open) -> None:
    commitment = await signed(told)
    door, token = await doors(told), promise_token(told.keyring, commitment.id)

    page = await page_of(await door.get(f"/commitments/{token}"))

    for words in ("签了，事情还在办", "陈*", commitment.number, "游埠镇", commitment.sha256):
        assert words in page
    assert "陈媛" not in page.source
    assert CHEN not in page.source
    assert "先看清网址" in page


async def test_a_letter_is_found_by_what_is_printed_on_it(told: Desk, doors: Open) -> None:
    commitment, door = await signed(told), await doors(told)
    code = grouped(promise_code(told.keyring, commitment.id))
    typed = {"number": commitment.number, "code": code}

    found = await page_of(await door.post("/verify", data=typed))
    wrong = await page_of(await door.post("/verify", data={**typed, "code": "0000-0000-0000"}))

    assert found.path == f"/commitments/{promise_token(told.keyring, commitment.id)}"
    assert wrong.status == 404


async def test_an_unknown_letter_is_not_found_and_guessing_is_slowed_down(door: Knocker) -> None:
    answers = [(await door.get(f"/commitments/{n:026d}")).status for n in range(SELDOM.times + 1)]

    assert set(answers[:-1]) == {404}
    assert answers[-1] == 429
