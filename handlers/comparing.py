"""What the citizen wrote beside what the register said, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casework.showing import DeskCase
from domain.item import Catalogue
from domain.message import Json
from domain.proof import Outcome, Proof
from handlers.written import Written, town, written
from templates.environment import Words

PROVED = 2  # assurance: name, number and phone matched with the register


class Match(StrEnum):
    """How the two stand to each other."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Row:
    """One fact, as it was written and as it is registered.

    Attributes:
        key: Which fact.
        label: What the form calls it; empty where the page has a word of its own.
        registered: What the register holds; empty where it did not say.
    """

    key: str
    label: str
    written: str
    registered: str
    match: Match


def compared(shown: DeskCase, catalogue: Catalogue, words: Words) -> tuple[Row, ...]:
    """The rows of a kinship case, the applicant first, whose turn it is to issue last."""
    said = written(catalogue, shown.item, shown.case.draft.answers)
    proofs = {proof.id: proof for proof in shown.case.proofs}
    kinship, home = proofs.get("kinship", Proof("kinship")), proofs.get("home", Proof("home"))
    found = "term" in kinship.facts
    proved = Match.AGREES if shown.case.assurance >= PROVED else Match.UNKNOWN
    person = shown.applicant
    return (
        Row("applicant", "", person.name, person.name if proved is Match.AGREES else "", proved),
        Row("number", "", person.number, person.number if proved is Match.AGREES else "", proved),
        _relation(said, kinship, words),
        _named(said["relative_name"], "name", found=found),
        _named(said["relative_id"], "id", found=found),
        _place(said, home.facts, catalogue),
        _booklet(shown, said, kinship.facts, words),
    )


def _relation(said: Mapping[str, Written], kinship: Proof, words: Words) -> Row:
    asked = said["relation"]
    code = str(kinship.facts.get("term", ""))
    registered = words.term("relation", code) if code else ""
    if kinship.outcome is Outcome.CONTRADICTED:
        return Row("relation", asked.label, asked.text, registered, Match.DIFFERS)
    match = Match.AGREES if kinship.outcome is Outcome.HOLDS else Match.UNKNOWN
    return Row("relation", asked.label, asked.text, registered, match)


def _named(asked: Written, key: str, *, found: bool) -> Row:
    # The register is asked by name and number together, and never says how somebody else writes
    # his: it only tells whether the two belong together.
    if found:
        return Row(key, asked.label, asked.text, asked.text, Match.AGREES)
    return Row(key, asked.label, asked.text, "", Match.UNKNOWN)


def _place(said: Mapping[str, Written], home: Mapping[str, Json], catalogue: Catalogue) -> Row:
    asked, division = said["relative_place"], home.get("division")
    registered = town(catalogue, str(division)) if division else ""
    match = Match.AGREES if registered == asked.text else Match.DIFFERS
    return Row("place", asked.label, asked.text, registered, match if registered else Match.UNKNOWN)


def _booklet(
    shown: DeskCase, said: Mapping[str, Written], kinship: Mapping[str, Json], words: Words
) -> Row:
    asked, code = said["booklet"], str(kinship.get("booklet", ""))
    registered = words.term("booklet", code) if code else ""
    if code in ("", "unknown"):
        return Row("booklet", asked.label, asked.text, registered, Match.UNKNOWN)
    same = code == shown.case.draft.answers.get("booklet")
    match = Match.AGREES if same else Match.DIFFERS
    return Row("booklet", asked.label, asked.text, registered, match)
