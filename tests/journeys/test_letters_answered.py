"""A paper that nobody needs: the asking unit gets a letter, answers it, and she learns of it."""

from datetime import timedelta

from casework import lettering
from domain.application import ApplicationId
from domain.form import Draft
from domain.item import ItemId
from domain.states import State
from sandbox.chat import Show
from storage.transaction import Transaction
from tests.journeys.paperwork import address_of, digest_of, words_of
from tests.journeys.stagecraft import Stage, desk_path

UNIT = "深圳澜桥电子有限公司"
ITEM = ItemId("n-02")
SAID = {"purpose": "job", "use_unit": UNIT, "home": "330781102"}
NEEDED = {"reply": "needed", "purpose": "入职登记", "basis": "公司人事制度第五条", "who": "王红"}


async def asked(stage: Stage, who: str) -> None:
    """A citizen has asked for a paper that nobody needs."""
    await stage.enrolled(who)
    desk = stage.house.desk
    item = desk.catalogue.item(ITEM)

    def work(tx: Transaction) -> str:
        draft = tx.rows("SELECT id FROM applications WHERE state = 'draft'", {})[0]["id"]
        case = tx.applications.get(ApplicationId(draft))
        begun = case.converse(Draft(SAID), at=desk.now(), item=(item.id, item.version))
        tx.applications.save(begun)
        owed = lettering.owe(desk, tx, tx.applications.get(begun.id), item, at=desk.now())
        return str(owed["number"])

    stage.numbers[who] = await desk.db.write(work)


async def written(stage: Stage, who: str) -> str:
    """The letter is made; where its page is."""
    await asked(stage, who)
    await stage.settle()
    return address_of(await stage.pdf(who))


def told(stage: Stage, who: str) -> list[str]:
    """What her subscribe messages said of it: what became of it, and what to do."""
    return [text.splitlines()[1] for text in stage.told(who, Show.SUBSCRIBE)]


async def test_the_letter_is_made_told_and_whole(stage: Stage) -> None:
    address = await written(stage, "chenyuan")

    pdf = await stage.pdf("chenyuan")
    paper, page = await stage.paper("chenyuan"), await stage.get(address)

    assert (await stage.case("chenyuan")).state is State.SETTLED
    assert told(stage, "chenyuan") == ["不用开"]
    assert digest_of(pdf) == paper.sha256
    assert f"{UNIT}：" in words_of(pdf)
    assert "330781199305163024" not in words_of(pdf)
    assert "是真的" in page
    assert "它是说明，不是证明" in page


async def test_the_unit_agrees_and_she_need_not_do_more(stage: Stage) -> None:
    address = await written(stage, "chenyuan")

    browser = await stage.browser()
    await browser.get(address)
    done = await browser.post(f"{address}/reply", {"reply": "accepted"})
    await stage.settle()

    assert "已回复：" in done
    assert told(stage, "chenyuan") == ["不用开", "单位已接受"]
    assert "单位接受了" in await stage.get(await stage.case_path("chenyuan"))


async def test_a_unit_that_still_asks_is_heard_by_her_and_by_the_office(stage: Stage) -> None:
    address = await written(stage, "chenyuan")
    await (await stage.browser()).post(f"{address}/reply", NEEDED)
    await stage.settle()

    hers = await stage.get(await stage.case_path("chenyuan"))
    browser, case = await stage.opened("chenyuan", "zhoumin")
    listed = await browser.get("/desk/letters")

    assert told(stage, "chenyuan") == ["不用开", "单位仍要"]
    assert all("公司人事制度第五条" in page for page in (hers, case, listed))
    pushed = stage.told("chenyuan", Show.SUBSCRIBE) + stage.told("chenyuan")
    assert "公司人事制度第五条" not in "".join(pushed)


async def test_a_change_of_mind_is_told_again_and_the_first_answer_stays(stage: Stage) -> None:
    address = await written(stage, "chenyuan")
    browser = await stage.browser()
    await browser.post(f"{address}/reply", NEEDED)
    await stage.settle()

    await browser.post(f"{address}/reply", {"reply": "accepted"})
    await stage.settle()

    paper = await stage.paper("chenyuan")
    desk = stage.house.desk
    assert len(await desk.db.read(lambda tx: tx.letters.history(paper.id))) == 2
    figures = await desk.db.read(lambda tx: tx.askings.of_office(paper.office))
    assert (figures.letters, figures.accepted, figures.needed) == (1, 1, 0)
    told = [phrase for phrase, _ in await stage.channels("chenyuan")]
    assert told[-2:] == ["told/letter-contested", "told/letter-accepted"]


async def test_a_revoked_letter_says_so_at_once_and_takes_no_answer(stage: Stage) -> None:
    address = await written(stage, "chenyuan")
    browser, _ = await stage.opened("chenyuan", "xuliqun")

    await browser.post(
        desk_path(await stage.case("chenyuan"), "revocation"), {"reason": "写错了单位"}
    )
    await stage.settle()
    page = await stage.get(address)
    refused = await (await stage.browser()).post(f"{address}/reply", {"reply": "accepted"})

    assert "撤销这份说明" in page
    assert refused.status == 409
    assert stage.told("chenyuan")[-1].startswith("写给单位的说明（身份信息证明，")


async def test_years_later_it_is_still_a_letter(stage: Stage) -> None:
    address = await written(stage, "chenyuan")

    stage.time.skip(timedelta(days=900))

    assert "说明没有到期日" in await stage.get(address)
