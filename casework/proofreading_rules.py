"""Proofreading what is said of one proof: the question to its owner, and the terms of a promise."""

from collections.abc import Iterator, Mapping

from casework.paper_facts import OF_THE_APPLICANT, OF_THE_ITEM, applicant_facts
from casework.reading_out import Voice
from casework.specimens import NOBODY, grounds
from domain.errors import PressFailed
from domain.item import Item, ProofRule
from domain.terms import Terms

OF_THE_RELATIVE = frozenset({"name", "relation"})
Flaws = Iterator[tuple[str, str]]


def of_rule(voice: Voice, item: Item, rule: ProofRule) -> Flaws:
    """What cannot be said of the sentences of a proof: key and why."""
    where = f"proof {rule.id}"
    answers = {f"answers.{field.id}" for field in item.form.fields}
    applicant = {f"applicant.{part}" for part in OF_THE_APPLICANT}
    if rule.asks:
        relative = {f"relative.{part}" for part in OF_THE_RELATIVE}
        known = answers | relative | {"applicant.name"} | {f"item.{p}" for p in OF_THE_ITEM}
        yield from _said(voice, item, f"{where} asks", rule.asks, known=known)
    if rule.terms is not None:
        for fact, sentence in rule.terms.filled.items():
            known = answers | applicant | {"today"}
            yield from _said(voice, item, f"{where} terms.filled {fact}", sentence, known=known)
        for key, text in _texts(rule.terms):
            yield from plain(voice, f"{where} terms.{key}", text)


def plain(voice: Voice, key: str, text: str) -> Flaws:
    """These are read out as they stand; a fact that they name would be read out as code."""
    try:
        same = voice.words.sandboxed(text, {}) == text.strip()
    except PressFailed:
        same = False
    if not same:
        yield key, "it can name no facts"


def _texts(terms: Terms) -> Iterator[tuple[str, str]]:
    for key in ("content", "check_standard", "exempt", "published"):
        yield key, str(getattr(terms, key))
    for key, lines in (("conditions", terms.conditions), ("liability", terms.liability)):
        for number, line in enumerate(lines, 1):
            yield f"{key} {number}", line


def _said(voice: Voice, item: Item, key: str, text: str, *, known: set[str]) -> Flaws:
    try:
        names = voice.words.sentences.names(text)
    except PressFailed as failed:
        yield key, str(failed.facts["fault"])
        return
    yield from ((key, f"there is no {name}") for name in sorted(names - known))
    for facts in _specimens(voice, item) if names <= known else ():
        try:
            if not voice.words.sandboxed(text, facts):
                yield key, "it says nothing"
        except PressFailed as failed:
            yield key, str(failed.facts["fault"])


def _specimens(voice: Voice, item: Item) -> Iterator[Mapping[str, object]]:
    for ground in grounds(item):
        yield {
            "applicant": applicant_facts(voice, NOBODY),
            "answers": voice.answers(item.form, ground.answers),
            "relative": dict.fromkeys(OF_THE_RELATIVE, NOBODY.name),
            "item": {"name": item.name, "title": item.title},
            "today": ground.as_of.date().isoformat(),
        }
