"""What the citizen wrote beside what the register said, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from casework.desk import Desk
from casework.knowing import known_of
from casework.showing import DeskCase
from casework.transcribing import Written, voice
from domain.item import ProofKind
from domain.message import Json
from domain.proof import Outcome, Proof

PROVED = 2  # assurance: name, number and phone matched with the register
OURS = "ours"
ABOUT_COMPETENCE = frozenset({"booklet", "booklet_place"})


class Match(StrEnum):
    """How the two stand to each other."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Row:
    """One fact, as it was written and as it is registered.

    Attributes:
        key: Which fact: `applicant`, `number`, or the field that asked for it.
        label: What the form calls it; empty where the page has a word of its own.
        registered: What the register holds; empty where it did not say.
        group: `ours`: whether the office is competent; `#2`: about the second relative.
        contested: Whether the applicant says that the register is wrong.
    """

    key: str
    label: str
    written: str
    registered: str
    match: Match
    group: str = ""
    contested: bool = False


def compared(desk: Desk, shown: DeskCase, said: Mapping[str, Written]) -> tuple[Row, ...]:
    """The rows of a case: the applicant, then whatever a register can say of the answers."""
    return (*_applicant(shown), *_Comparison(desk, shown).rows(said))


def _applicant(shown: DeskCase) -> tuple[Row, Row]:
    person = shown.applicant
    proved = shown.case.assurance >= PROVED
    match = Match.AGREES if proved else Match.UNKNOWN
    return (
        Row("applicant", "", person.name, person.name if proved else "", match),
        Row("number", "", person.number, person.number if proved else "", match),
    )


class _Comparison:
    """Knows which proof speaks of which answer."""

    def __init__(self, desk: Desk, shown: DeskCase) -> None:
        self._desk = desk
        self._shown = shown
        self._known = known_of(shown.applicant)
        self._proofs = {proof.id: proof for proof in shown.case.proofs}

    def rows(self, said: Mapping[str, Written]) -> Iterator[Row]:
        for each in said.values():
            found = self._found(each)
            if found is not None and (each.text or each.contested):
                yield self._row(each, *found)

    def _row(self, each: Written, registered: str, match: Match) -> Row:
        asked, contested = each.asked, bool(each.contested)
        base = asked.id.removesuffix(asked.suffix)
        ours = base in ABOUT_COMPETENCE or base == self._shown.item.place
        return Row(
            each.field,
            each.label,
            each.contested or each.text,
            registered,
            Match.DIFFERS if contested else match,
            OURS if ours else asked.suffix,
            contested,
        )

    def _found(self, each: Written) -> tuple[str, Match] | None:
        """What a register says of an answer; None: no register is asked about it."""
        suffix = each.asked.suffix
        base = each.field.removesuffix(suffix)
        kinship = self._of(ProofKind.KINSHIP, suffix)
        if base == "relation" and kinship:
            return self._relation(kinship)
        if base in ("relative_name", "relative_id") and kinship:
            # The register is asked by name and number together, and never says how somebody else
            # writes his: it only tells whether the two belong together.
            found = "term" in kinship.facts
            return (each.text, Match.AGREES) if found else ("", Match.UNKNOWN)
        if base == "booklet":
            return self._booklet(each)
        return self._place(each, base) or self._prefilled(each)

    def _of(self, kind: ProofKind, suffix: str = "") -> Proof | None:
        rules = (rule for rule in self._shown.item.proofs if rule.kind is kind)
        return next((p for rule in rules if (p := self._proofs.get(rule.id + suffix))), None)

    def _relation(self, kinship: Proof) -> tuple[str, Match]:
        code = str(kinship.facts.get("term", ""))
        registered = self._desk.words.term("relation", code) if code else ""
        if kinship.outcome is Outcome.CONTRADICTED:
            return registered, Match.DIFFERS
        return registered, Match.AGREES if kinship.outcome is Outcome.HOLDS else Match.UNKNOWN

    def _booklet(self, each: Written) -> tuple[str, Match] | None:
        asked = self._of(ProofKind.BOOKLET) or self._of(ProofKind.KINSHIP)
        if asked is None:
            return None
        code = str(asked.facts.get("booklet", ""))
        registered = self._desk.words.term("booklet", code) if code else ""
        if code in ("", "unknown"):
            return registered, Match.UNKNOWN
        same = code == self._shown.case.draft.answers.get(each.field)
        return registered, Match.AGREES if same else Match.DIFFERS

    def _place(self, each: Written, base: str) -> tuple[str, Match] | None:
        if base not in (self._shown.item.place, "booklet_place"):
            return None
        kind = ProofKind.BOOKLET if base == "booklet_place" else ProofKind.HOME
        asked = self._of(kind)
        return self._named(each, asked.facts.get("division")) if asked else None

    def _named(self, each: Written, division: Json) -> tuple[str, Match]:
        if not division:
            return "", Match.UNKNOWN
        registered = voice(self._desk).place(str(division))
        return registered, Match.AGREES if registered == each.text else Match.DIFFERS

    def _prefilled(self, each: Written) -> tuple[str, Match] | None:
        asked = each.asked
        held = self._known.of(asked.prefill) if asked.prefill else ""
        if not held or held != self._shown.case.draft.answers.get(each.field):
            return None
        return each.text, Match.AGREES
