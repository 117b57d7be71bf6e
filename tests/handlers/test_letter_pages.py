import re

import pytest

from casework import revoking
from casework.desk import Desk
from domain.letter import Reply, Stance
from domain.office import OfficialId
from tests.handlers import letters, story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import AT

SECRETS = (story.CHEN, story.FATHER, "陈媛", "陈国樑", story.CHEN[6:14], "13812340042")
NEEDED = {"reply": "needed", "purpose": "入职登记", "basis": "公司人事制度第五条", "who": "王红"}
ACCEPTED = {"reply": "accepted"}
EVIL = '</p><script>alert(1)</script>{{ 7*7 }}"'


async def kept(desk: Desk) -> Reply | None:
    paper = await desk.db.read(lambda tx: tx.certificates.of_case(story.CASE))
    assert paper is not None
    letter = await desk.db.read(lambda tx: tx.letters.of_paper(paper.id))
    assert letter is not None
    return letter.reply


async def history(desk: Desk) -> list[Stance]:
    paper = await desk.db.read(lambda tx: tx.certificates.of_case(story.CASE))
    assert paper is not None
    return [each.stance for each in await desk.db.read(lambda tx: tx.letters.history(paper.id))]


def address(desk: Desk) -> str:
    return f"/v/{story.token_of(desk)}"


@pytest.mark.parametrize(
    ("lang", "word", "kind"),
    [("zh", "是真的", "它是说明，不是证明"), ("en", "Genuine", "it is not a certificate itself")],
)
async def test_the_page_says_that_it_is_genuine_and_a_letter(
    desk: Desk, door: Knocker, lang: str, word: str, kind: str
) -> None:
    await letters.sent(desk)

    answer = await door.get(f"{address(desk)}?lang={lang}")
    html = await answer.text()

    assert answer.status == 200
    assert f"<span>{word}</span></h1>" in html
    assert kind in html
    assert letters.NUMBER in html
    assert html.index("<h1>") < html.index('class="points"') < html.index('class="reply"')
    assert [secret for secret in SECRETS if secret in html] == []


async def test_number_and_code_lead_to_the_same_page(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)
    typed = {"number": letters.NUMBER, "code": story.code_of(desk)}

    html = await (await door.post("/verify", data=typed)).text()

    assert "<span>是真的</span></h1>" in html
    assert f'action="{address(desk)}/reply?lang=zh"' in html


async def test_a_unit_accepts_with_one_tap(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)

    sent = await door.post(f"{address(desk)}/reply", data=ACCEPTED, allow_redirects=False)
    html = await (await door.get(address(desk))).text()

    assert (sent.status, sent.headers["Location"]) == (303, f"{address(desk)}?lang=zh#reply")
    assert await kept(desk) == Reply(Stance.ACCEPTED, AT)
    assert "已回复：同意以居民户口簿为准" in html
    assert "改一下回复" in html


@pytest.mark.parametrize(
    ("left_out", "field"), [("purpose", "purpose"), ("basis", "basis")], ids=["purpose", "basis"]
)
async def test_who_still_asks_says_what_for_and_on_what_basis(
    desk: Desk, door: Knocker, left_out: str, field: str
) -> None:
    await letters.sent(desk)

    refused = await door.post(f"{address(desk)}/reply", data={**NEEDED, left_out: "  "})
    html = await refused.text()

    assert refused.status == 422
    assert f'id="{field}-wrong" role="alert">仍需要的，这一栏要写。' in html
    assert "王红" in html
    assert await kept(desk) is None


@pytest.mark.parametrize("sent", [{}, {"reply": "maybe"}, {"reply": ""}])
async def test_without_a_choice_nothing_is_kept(
    desk: Desk, door: Knocker, sent: dict[str, str]
) -> None:
    await letters.sent(desk)

    refused = await door.post(f"{address(desk)}/reply", data=sent)

    assert refused.status == 422
    assert "请先在下面选一项" in await refused.text()
    assert await kept(desk) is None


async def test_a_unit_may_change_its_mind_and_the_first_answer_stays_on_file(
    desk: Desk, door: Knocker
) -> None:
    await letters.sent(desk)
    await door.post(f"{address(desk)}/reply", data=NEEDED)

    await door.post(f"{address(desk)}/reply", data=ACCEPTED)

    assert await history(desk) == [Stance.NEEDED, Stance.ACCEPTED]
    owed = await desk.db.read(lambda tx: tx.outbox.topics())
    assert owed.count("tell") == 2


async def test_to_say_the_same_again_changes_nothing(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)
    await door.post(f"{address(desk)}/reply", data=NEEDED)

    await door.post(f"{address(desk)}/reply", data=NEEDED)

    assert await history(desk) == [Stance.NEEDED]


async def test_one_letter_is_answered_so_often_and_no_more(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)
    for n in range(6):
        await door.post(f"{address(desk)}/reply", data={**NEEDED, "basis": f"第{n}条"})

    refused = await door.post(f"{address(desk)}/reply", data=ACCEPTED)

    assert refused.status == 429
    assert len(await history(desk)) == 6


async def test_an_answer_to_no_letter_is_an_answer_to_nothing(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    of_a_certificate = await door.post(f"{address(desk)}/reply", data=ACCEPTED)
    of_nothing = await door.post("/v/0123456789/reply", data=ACCEPTED)

    assert (of_a_certificate.status, of_nothing.status) == (404, 404)


async def test_a_revoked_letter_takes_no_answer(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)
    await revoking.revoke(desk, story.CASE, by=OfficialId("xuliqun"), reason="写错了单位")

    html = await (await door.get(address(desk))).text()
    refused = await door.post(f"{address(desk)}/reply", data=ACCEPTED)

    assert "<span>已撤销</span></h1>" in html
    assert 'class="reply"' not in html
    assert refused.status == 409


@pytest.mark.parametrize("field", ["purpose", "basis", "who"])
async def test_what_a_unit_writes_is_never_read_as_markup(
    desk: Desk, door: Knocker, field: str
) -> None:
    await letters.sent(desk)
    await door.post(f"{address(desk)}/reply", data={**NEEDED, field: EVIL[:40]})
    await signs_in(door, desk)

    pages = [
        await (await door.get(path)).text()
        for path in (
            address(desk),
            f"/c/{story.LINK}",
            "/desk/letters",
            f"/desk/cases/{story.CASE}",
        )
    ]

    assert all("<script>alert" not in html for html in pages)
    assert all("&lt;script&gt;" in html and "{{ 7*7" in html for html in pages)


async def test_her_page_tells_her_what_became_of_it(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)

    waiting = await (await door.get(f"/c/{story.LINK}")).text()
    await door.post(f"{address(desk)}/reply", data=NEEDED)
    contested = await (await door.get(f"/c/{story.LINK}")).text()
    await door.post(f"{address(desk)}/reply", data=ACCEPTED)
    accepted = await (await door.get(f"/c/{story.LINK}")).text()

    assert "<h1>这张证明不用开</h1>" in waiting
    assert "打开说明（PDF）" in waiting
    assert "<h1>单位说仍要证明</h1>" in contested
    assert "公司人事制度第五条" in contested
    assert "<h1>单位接受了</h1>" in accepted


async def test_officials_see_who_still_asks_and_why(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)
    await door.post(f"{address(desk)}/reply", data=NEEDED)
    await signs_in(door, desk)

    html = await (await door.get("/desk/letters")).text()

    assert re.findall(r"<dd>(\d+)</dd>", html) == ["1", "0", "1", "0"]
    assert letters.UNIT in html
    assert "入职登记；依据：公司人事制度第五条" in html
    assert f"/desk/cases/{story.CASE}" in html
