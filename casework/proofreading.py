"""Proofreading the catalogue: every sentence of an item is said once before it is relied on."""

from collections import Counter
from collections.abc import Iterator, Mapping

from casework.paper_facts import NAMES, OF_THE_APPLICANT, OF_THE_ITEM, fact_fields, facts_of
from casework.proofreading_rules import of_rule, plain
from casework.reading_out import Voice
from casework.specimens import NOBODY, grounds
from casework.wording import say
from domain.errors import PressFailed
from domain.item import Catalogue, Item, LetterText, PaperText, ProofKind
from templates.environment import Words

BOOKLET = ("head_name", "relation")
OF_A_LETTER = frozenset({"applicant", "use_unit", "purpose", "item", "law", "answers", "booklet"})
Flaws = Iterator[tuple[str, str]]


def faults(catalogue: Catalogue, words: Words) -> list[str]:
    """What cannot be said of the sentences of a catalogue: file, key and why, one line each."""
    voice = Voice(words, ())
    return [
        f"{item.id}.toml: {key}: {why}"
        for item in catalogue.items.values()
        for key, why in dict.fromkeys(_flaws(voice, item))
    ]


def _flaws(voice: Voice, item: Item) -> Flaws:
    if item.paper is not None:
        yield from _paper(voice, item, item.paper)
    if item.letter is not None:
        yield from _letter(voice, item, item.letter)
    if item.answer is not None:
        for key, text in vars(item.answer).items():
            yield from plain(voice, f"answer.{key}", text)
    yield from plain(voice, "condition", item.condition)
    for rule in item.proofs:
        yield from of_rule(voice, item, rule)


def _paper(voice: Voice, item: Item, paper: PaperText) -> Flaws:
    sentences = _sentences(paper)
    named: set[str] = set()
    for key, text in sentences.items():
        try:
            names = voice.words.sentences.names(text)
        except PressFailed as failed:
            yield key, str(failed.facts["fault"])
            return
        named |= names
        yield from ((key, f"there is no {name}") for name in sorted(names - _known(item)))
    yield from _facts(item, named)
    yield from _said(voice, item)


def _sentences(paper: PaperText) -> dict[str, str]:
    states = {f"paper.states {n}": text for n, text in enumerate(paper.states, 1)}
    return {**states, "paper.ground": paper.ground, "paper.note": paper.note}


def _known(item: Item) -> frozenset[str]:
    """Every name that a sentence of the paper may use."""
    wholes = {
        "applicant": OF_THE_APPLICANT,
        "item": OF_THE_ITEM,
        "answers": [field.id for field in item.form.fields],
        "record": [field.id for field in fact_fields(item)],
    }
    parts = {f"{whole}.{part}" for whole, parts in wholes.items() for part in parts}
    return frozenset(parts | (NAMES - wholes.keys()))


def _facts(item: Item, named: set[str]) -> Flaws:
    for name, count in Counter(field.id for field in fact_fields(item)).items():
        if count > 1:
            yield f"fact {name}", "two proofs hold it"
    for rule in item.proofs:
        for fact in rule.facts if rule.kind is ProofKind.RECORD else ():
            if f"record.{fact.id}" not in named:
                yield f"fact {fact.id}", "a source is asked for it, and no sentence names it"


def _said(voice: Voice, item: Item) -> Flaws:
    for ground in grounds(item):
        try:
            said = say(voice, item, ground)
        except PressFailed as failed:
            yield "paper", f"{failed.facts.get('sentence')}: {failed.facts.get('fault')}"
            continue
        if not said.states or not said.ground:
            yield "paper", "it says nothing"


def _letter(voice: Voice, item: Item, letter: LetterText) -> Flaws:
    for number, point in enumerate(letter.points, 1):
        for key, text in (("head", point.head), ("text", point.text)):
            where = f"letter.point {number} {key}"
            for facts in _of_letters(voice, item):
                try:
                    voice.words.sandboxed(text, facts)
                except PressFailed as failed:
                    yield where, str(failed.facts["fault"])


def _of_letters(voice: Voice, item: Item) -> Iterator[Mapping[str, object]]:
    """What a letter may name, with and without a booklet that the register knows."""
    for ground in grounds(item):
        known = facts_of(voice, item, ground)
        facts = {name: known[name] for name in OF_A_LETTER & known.keys()}
        facts["applicant"] = {"name": NOBODY.name}
        facts["law"] = [
            {"law": basis.law, "article": basis.article, "gist": basis.gist} for basis in item.law
        ]
        yield facts
        yield {**facts, "booklet": dict.fromkeys(BOOKLET, item.id)}
