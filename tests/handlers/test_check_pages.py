from dataclasses import replace
from ipaddress import ip_network

import pytest

from casework import revoking
from casework.desk import Desk
from domain.office import OfficialId
from tests.handlers import story
from tests.handlers.conftest import Knocker, Open
from tests.handlers.stand_ins import Broken, Clock

SECRETS = (story.CHEN, story.FATHER, "陈媛", "陈国樑", story.CHEN[6:14], "13812340042")


async def expired(desk: Desk, clock: Clock) -> None:
    await story.issued(desk)
    clock.forward(days=100)


async def revoked(desk: Desk, clock: Clock) -> None:
    await story.issued(desk)
    await revoking.revoke(desk, story.CASE, by=OfficialId("xuliqun"), reason="登记有误")


async def issued(desk: Desk, clock: Clock) -> None:
    await story.issued(desk)


VERDICTS = [
    (issued, "有效", "Valid"),
    (expired, "已过期", "Expired"),
    (revoked, "已撤销", "Revoked"),
]


@pytest.mark.parametrize(("tell", "word", "english"), VERDICTS)
async def test_the_verdict_comes_first_in_word_and_tone(
    desk: Desk, clock: Clock, door: Knocker, tell: object, word: str, english: str
) -> None:
    await tell(desk, clock)  # type: ignore[operator] # one of the stories above

    answer = await door.get(f"/v/{story.token_of(desk)}")
    html = await answer.text()
    in_english = await (await door.get(f"/v/{story.token_of(desk)}?lang=en")).text()

    assert answer.status == 200
    assert f"<span>{word}</span></h1>" in html
    assert html.index("<h1>") < html.index('class="answers"') < html.index("<dl")
    assert f"<span>{english}</span></h1>" in in_english
    assert '<html lang="en">' in in_english


@pytest.mark.parametrize(("tell", "word", "english"), VERDICTS)
async def test_strangers_see_masked_names_and_numbers_only(
    desk: Desk, clock: Clock, door: Knocker, tell: object, word: str, english: str
) -> None:
    await tell(desk, clock)  # type: ignore[operator] # one of the stories above

    for lang in ("zh", "en"):
        html = await (await door.get(f"/v/{story.token_of(desk)}?lang={lang}")).text()

        assert "陈*樑" in html
        assert "3307**********1019" in html
        assert [secret for secret in SECRETS if secret in html] == []


async def test_the_paper_can_be_compared_on_the_device(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    html = await (await door.get(f"/v/{story.token_of(desk)}")).text()

    assert f'data-sha256="{"0f" * 32}"' in html
    assert "不是原文件" in html
    assert "假的证明" not in html


async def test_typing_number_and_code_gives_the_same_verdict(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)
    code = story.code_of(desk).lower()
    typed = {
        "number": " 兰游证[2026]000128号 ",
        "code": f"{code[:4]}-{code[4:8]} {code[8:]}",
    }

    html = await (await door.post("/verify", data=typed)).text()

    assert "<span>有效</span></h1>" in html
    assert code not in html


@pytest.mark.parametrize("wrong", ["000000000000", "", "x" * 500, "<b>", "Ｏ０"])
async def test_an_unknown_number_and_a_wrong_code_are_one_answer(
    desk: Desk, door: Knocker, wrong: str
) -> None:
    await story.issued(desk)
    nowhere = "兰游证〔2026〕999999号"

    known = await door.post("/verify", data={"number": story.NUMBER, "code": wrong})
    unknown = await door.post("/verify", data={"number": nowhere, "code": wrong})

    one = (await known.text()).replace(f'value="{story.NUMBER}"', f'value="{nowhere}"')
    assert known.status == unknown.status == 404
    assert without_receipt(one) == without_receipt(await unknown.text())


async def test_an_unknown_token_and_a_wrong_code_are_one_page(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    scanned = await door.get("/v/0123456789ABCDEFGHJKMNPQRS")
    typed = await door.post("/verify", data={"number": "", "code": "000000000000"})

    one, other = await scanned.text(), await typed.text()
    assert scanned.status == typed.status == 404
    assert "<span>查无此证</span></h1>" in one
    assert without_receipt(one) == without_receipt(other)


def without_receipt(html: str) -> str:
    """The page without the number that can be quoted."""
    before, _, after = html.partition("查验号 ")
    return before + after.partition("</span>")[2]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_when_we_cannot_tell_we_say_so_and_never_that_it_is_invalid(
    doors: Open, desk: Desk, lang: str
) -> None:
    door = await doors(replace(desk, db=Broken("disk")))

    scanned = await door.get(f"/v/x?lang={lang}")
    typed = await door.post(f"/verify?lang={lang}", data={"number": "1", "code": "2"})

    for answer in (scanned, typed):
        html = await answer.text()
        assert (answer.status, answer.headers["Retry-After"]) == (503, "600")
        assert "verdict tone-cannot" in html
        assert not [word for word in ("查无此证", "无效", "No such", "invalid") if word in html]


async def test_guesses_at_one_number_are_counted_whoever_makes_them(
    doors: Open, desk: Desk
) -> None:
    door = await doors(desk, trusted_proxies=(ip_network("127.0.0.1/32"),))
    for n in range(10):
        here = {"X-Forwarded-For": f"198.51.100.{n}"}
        await door.post("/verify", data={"number": story.NUMBER, "code": "1"}, headers=here)

    refused = await door.post("/verify", data={"number": "兰游证[2026]000128号", "code": "1"})
    other = await door.post("/verify", data={"number": "兰游证〔2026〕000129号", "code": "1"})

    assert (refused.status, other.status) == (429, 404)


async def test_the_form_takes_no_files(door: Knocker) -> None:
    assert (await door.post("/verify", json={"number": "1"})).status == 415


async def test_what_was_typed_is_never_read_as_markup(door: Knocker) -> None:
    typed = {"number": '"><script>alert(1)</script>{{ 7*7 }}', "code": "1"}

    html = await (await door.post("/verify", data=typed)).text()

    assert "<script>" not in html
    assert "{{ 7*7 }}" in html
    assert "49" not in html.split('name="number"')[1].split(">")[0]


async def test_a_check_leaves_a_receipt_for_the_holder(desk: Desk, door: Knocker) -> None:
    paper = await story.issued(desk)

    await door.get(f"/v/{story.token_of(desk)}")
    await door.get("/v/nothing")

    assert await desk.db.read(lambda tx: tx.checks.count(paper.id)) == 1
