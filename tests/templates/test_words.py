from pathlib import Path

import pytest
from jinja2 import UndefinedError

from domain.errors import IdChecksum, RateLimited
from domain.message import Phrase
from templates.environment import Words

WORDS = Words()
CHOICE: dict[str, object] = {
    "number": 3,
    "total": 7,
    "text": "拿去做什么？",
    "choices": ["入职", "孩子上学"],
}
CHOICE |= {"member": 0, "kind": "choice"}


def asked(kind: str, value: str = "", current: str = "") -> str:
    ack = {"kind": kind, "value": value, "of": "text"}
    return WORDS.say("citizen/question", {**CHOICE, "ack": ack, "current": current})


def a_page(folder: Path, text: str) -> Words:
    (folder / "pages").mkdir()
    (folder / "pages" / "one.html").write_text(text, "utf-8")
    return Words(folder)


def test_a_phrase_carries_its_own_facts() -> None:
    phrase = Phrase("citizen/withdrawn", {"at": "2026-11-23T02:35:00.000Z"})

    said = WORDS.say(phrase)

    assert said == "已撤回，10:35，这件停办了。以后要办，直接打字，例如“亲属关系证明”。"


def test_a_fact_that_is_missing_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        WORDS.say("citizen/withdrawn")


def test_a_question_is_one_bubble_with_its_choices_in_one_line() -> None:
    assert asked("none") == "第 3 问：拿去做什么？\n1 入职　2 孩子上学"


def test_going_back_shows_what_was_written() -> None:
    said = asked("back", current="入职")

    assert said == "回到第 3 问：拿去做什么？现在写的是“入职”。\n1 入职　2 孩子上学"


def test_the_last_answer_is_taken_before_the_next_question_is_asked() -> None:
    assert asked("noted", "陈国梁").startswith("记下了：陈国梁。有字不对，回复“返回”改。\n第 3 问")
    assert asked("changed", "陈国樑").startswith("改好了：陈国樑。\n第 3 问")
    assert asked("same").startswith("没有变化。\n第 3 问")
    assert asked("place-ok", "游埠镇").startswith("游埠镇，记下了。\n第 3 问")
    assert asked("first", "亲属关系证明").startswith(
        "办亲属关系证明，共 7 问，答错了随时改。\n第 3 问"
    )


def test_an_id_number_never_comes_back_whole() -> None:
    number = "330781196602091019"
    summary = {
        "ack": {"kind": "none", "value": "", "of": ""},
        "registers": [],
        "item": "亲属关系证明",
        "lines": [
            {"label": "父亲号码", "value": number, "kind": "id-number", "member": 0}
            | {"prefilled": False, "contested": ""}
        ],
        "relative_word": "父亲",
        "relative": "陈国樑",
        "change": "",
    }

    spoken = [asked("number-ok", number), asked("back", current=number)]
    spoken.append(WORDS.say("citizen/summary", summary))

    assert all("3307**********1019" in said and number not in said for said in spoken)


def test_what_is_typed_cannot_become_a_link_or_a_template() -> None:
    said = asked("noted", '<a href="https://elsewhere.example">{{ 7 * 7 }}</a>')

    assert "<a" not in said
    assert "{{ 7 * 7 }}" in said


def test_an_unchanged_summary_is_not_read_out_again() -> None:
    facts = {"ack": {"kind": "same", "value": ""}, "lines": [], "relation": "", "relative": ""}

    said = WORDS.say("citizen/summary", facts)

    assert said == "没有变化。其余不动。没有错就回复“确认”；要再看一遍，回复“核对”。"


def test_a_case_in_my_list_says_who_has_it_and_by_when() -> None:
    case = {"item": "亲属关系证明", "office": "游埠镇", "due": "2026-11-30T09:30:00.000Z"}
    hands = {"a": {"holder": "office", "hours": 26}, "b": {"holder": "nobody", "hours": None}}
    under_way = {**case, "id": "a", "index": 1, "tail": "0042", "state": "review", "done": False}
    done = {**case, "id": "b", "index": 2, "tail": "0017", "state": "issued", "done": True}

    facts = {"cases": [under_way, done], "hands": hands, "checks": 0, "draft": "", "change": ""}
    said = WORDS.say("citizen/mine", facts)

    assert said.split("\n") == [
        "您有 2 件：",
        "1 亲属关系证明 0042：游埠镇工作人员在看，最晚 11月30日（周一），还有 26 个办公小时",
        "2 亲属关系证明 0017：办好了",
        "回复尾号看细节，例如“0042”。",
    ]


def test_a_refusal_speaks_to_its_reader_in_the_readers_language() -> None:
    refusal = IdChecksum()

    citizen = WORDS.refusal(refusal.code, refusal.facts)
    abroad = WORDS.refusal(refusal.code, refusal.facts, lang="en")
    official = WORDS.refusal(refusal.code, refusal.facts, reader="official", lang="en")

    assert citizen == "身份证号码里可能有一位不对，请对着证件再填一次。"
    assert abroad.startswith("One digit of the ID number may be wrong.")
    assert official == "号码校验位不符，多为抄错一位。"


def test_a_refusal_says_how_long_to_wait() -> None:
    refusal = RateLimited(wait_s=90)

    assert "请 2 分钟后再试" in WORDS.refusal(refusal.code, refusal.facts)
    assert "in 2 minutes" in WORDS.refusal(refusal.code, refusal.facts, lang="en")


def test_a_reason_without_words_still_gets_an_answer() -> None:
    assert WORDS.refusal("validation", {"reason": "unheard-of"}) == "这一项还要改一下，请再看一遍。"


def test_a_conflict_that_knows_no_state_still_says_what_to_do() -> None:
    assert WORDS.refusal("state-conflict", {}).endswith("从“我的”里打开，看现在能做什么。")
    assert "制证中" in WORDS.refusal("state-conflict", {"state": "approved"}, reader="official")
    assert "已撤销" in WORDS.refusal("state-conflict", {"state": "revoked"}, reader="official")


def test_blocks_come_in_the_order_of_the_file() -> None:
    facts = {"item": "亲属关系证明", "n": 2, "correct_by": "2026-12-07"}

    assert WORDS.blocks("notices/correction", facts) == {
        "thing1": "亲属关系证明",
        "phrase2": "请补材料",
        "thing3": "共2样，一次说全，点开补",
        "date4": "2026年12月7日",
        "thing5": "等您补的时间不算",
    }


def test_a_page_escapes_every_fact(tmp_path: Path) -> None:
    words = a_page(tmp_path, "<p>{{ name }}</p>")

    assert words.page("one", name="<b>陈媛</b>") == "<p>&lt;b&gt;陈媛&lt;/b&gt;</p>"


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    words = a_page(tmp_path, "{{ name }}")
    words.page("one", name="")

    (tmp_path / "pages" / "one.html").write_text("changed", "utf-8")

    assert words.page("one", name="陈媛") == "陈媛"
