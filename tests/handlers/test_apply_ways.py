"""Beside the straight way: another case, another item, a register that is wrong, a stranger."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from casework.desk import Desk
from domain.form import Draft
from domain.item import ItemId
from domain.states import State
from storage.transaction import Transaction
from tests.bot import stand_in
from tests.handlers import story
from tests.handlers.conftest import Knocker, Open
from tests.handlers.test_login_h5 import HERS, VISITOR, come_back, led_out
from tests.handlers.visitors import HOME, STEPS, Visitor, filled, visitor

LANJIANG = "330781001"
SAME_BOOKLET = ({"kin": "parent"}, {"relation": "father"}, {"booklet": "now"})


@pytest.fixture
async def her(desk: Desk, door: Knocker) -> Visitor:
    return await visitor(desk, door)


async def led_to_the_letter(her: Visitor) -> None:
    for step in SAME_BOOKLET:
        await her.says("qs-01", **step)


async def contested(desk: Desk, her: Visitor) -> dict[str, str]:
    draft = await her.draft(desk)
    return dict(draft.draft.contested) if draft else {}


async def test_an_answer_may_lead_to_a_letter_whose_reason_stands_above_its_questions(
    desk: Desk, her: Visitor
) -> None:
    await led_to_the_letter(her)

    page = await her.get("/apply/qs-11")
    same = await her.get("/apply/qs-01")

    draft = await her.draft(desk)
    assert draft is not None
    assert draft.item == "qs-11"
    assert page.text.index("不用开证明") < page.text.index("您或父亲是户主吗？")
    for words in ("居民户口簿", "《中华人民共和国户口登记条例》第4条第4款"):
        assert words in page
    assert "公通字" not in page
    assert same.text == page.text


async def test_what_the_register_holds_is_shown_locked_and_can_be_contested(
    desk: Desk, her: Visitor
) -> None:
    await led_to_the_letter(her)

    page = await her.get("/apply/qs-11")
    asked = await her.get("/apply/qs-11?contest=home")
    said = await her.sends("/apply/qs-11/contest?contest=home", **{"a.home": LANJIANG})

    assert "户口所在 游埠镇 不对？" in page
    assert 'name="a.home"' not in page.source
    assert "户口所在在登记里是 游埠镇" in asked
    assert "您说是兰江街道，由工作人员来看" in said
    assert await contested(desk, her) == {"home": LANJIANG}


@pytest.mark.parametrize("fields", [{"skip": "home"}, {"a.home": HOME}])
async def test_what_was_contested_can_be_taken_back(
    desk: Desk, her: Visitor, fields: dict[str, str]
) -> None:
    await led_to_the_letter(her)
    await her.sends("/apply/qs-11/contest?contest=home", **{"a.home": LANJIANG})

    page = await her.sends("/apply/qs-11/contest?contest=home", **fields)

    assert page.status == 200
    assert "您说是" not in page
    assert await contested(desk, her) == {}


async def test_what_is_no_answer_contests_nothing(desk: Desk, her: Visitor) -> None:
    await led_to_the_letter(her)

    page = await her.sends("/apply/qs-11/contest?contest=home", **{"a.home": "某镇"})
    not_held = await her.sends("/apply/qs-11/contest?contest=purpose", **{"a.purpose": "job"})

    assert page.status == 422
    assert "请从单子里选" in page
    assert not_held.status == 422
    assert await contested(desk, her) == {}


async def test_whoever_needs_no_letter_leaves_nothing_behind(desk: Desk, her: Visitor) -> None:
    await led_to_the_letter(her)
    draft = await her.draft(desk)
    assert draft is not None

    page = await her.sends("/apply/qs-11/drop", case=draft.id, done="1")

    assert page.path == "/me"
    assert await her.draft(desk) is None


async def test_from_an_item_with_other_questions_one_can_come_back(
    desk: Desk, her: Visitor
) -> None:
    await her.says("ga-04", seen="yes")

    page = await her.get("/apply/ga-04")
    back = await her.sends("/apply/ga-01/back")

    assert 'action="/apply/ga-01/back"' in page.source
    assert back.path == "/apply/ga-04"
    assert "看得到就不用开" in back


async def test_a_second_person_is_asked_about_by_number(desk: Desk, her: Visitor) -> None:
    for step in (*STEPS[:5], {"more_relative": "yes"}):
        await her.says("qs-01", **step)

    relation = await her.get("/apply/qs-01")
    people = await her.says("qs-01", **{"relation#2": "mother"})
    wrong = await her.says("qs-01", **{"relative_name#2": "章玉兰", "relative_id#2": story.FATHER})

    assert "第 2 位" in relation
    assert "母亲叫什么名字？" in people
    assert wrong.status == 422
    assert 'id="f-relative_id-2"' in wrong.source


async def test_while_another_case_runs_she_chooses_which_one_to_go_on_with(
    desk: Desk, her: Visitor
) -> None:
    await her.says("qs-01", kin="parent")

    page = await her.get("/apply/ga-04")
    ignored = await her.says("ga-04", seen="no")
    picture = await her.shows("ga-04", b"x")

    draft = await her.draft(desk)
    assert draft is not None
    assert "您有一件还没办完" in page
    assert 'href="/apply/qs-01"' in page.source
    assert ignored.text == page.text
    assert draft.draft.answers == {"kin": "parent"}
    assert picture.status == 409


async def test_the_other_one_is_given_up_by_a_form_and_the_new_one_begins(
    desk: Desk, her: Visitor
) -> None:
    await her.says("qs-01", kin="parent")
    draft = await her.draft(desk)
    assert draft is not None

    page = await her.sends("/apply/ga-04/drop", case=draft.id)

    assert "看得到就不用开" in page
    assert await her.draft(desk) is None


async def test_a_returned_case_that_is_given_up_is_withdrawn(desk: Desk, her: Visitor) -> None:
    case = await story.returned(desk)

    page = await her.get("/apply/ga-04")
    await her.sends("/apply/ga-04/drop", case=case.id)

    after = await desk.db.read(lambda tx: tx.applications.get(case.id))
    assert "工作人员请您补" in page
    assert after.state is State.WITHDRAWN


async def test_a_draft_of_the_chat_is_gone_on_with_as_it_lies(desk: Desk, her: Visitor) -> None:
    def begun(tx: Transaction) -> None:
        tx.applications.add(replace(story.a_draft(desk, tx), draft=Draft({"kin": "parent"})))

    await desk.db.write(begun)

    page = await her.get("/apply/qs-01")

    assert "是哪一位？" in page


async def test_a_child_is_applied_for_by_a_parent_only(desk: Desk, her: Visitor) -> None:
    child = "330781201906010023"
    for step in (
        {"kin": "child"},
        {"relation": "daughter"},
        *STEPS[2:4],
        {"use_unit": "游埠小学", "relative_name": "陈小满", "relative_id": child},
        {"guardian": "no"},
        {"more_relative": "no"},
        {"relative_place": HOME},
    ):
        page = await her.says("qs-01", **step)
    draft = await her.draft(desk)
    assert draft is not None

    form = {"case": draft.id, "version": str(draft.version), "agree": "true"}
    refused = await her.sends("/apply/qs-01/submission", **form)

    assert "请核对" in page
    assert refused.status == 403
    assert "要由父母或其他监护人来办" in refused


async def test_somebody_elses_case_is_neither_handed_in_nor_given_up(
    desk: Desk, door: Knocker, her: Visitor
) -> None:
    await filled(her)
    draft = await her.draft(desk)
    assert draft is not None
    stranger = await visitor(desk, door, "p-zhang")
    form = {"case": draft.id, "version": str(draft.version), "agree": "true"}

    handed_in = await stranger.sends("/apply/qs-01/submission", **form)
    dropped = await stranger.sends("/apply/qs-01/drop", **form)

    after = await her.draft(desk)
    assert (handed_in.status, dropped.status) == (404, 404)
    assert "国樑" not in handed_in.text + dropped.text
    assert after == draft


@pytest.mark.parametrize("path", ["", "/contest", "/back", "/drop", "/submission"])
async def test_a_form_that_is_not_of_this_session_changes_nothing(
    desk: Desk, door: Knocker, her: Visitor, path: str
) -> None:
    forged = replace(her, csrf="x" * 22)

    page = await forged.sends(f"/apply/qs-01{path}", **{"a.kin": "parent"})
    elsewhere = await door.post(
        f"/apply/qs-01{path}",
        data={"csrf": her.csrf, "a.kin": "parent"},
        headers={"Origin": "https://evil.example"},
    )

    assert (page.status, elsewhere.status) == (403, 403)
    assert await her.draft(desk) is None


@pytest.mark.parametrize("path", ["/apply/qs-01", "/apply/qs-01?k=1", "/me?k=1"])
async def test_whoever_is_not_signed_in_comes_back_to_the_page_that_was_wanted(
    desk: Desk, door: Knocker, platform: stand_in.House, path: str
) -> None:
    await visitor(desk, door)
    door.session.cookie_jar.clear()
    platform.platform.answers(VISITOR, HERS)
    _, where = await led_out(door, path)

    answer = await come_back(door, where.query["state"])

    assert answer.headers["Location"] == path


@pytest.mark.parametrize(
    "back", ["//evil.example/apply/qs-01", "https://evil.example", "/desk", "/apply/qs-01/../x", ""]
)
async def test_nobody_is_sent_to_where_no_page_of_hers_is(
    desk: Desk, door: Knocker, platform: stand_in.House, back: str
) -> None:
    await visitor(desk, door)
    door.session.cookie_jar.clear()
    platform.platform.answers(VISITOR, HERS)
    door.session.cookie_jar.update_cookies({"lane_me_state": f"s:{back}"})

    answer = await come_back(door, "s")

    assert answer.headers["Location"] == "/me"


async def test_who_has_not_enrolled_is_told_how(door: Knocker, platform: stand_in.House) -> None:
    platform.platform.answers(VISITOR, HERS)
    _, where = await led_out(door, "/apply/qs-01")

    page = await (await come_back(door, where.query["state"])).text()

    assert "先确认是您本人" in page


@pytest.mark.parametrize("mark", ["", "?k=1"])
async def test_every_item_of_the_catalogue_can_be_begun(desk: Desk, doors: Open, mark: str) -> None:
    door = await doors(desk, trusted_proxies=(ip_network("127.0.0.1/32"),))
    await visitor(desk, door)

    pages = {
        item: await door.get(f"/apply/{item}{mark}", headers={"X-Forwarded-For": f"10.0.0.{n}"})
        for n, item in enumerate(story.CATALOGUE.items, 1)
    }

    texts = {item: await page.text() for item, page in pages.items()}
    assert [item for item, page in pages.items() if page.status != 200] == []
    assert [item for item, text in texts.items() if "第 1 " not in text] == []


async def test_a_sensitive_matter_is_agreed_to_by_itself(desk: Desk, her: Visitor) -> None:
    await her.says("n-43", purpose="job", use_unit="深圳澜桥电子有限公司")

    page = await her.get("/apply/n-43")

    assert desk.catalogue.item(ItemId("n-43")).sensitive
    assert page.source.count('name="agree"') == 2
