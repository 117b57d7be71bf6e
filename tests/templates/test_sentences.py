"""Sentences of the catalogue name facts; they cannot call, calculate or look behind one."""

import pytest

from domain.errors import PressFailed
from templates.environment import Words
from templates.sentences import LONGEST, LONGEST_SAID

WORDS, BOTH = Words(), "公证法、民法典"
FACTS: dict[str, object] = {
    "applicant": {"name": "陈媛"},
    "record": {"area": "3.20 亩", "since": "2020-03-05", "paid": "1234.5", "items": "三样"},
    "as_of": "2026-11-23T02:22:05+00:00",
    "law": [{"law": "公证法", "article": "11"}, {"law": "民法典", "article": "27"}],
    "purpose": "入职",
    "typed": "{{ record.area }}",
}


def why(text: str, facts: dict[str, object] | None = None) -> str:
    with pytest.raises(PressFailed) as refused:
        WORDS.sandboxed(text, FACTS if facts is None else facts)
    assert refused.value.facts["why"] == "sentence"
    return str(refused.value.facts["sentence"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ applicant.name }}的地", "陈媛的地"),
        ("{{ record.since | day }}起", "2020年3月5日起"),
        ("每月{{ record.paid | money }}", "每月1,234.50元"),
        ("{{ as_of | moment }}", "2026-11-23 10:22:05"),
        ("{{ record.items }}", "三样"),
        ("{% if purpose == '入职' %}甲{% else %}乙{% endif %}", "甲"),
        ("{% if booklet is defined %}甲{% endif %}乙", "乙"),
        ("{{ '甲' if purpose in ['入职'] else '乙' }}", "甲"),
        ("{% for l in law %}{{ l.law }}{% if not loop.last %}、{% endif %}{% endfor %}", BOTH),
        ("{{ law[0].article }}", "11"),
        ("{{ typed }}", "{{ record.area }}"),
        ("没有事实", "没有事实"),
    ],
)  # fmt: skip
def test_a_sentence_names_writes_and_chooses(text: str, said: str) -> None:
    assert WORDS.sandboxed(text, FACTS) == said


@pytest.mark.parametrize(
    "text",
    [
        "{{ applicant.__class__ }}",
        "{{ applicant.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ applicant['__class__'] }}",
        "{{ record.keys }}",
        "{{ record.items() }}",
        "{{ applicant.name.upper }}",
        "{{ applicant.name.format(1) }}",
        "{{ applicant | attr('__class__') }}",
        "{{ law | map(attribute='__class__') | list }}",
        "{{ self.__init__.__globals__ }}",
        "{{ range(10) }}",
        "{{ lipsum(10) }}",
        "{{ cycler }}",
        "{{ namespace(a=1) }}",
        "{{ dict(a=1) }}",
        "{{ joiner }}",
        "{{ term('sex', 'male') }}",
        "{{ config }}",
        "{% include 'documents/frame.jinja' %}",
        "{% import 'documents/frame.jinja' as f %}",
        "{% extends 'documents/frame.jinja' %}",
        "{% macro m() %}{% endmacro %}",
        "{% set a = 1 %}",
        "{% block b %}{% endblock %}",
        "{% filter day %}x{% endfilter %}",
        "{% raw %}x",
    ],
)
def test_nothing_else_can_be_reached_from_a_sentence(text: str) -> None:
    assert why(text) == text[:40]


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'a' * 100000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 2 * 3 }}",
        "{{ 'a' + 'a' }}",
        "{{ 'a' | center(100000000) }}",
        "{% for a in law %}{% for b in law %}x{% endfor %}{% endfor %}",
        "{% for a in law recursive %}{{ loop(law) }}{% endfor %}",
        "{{ " + "(" * 1500 + " }}",
        "x" * (LONGEST + 1),
    ],
)
def test_a_sentence_cannot_be_made_to_work_long(text: str) -> None:
    why(text)


def test_what_is_said_has_an_end() -> None:
    long: dict[str, object] = {"law": ["長" * 100] * (LONGEST_SAID // 100 + 1)}

    why("{% for each in law %}{{ each }}{% endfor %}", long)


@pytest.mark.parametrize("text", ["{{ nobody }}", "{{ record.unknown }}", "{{ law[2].law }}"])
def test_a_fact_that_is_not_there_is_no_empty_place(text: str) -> None:
    why(text)


@pytest.mark.parametrize(
    "text", ["{{ purpose | day }}", "{{ purpose | money }}", "{{ record | day }}"]
)
def test_a_fact_that_cannot_be_written_so_is_a_fault(text: str) -> None:
    why(text)


def test_every_fact_that_a_sentence_may_name_is_known_whichever_way_it_chooses() -> None:
    text = (
        "{{ a.b }}{% if c %}{{ d.e.f | day }}{% endif %}{% for x in law %}{{ x.law }}{% endfor %}"
    )

    assert WORDS.sentences.names(text) == {"a.b", "c", "d.e", "law"}


def test_names_are_not_told_of_what_is_no_sentence() -> None:
    with pytest.raises(PressFailed):
        WORDS.sentences.names("{% include 'x' %}")
