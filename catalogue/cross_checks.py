"""What items, offices and sources must know of each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from catalogue.credits import FILE as CREDIT
from catalogue.faults import Faults
from catalogue.texts import Written
from domain.errors import NotFound
from domain.item import Catalogue, Item, ItemId, ProofKind
from domain.office import OfficeKind, competent

SOURCES = "sources.toml"


def check_served(
    catalogue: Catalogue, faults: Faults, *, written: Mapping[ItemId, Written] | None = None
) -> None:
    """Note what of a catalogue could not be served: words, ways and offices that lead nowhere.

    Args:
        catalogue: The items that could be read, with offices and sources.
        faults: Takes the notes.
        written: The items as they stand in files, those that cannot be read among them; None: the
            catalogue does not come from files.
    """
    there = catalogue.items.keys() if written is None else written.keys()
    owners = {office.topic for office in catalogue.offices.values() if office.topic}
    for source in catalogue.sources.values():
        if source.owner not in owners | {OfficeKind.POLICE}:
            faults.note(SOURCES, f"source {source.id}", "owner", f"there is no {source.owner}")
    _words(catalogue.items.values(), faults)
    for item in catalogue.items.values():
        origin = written[item.id] if written and item.id in written else Written("")
        for field, where, route in _routes(item):
            if route not in there:
                file = origin.file_of("field", field) or f"{item.id}.toml"
                faults.note(file, f"{where}: item", f"there is no {route}")
        for where, why in _flaws(catalogue, item):
            faults.note(f"{item.id}.toml", where, why)


def check_credit(catalogue: Catalogue, faults: Faults) -> None:
    """Note who is named by the rules of credit and is not there."""
    rules = catalogue.credit
    if rules.organ not in catalogue.offices:
        faults.note(CREDIT, "organ", f"there is no {rules.organ}")
    source = catalogue.sources.get(rules.source)
    if rules.source and source is None:
        faults.note(CREDIT, "source", f"there is no {rules.source}")
    elif source is not None and rules.question not in source.questions:
        faults.note(CREDIT, "question", f"{rules.source} knows no {rules.question}")


def check_questions(catalogue: Catalogue, faults: Faults) -> None:
    """Note the questions of sources that no item asks."""
    asked = {
        (rule.source, rule.question) for item in catalogue.items.values() for rule in item.proofs
    } | {(catalogue.credit.source, catalogue.credit.question)}
    for source in catalogue.sources.values():
        for question in source.questions:
            if (source.id, question) not in asked:
                faults.note(SOURCES, f"source {source.id}", "questions", f"nobody asks {question}")


def _words(items: Iterable[Item], faults: Faults) -> None:
    said = Counter(word for item in items for word in item.says)
    for item in items:
        for word in item.says:
            if not word.strip():
                faults.note(f"{item.id}.toml", "says", "a word may not be empty")
            elif said[word] > 1:
                faults.note(f"{item.id}.toml", "says", f"{word} is said elsewhere too")


def _flaws(catalogue: Catalogue, item: Item) -> Iterator[tuple[str, str]]:
    try:
        competent(catalogue.offices.values(), kind=item.issued_by, topic=item.topic)
    except NotFound:
        yield "topic" if item.topic else "issued_by", "there is no such office"
    kinds = {office.kind for office in catalogue.offices.values()} - {OfficeKind.DEPARTMENT}
    owners = kinds | {office.topic for office in catalogue.offices.values() if office.topic}
    for rule in item.proofs:
        if rule.owner and rule.owner not in owners:
            yield f"proof {rule.id}: owner", f"there is no {rule.owner}"
        source = catalogue.sources.get(rule.source)
        if rule.source and source is None:
            yield f"proof {rule.id}: source", f"there is no {rule.source}"
        elif source and rule.kind is ProofKind.RECORD and rule.question not in source.questions:
            yield f"proof {rule.id}: question", f"{rule.source} knows no {rule.question}"


def _routes(item: Item) -> Iterator[tuple[str, str, str]]:
    for field in item.form.fields:
        if field.item:
            yield field.id, f"field {field.id}", field.item
        for choice in field.choices:
            if choice.item:
                yield field.id, f"field {field.id}: choice {choice.value}", choice.item
