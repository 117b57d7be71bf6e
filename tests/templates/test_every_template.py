import re
from pathlib import Path

import pytest
from jinja2 import meta

from templates.environment import HERE, Words

ROOMS = ("messages", "refusals", "documents", "notices", "cards")
HEAD = re.compile(
    r"\{#- (?P<who>[^{}]+?)  Needs: (?P<needs>[^.]+)\.(?:  May have: (?P<may>[^.]+)\.)? -#\}"
)
LISTS = frozenset(
    f"messages/{name}.jinja"
    for name in (
        "citizen/question",
        "citizen/again",
        "citizen/enrolled",
        "citizen/summary",
        "citizen/mine",
        "citizen/correction",
        "official/list",
        "official/same-tail",
        "official/help",
        "official/absence",
        "citizen/answer",
        "citizen/guide-asker",
        "citizen/guide-theme",
        "citizen/guide-item",
        "citizen/guide-found",
    )
)
NEVER = re.compile(
    r"(?<![父母双])亲(?![属戚自子])|[！!]|用户|尽快|稍后|请联系管理员|操作失败|系统错误"
    r"|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F]|\d{17}[\dX]"
)
DUE = "2026-11-30T09:30:00.000Z"
PERSON = {"sex": "female", "born": "1993-05-16", "id_number": "330781199305163024"}
PROOF: dict[str, object] = {
    "title": "亲属关系",
    "kind": "kinship",
    "relation": "",
    "source": "户口登记",
    "verdict": "agrees",
    "settled": True,
    "shown": "",
    "as_of": DUE,
}
FACTS: dict[str, object] = {
    "absences": [{"since": DUE, "last": DUE, "deputy": "徐立群"}],
    "agreed_at": "2026-11-23T02:42:00.000Z",
    "begun": True,
    "deputy": "徐立群",
    "first": "周敏",
    "last": DUE,
    "mine": False,
    "more": 3,
    "name": "张三",
    "names": ["方青", "徐立群"],
    "numbers": [{"number": "YB-20261123-0042", "item": "亲属关系证明"}] * 2,
    "now": ["徐立群", "方青"],
    "questions": [{"tail": "0007", "item": "亲属关系证明", "due": DUE}],
    "said": "照片反光",
    "since": DUE,
    "stuck": ["兰溪市公安局游埠派出所"],
    "to": "徐立群",
    "contested": ["云山街道"],
    "condition": True,
    "brief": ["职工养老保险"],
    "accepted": True,
    "ack": {"kind": "changed", "value": "陈国樑", "of": "name"},
    "answer": "cannot-tell",
    "answered": 5,
    "appid": "wx0123456789abcdef",
    "applicant": "陈媛",
    "as_of": "2026-11-23T02:22:00.000Z",
    "asked": {"number": 4, "text": "哪个单位要？请写全称，例如“深圳澜桥电子有限公司”。"},
    "asks": [{"label": "母亲姓名", "why": "没有填", "how": "请照身份证上的字写。"}],
    "at": "2026-11-23T02:21:00.000Z",
    "booklet": "never",
    "cases": [
        {
            "id": "c",
            "index": 1,
            "item": "亲属关系证明",
            "tail": "0042",
            "state": "review",
            "due": DUE,
        }
        | {"office": "游埠镇", "done": False}
    ],
    "char": "<",
    "checks": 3,
    "choices": ["父亲", "母亲"],
    "correct_by": "2026-12-07",
    "bound": "1",
    "current": "陈国梁",
    "date": "2026-11-30",
    "days": 90,
    "desk": "游埠镇便民服务中心",
    "did": "approved",
    "draft": "亲属关系证明",
    "due": DUE,
    "grounds": ["户口登记"],
    "glyph": "U+249EC",
    "hex": "003C",
    "hours": "周一至周五 8:30–12:00、14:00–17:30",
    "href": "https://xiangliban.example/e/0123456789abcdef0123456789abcdef",
    "item": "亲属关系证明",
    "kind": "name",
    "label": "户口所在",
    "left": 2,
    "level": 2,
    "lines": [
        {"label": "父亲号码", "value": "330781196602091019", "kind": "id-number", "member": 0}
        | {"prefilled": False, "contested": ""}
    ],
    "link": "https://xiangliban.example/c/0123456789abcdef0123456789abcdef",
    "max": 5_000_000,
    "member": 2,
    "minutes": 22,
    "n": 2,
    "number": "YB-20261123-0042",
    "office": "游埠镇",
    "office_phone": "0579-0000-0107",
    "other": "徐立群",
    "open": 0,
    "path": "pages/enrol/enrol?link=0123456789abcdef",
    "phone": "0579-0000-0107",
    "pictures": 2,
    "police": "兰溪市公安局游埠派出所",
    "proofs": [PROOF],
    "purpose": "入职",
    "question": "第 1 问：要证明您和谁的关系？",
    "reason": "id-shape",
    "refusal": "身份证号码里可能有一位不对，请对着证件再填一次。",
    "region": "999999",
    "registers": ["人口登记"],
    "relation": "father",
    "relative": "陈国樑",
    "relatives": [{"relation": "father", "name": "陈*樑", "settled": True}],
    "relative_word": "父亲",
    "role": "approver",
    "serial": 123,
    "sources": ["户口登记"],
    "sign": "兰游",
    "size": 12_345_678,
    "state": "review",
    "submitted_at": "2026-11-23T02:21:00.000Z",
    "tail": "0042",
    "telling": PROOF,
    "tails": ["0039", "0042"],
    "text": "是哪一位？",
    "time": "2026-11-23T02:21:00.000Z",
    "title": "亲属关系",
    "titles": ["亲属关系"],
    "total": 7,
    "trouble": "缺字 U+E815，不得以近似字代替；选处理办法。",
    "type": "image/heic",
    "unit": "pixel",
    "until": "2026-12-22",
    "use_unit_short": "深圳澜桥电子有限公司",
    "valid_to": "2027-02-21",
    "wait_s": 10,
    "what": "return",
    "what_proves": "户口本",
    "who": "周敏",
    "why": "要查老档案。",
    "provisional": 2027,
    "hint": "政府部门清单以外的证明不能要。（《优化营商环境条例》第四十四条）",
    "how": "拿身份证给单位看。",
    "law": [{"law": "中华人民共和国居民身份证法", "article": "第13条第1款"}],
    "lead": "证明您是谁，不用开：身份证就是证明。",
    "owner": "",
    "proves": "身份证",
    "url": "",
    "year": 2026,
    "hand": {"holder": "verification", "office": "游埠派出所", "hours": 10, "until": DUE},
    "hands": {"c": {"holder": "office", "hours": 26}},
    "change": False,
    "changeable": True,
    "changed": True,
    "letter": False,
    "proof": "亲属关系",
    "owner_office": "游埠派出所",
    "deadline": DUE,
    "several": False,
    "convertible": True,
    "call_by": DUE,
    "mark": "dissatisfied",
    "answered_at": DUE,
    "done": "重新做了一份",
    "reached": False,
    "struck": True,
    "struck_why": "评的是别的单位的事",
}
OF_THE_PAPER: dict[str, object] = {
    "applicant": {"name": "陈媛", **PERSON},
    "asked_on": "2026-11-23",
    "host": "xiangliban.example",
    "once_together": False,
    "police": False,
    "purpose": "入职",
    "relatives": [
        {
            "name": "陈德兴",
            **PERSON,
            "passport": "",
            "relation": "paternal-grandfather",
            "kin": "grandparent",
            "link": {"name": "陈国樑", "sex": "male", "alive": True},
            "link_relation": "father",
            "married_on": None,
            "alive": False,
            "record": "出生登记",
            "shown": None,
            "replied": None,
        }
    ],
    "sample": False,
    "use_unit": "深圳澜桥电子有限公司",
}
OF_THE_LETTER: dict[str, object] = {
    "applicant": {"name": "陈媛"},
    "item": {"name": "亲属关系证明"},
    "title": "关于无需提供亲属关系证明的说明",
    "points": [{"head": "户口簿可以直接作为证明。", "text": "我处不再另开证明。"}],
    "accept": "同意以居民户口簿为准",
    "purpose": "入职",
    "use_unit": "深圳澜桥电子有限公司",
    "confirmed": True,
    "host": "xiangliban.example",
    "sample": True,
}
OF_A_FRAME: dict[str, object] = {
    "applicant": {"name": "陈媛"},
    "ground": "以上是本机关在2026年11月23日查询登记所得。",
    "host": "xiangliban.example",
    "note": "本证明只说明登记的记载。",
    "purpose": "入职",
    "replied": (),
    "sample": False,
    "shown": (),
    "source": "兰溪市民政局社会救助和登记信息系统",
    "use_unit": "深圳澜桥电子有限公司",
}
OF_A_PROMISE: dict[str, object] = {
    "content": "去世职工生前供养家人的情况",
    "facts": [("声明日期", "2026年11月23日")],
    "host": "xiangliban.example",
    "item": {"id": "qs-16", "title": "供养亲属情况声明的记录"},
    "law": [{"law": "工伤保险条例", "article": "第39条", "gist": "发给供养的亲属。"}],
    "letters": [
        (
            {"title": "本人声明"},
            {
                "notice": [("依据。", "《工伤保险条例》第39条。")],
                "promise": ["以上是我本人的真实意思。"],
                "said": {
                    "notice_head": "一、告知",
                    "notice_by": "由机关告知",
                    "promise_head": "二、承诺",
                    "promise_by": "由本人承诺",
                },
            },
        )
    ],
    "objection_days": 5,
    "organ": "兰溪市发展和改革局",
    "proof": "本人声明",
    "sample": False,
    "signed_at": "2026-11-23T02:21:00.000Z",
    "terms": {
        "conditions": ["声明是您自己的话。"],
        "liability": ["查到声明不实的，撤销这份记录。"],
        "check_manner": "online",
        "check_days": 30,
        "check_standard": "与登记是否一致",
        "exempt": "",
        "published": "",
    },
}
OF_PAPERS: dict[str, dict[str, object]] = {
    "documents/commitment.jinja": OF_A_PROMISE,
    "documents/commitment-text.jinja": OF_A_PROMISE,
    "documents/kinship.jinja": OF_THE_PAPER,
    "documents/letter.jinja": OF_THE_LETTER,
    "documents/verification.jinja": {"sample": True},
    "documents/frame.jinja": OF_A_FRAME,
    "documents/search.jinja": OF_A_FRAME,
    "documents/designation.jinja": OF_A_FRAME,
}
WORDS = Words()
NAMES = sorted(
    str(path.relative_to(HERE)) for room in ROOMS for path in (HERE / room).rglob("*.jinja")
)


def head(name: str) -> re.Match[str]:
    found = HEAD.match((HERE / name).read_text("utf-8").split("\n", 1)[0])
    assert found, f"{name} does not begin by saying who reads it and what it needs"
    return found


def listed(text: str | None) -> set[str]:
    return set() if text in (None, "nothing") else set(str(text).split(", "))


def texts(name: str, names: set[str]) -> dict[str, str]:
    facts = FACTS | OF_PAPERS.get(name, {})
    chosen = {each: facts[each] for each in names}
    if name.startswith("messages/"):
        return {"": WORDS.say(name.removeprefix("messages/").removesuffix(".jinja"), chosen)}
    return WORDS.blocks(name.removesuffix(".jinja"), chosen)


def visible(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_exactly_the_facts_that_it_declares(name: str) -> None:
    declared = listed(head(name)["needs"]) | listed(head(name)["may"])

    tree = WORDS.environment.parse((HERE / name).read_text("utf-8"))
    used = meta.find_undeclared_variables(tree) - WORDS.environment.globals.keys()

    assert used == declared


@pytest.mark.parametrize("name", NAMES)
def test_a_template_speaks_with_the_least_and_with_the_most_facts(name: str) -> None:
    needs, may = listed(head(name)["needs"]), listed(head(name)["may"])

    least, most = texts(name, needs), texts(name, needs | may)

    assert all(least[block] for block in least if block != "sample")
    assert most.keys() == least.keys()


@pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith("documents/")])
def test_nobody_is_shouted_at_flattered_or_sent_away(name: str) -> None:
    spoken = texts(name, listed(head(name)["needs"]) | listed(head(name)["may"]))

    faults = {block: NEVER.findall(visible(text)) for block, text in spoken.items()}

    assert not any(found for block, found in faults.items() if block != "citizen_en")


@pytest.mark.parametrize(
    "name", [n for n in NAMES if n.startswith(("messages/", "refusals/")) and n not in LISTS]
)
def test_a_bubble_is_short(name: str) -> None:
    spoken = texts(name, listed(head(name)["needs"]) | listed(head(name)["may"]))

    longest = max(len(visible(text)) for block, text in spoken.items() if block != "citizen_en")

    assert longest <= 120


@pytest.mark.parametrize("name", [n for n in NAMES if "/told/" in n or n.startswith("notices/")])
def test_what_is_pushed_names_nobody(name: str) -> None:
    personal = {"applicant", "relative", "relation", "relative_word", "use_unit", "purpose"}

    assert not personal & (listed(head(name)["needs"]) | listed(head(name)["may"]))


@pytest.mark.parametrize("path", sorted(HERE.rglob("*.jinja")))
def test_every_template_lies_in_a_room_that_is_looked_through(path: Path) -> None:
    assert str(path.relative_to(HERE)) in NAMES or path.is_relative_to(HERE / "pages")
