"""On which terms a promise may take the place of a proof, and where none may, whatever is written.

Source:
    国办发〔2020〕42号, as summaries give it, keeps these scopes from it.  The further exclusions
    are ours: children, kinship, an act that is no finding, adoption, the police, what
    two officials decide, and whatever rests on no text that anybody has read.
"""

from collections.abc import Iterator

from catalogue.questions import field_in
from catalogue.tables import Page
from domain.item import Family, Item, ProofKind, ProofRule
from domain.terms import Terms
from domain.ways import Level, Way

KEPT_FROM_IT = frozenset({Family.KINSHIP, Family.DESIGNATION})
ADOPTION = "adoption"
WRITTEN = ("content",)
LISTED = ("conditions", "liability")


def check_terms(page: Page, item: Item, rule: ProofRule) -> None:
    """Note what the terms of a proof lack, and that there are some where none may be."""
    where, terms = f"proof {rule.id}", rule.terms
    wanted = Way.COMMITMENT in rule.ways or rule.convertible
    if wanted != (terms is not None):
        page.note(where, "terms", "who may commit does so on some, and nobody else")
    if terms is None:
        return
    for why in _excluded(item, rule, terms):
        page.note(where, "terms", why)
    for key, why in _lacking(rule, terms):
        page.note(where, "terms", key, why)


def _excluded(item: Item, rule: ProofRule, terms: Terms) -> Iterator[str]:
    if terms.touches:
        yield f"nobody may commit to what touches {', '.join(terms.touches)}"
    if item.minor:
        yield "nobody may commit to what concerns a child"
    if item.approvals > 1:
        yield "nobody may commit to what two officials decide"
    if item.family in KEPT_FROM_IT or rule.kind is ProofKind.KINSHIP:
        yield f"nobody may commit to {item.family}"
    if _for_adoption(item):
        yield "nobody may commit for an adoption"
    if not item.law:
        yield "nobody may commit where no basis was read"
    if item.level is Level.POLICE:
        yield "nobody may commit to what the police certify"


def _for_adoption(item: Item) -> bool:
    purpose = field_in(item.form, "purpose")
    offered = {choice.value for choice in purpose.choices} if purpose else set()
    return ADOPTION in offered | set(item.purposes)


def _lacking(rule: ProofRule, terms: Terms) -> Iterator[tuple[str, str]]:
    for key in WRITTEN:
        if not getattr(terms, key).strip():
            yield key, "it may not be empty"
    for key in LISTED:
        lines = getattr(terms, key)
        if not lines or not all(line.strip() for line in lines):
            yield key, "at least one is needed, and none may be empty"
    told = (
        bool(terms.check_days > 0),
        bool(terms.check_standard.strip()),
        bool(terms.check_manner),
    )
    if len(set(told)) > 1:
        yield "check_days", "a check has days, a standard and a manner"
    if all(told) == bool(terms.exempt.strip()):
        yield "exempt", "it is checked, or it says why not"
    facts = {fact.id for fact in rule.facts}
    for fact in sorted(terms.filled.keys() - facts):
        yield "filled", f"there is no fact {fact}"
