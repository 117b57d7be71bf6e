from casework import revoking
from casework.desk import Desk
from domain.item import Way
from domain.office import OfficialId
from domain.proof import Outcome, Proof
from tests.handlers import story
from tests.handlers.conftest import Knocker
from tests.handlers.stand_ins import AT

PAGE = f"/c/{story.LINK}"


async def test_a_finished_case_says_how_long_it_took(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    html = await (await door.get(PAGE)).text()

    assert "办好了" in html
    assert "用了<b>17</b>分钟" in html
    assert f'href="{PAGE}/certificate.pdf"' in html


async def test_a_case_under_way_says_who_has_it_and_until_when(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)

    html = await (await door.get(PAGE)).text()

    assert "游埠镇便民服务中心" in html
    assert "11月30日（周一）17:30" in html
    assert "开始查登记" in html
    assert "certificate.pdf" not in html


async def test_everything_to_be_corrected_is_told_at_once(desk: Desk, door: Knocker) -> None:
    await story.returned(desk)

    html = await (await door.get(PAGE)).text()

    assert "要补这 2 样" in html
    assert "<b>父亲姓名</b>" in html
    assert "发“补什么”" in html
    assert "12月7日（周一）" in html


async def test_a_refusal_gives_its_reasons_and_ways_on(desk: Desk, door: Knocker) -> None:
    await story.refused(desk)

    html = await (await door.get(PAGE)).text()

    assert "这次不能开" in html
    assert "不是说没有这层关系" in html
    assert "行政复议" in html
    assert "tel:0579-0000" in html


async def test_a_revoked_paper_is_not_offered_any_more(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)
    await revoking.revoke(desk, story.CASE, by=OfficialId("xuliqun"), reason="登记有误")

    html = await (await door.get(PAGE)).text()

    assert "已撤销，不能再用" in html
    assert "登记有误" in html
    assert "certificate.pdf" not in html


async def test_even_the_holders_page_shows_no_full_number(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    html = await (await door.get(PAGE)).text()

    secrets = (story.CHEN, story.FATHER, "陈媛", "陈国樑", "13812340042")
    assert [secret for secret in secrets if secret in html] == []


async def test_the_paper_opens_in_the_browser_under_its_own_name(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    answer = await door.get(f"{PAGE}/certificate.pdf")

    named = answer.headers["Content-Disposition"]
    assert await answer.read() == story.PDF
    assert answer.content_type == "application/pdf"
    assert named.startswith("inline; filename=\"certificate.pdf\"; filename*=UTF-8''%E4%BA%B2")
    assert named.isascii()
    assert answer.headers["Cache-Control"] == "no-store"


async def test_before_there_is_a_paper_there_is_none_to_open(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)

    assert (await door.get(f"{PAGE}/certificate.pdf")).status == 404
    assert (await door.get("/c/nobody/certificate.pdf")).status == 404


async def test_the_elder_edition_has_the_same_words_in_larger_type(
    desk: Desk, door: Knocker
) -> None:
    await story.issued(desk)

    html = await (await door.get(f"{PAGE}?k=1")).text()

    assert 'class="elder"' in html
    assert "标准版" in html
    assert "用了<b>17</b>分钟" in html


async def test_what_was_asked_and_what_was_found_is_told_in_plain_words(
    desk: Desk, door: Knocker
) -> None:
    said = Proof("record", Outcome.NOT_FOUND, Way.DATA_QUERY, "social-security", AT, "r-9")
    await story.recorded(desk, said, kind="worker", show="no")

    html = await (await door.get(PAGE)).text()

    assert "<dd>养老保险待遇领取证明</dd>" in html
    assert "<dt>哪一种</dt><dd>职工养老保险</dd>" in html
    assert "<dt>养老待遇记录</dt><dd>没有查到，不是说没有" in html


async def test_what_was_typed_freely_is_not_repeated_to_whoever_has_the_link(
    desk: Desk, door: Knocker
) -> None:
    await story.recorded(desk, Proof("visit"), item="xz-01", address="下王村 12 号")

    html = await (await door.get(PAGE)).text()

    assert "下王村" not in html
    assert "<dt>详细地址</dt><dd>写好了，工作人员看得到</dd>" in html
    assert "由工作人员看材料" in html


async def test_opening_an_enrolling_link_in_a_browser_does_not_use_it_up(
    desk: Desk, door: Knocker
) -> None:
    await desk.db.write(lambda tx: story.put_link(tx, "enrol-me", "enrol"))

    first = await (await door.get("/e/enrol-me")).text()
    second = await (await door.get("/e/enrol-me")).text()
    unknown = await (await door.get("/e/nothing")).text()

    assert "请在微信里打开这一步" in first
    assert "请在微信里打开这一步" in second
    assert "过期了" in unknown
