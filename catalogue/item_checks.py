"""What one item must say to be whole, beyond the kinds of its keys."""

from collections.abc import Iterator

from catalogue.figures import shown_unread
from catalogue.questions import field_in
from catalogue.tables import Page
from catalogue.term_checks import check_terms
from domain.fields import FieldKind, PlaceLevel
from domain.item import Disposition, Family, Item, ItemId, ProofKind, ProofRule, Way
from domain.office import OfficeKind

MACHINE = frozenset({ProofKind.KINSHIP, ProofKind.HOME, ProofKind.BOOKLET, ProofKind.RECORD})
WAYS = {
    True: (
        (Way.DATA_QUERY,),
        (Way.DATA_QUERY, Way.VERIFICATION),
        (Way.DATA_QUERY, Way.COMMITMENT, Way.VERIFICATION),
    ),
    False: ((Way.VERIFICATION,), (Way.COMMITMENT, Way.VERIFICATION)),
}
_WORDS = ("name", "title", "english", "source")


def check_item(page: Page, item: Item, named: ItemId) -> None:
    """Note what an item lacks or says too much."""
    if item.id != named:
        page.note("id", "the file is named by its id")
    for key in _WORDS:
        if not getattr(item, key).strip():
            page.note(key, "it may not be empty")
    for check in (_figures, _office, _purposes, _texts, _bases, _kins, _all_proofs):
        check(page, item)


def _figures(page: Page, item: Item) -> None:
    least = 1 if item.issuable else 0
    for key in ("due_days", "correct_days", "assurance"):
        if getattr(item, key) < least:
            page.note(key, f"at least {least} is needed")
    if item.valid_days < 0:
        page.note("valid_days", "at least 0 is needed")
    if item.limit_days and item.limit_days < item.due_days:
        page.note("limit_days", "what is promised may not exceed what the law sets")
    if item.approvals not in (1, 2):
        page.note("approvals", "1 or 2")


def _office(page: Page, item: Item) -> None:
    department = item.issued_by is OfficeKind.DEPARTMENT
    if department != bool(item.topic):
        page.note("topic", "a department has one, and nobody else")
    if item.place:
        _place(page, item)
    elif item.issuable and not department:
        page.note("place", "a field must say which office is competent")


def _place(page: Page, item: Item) -> None:
    field = field_in(item.form, item.place)
    village = item.issued_by in (OfficeKind.VILLAGE, OfficeKind.COOPERATIVE)
    wanted = PlaceLevel.VILLAGE if village else PlaceLevel.TOWN
    if field is None:
        page.note("place", f"there is no field {item.place}")
    elif field.kind is not FieldKind.DIVISION:
        page.note("place", f"{item.place} is no division")
    elif field.level is not wanted:
        page.note("place", f"{item.place} asks for a {field.level}")


def _purposes(page: Page, item: Item) -> None:
    field = field_in(item.form, "purpose")
    for purpose in item.purposes:
        if field is None or field.choice(purpose) is None:
            page.note("purposes", f"the form offers no {purpose}")


def _texts(page: Page, item: Item) -> None:
    wanted = {"paper": item.issuable, "answer": not item.issuable, "letter": not item.issuable}
    for key, needed in wanted.items():
        if needed and getattr(item, key) is None:
            page.note(key, "an item of this disposition has one")
    if not item.issuable and item.paper is not None:
        page.note("paper", "an item of this disposition has none")
    if item.issuable == (item.family is Family.LETTER):
        page.note("family", "letter if no paper is issued, and only then")
    if item.disposition is Disposition.ON_CONDITION and not item.condition:
        page.note("condition", "an item that is issued on condition has one")
    if item.letter is not None and not item.letter.points:
        page.note("letter", "point", "at least one is needed")
    if item.paper is not None and not item.paper.states:
        page.note("paper", "states", "at least one is needed")


def _bases(page: Page, item: Item) -> None:
    for basis in item.basis:
        where = f"basis {basis.law}"
        if not basis.source.strip():
            page.note(where, "source", "it may not be empty")
        if basis.read and not basis.gist.strip():
            page.note(where, "gist", "who has read it can say what it says")
    for sentence in shown_unread(item):
        page.note("basis", "a sentence names what nobody has read", sentence)


def _kins(page: Page, item: Item) -> None:
    judged = any(rule.kind is ProofKind.KINSHIP for rule in item.proofs)
    if judged != bool(item.kins):
        page.note("kins", "an item with a proof of kinship has some, and nobody else")


def _all_proofs(page: Page, item: Item) -> None:
    page.once("proof", (rule.id for rule in item.proofs))
    if item.issuable and not item.proofs:
        page.note("proof", "a paper needs one")
    if item.family is Family.SEARCH and not any(rule.absent for rule in item.proofs):
        page.note("proof", "absent", "a search says that there is nothing")
    for rule in item.proofs:
        _proof(page, item, rule)


def _proof(page: Page, item: Item, rule: ProofRule) -> None:
    where = f"proof {rule.id}"
    if "#" in rule.id:
        page.note(where, "id", "no # may stand in it")
    for key, wrong, why in _flaws(rule):
        if wrong:
            page.note(where, key, why)
    check_terms(page, item, rule)
    _owner(page, item, rule, where)
    page.once(f"{where} fact", (fact.id for fact in rule.facts))
    for key in rule.keys:
        if field_in(item.form, key) is None:
            page.note(where, "keys", f"there is no field {key}")


def _owner(page: Page, item: Item, rule: ProofRule, where: str) -> None:
    if rule.owner and rule.owner == (item.topic or item.issued_by):
        page.note(where, "owner", "who issues it does not ask itself")
    if rule.ground and rule.ground not in {f"{each.law} {each.article}" for each in item.law}:
        page.note(where, "ground", "a basis that was read, as `law article`")


def _flaws(rule: ProofRule) -> Iterator[tuple[str, bool, str]]:
    machine, record = rule.kind in MACHINE, rule.kind is ProofKind.RECORD
    ways = " or ".join(", ".join(each) for each in WAYS[machine])
    yield "ways", rule.ways not in WAYS[machine], f"{ways} for the kind {rule.kind}"
    yield "source", bool(rule.source) != machine, "who can be asked by machine, and only then"
    yield "question", bool(rule.question) != record, "a record is asked for by one"
    yield "keys", bool(rule.keys) and not record, "only a record is asked for by them"
    yield "absent", rule.absent and not record, "only a record can be looked for in vain"
    yield "asks", bool(rule.owner) != bool(rule.asks.strip()), "an owner is asked one question"
    yield "answer_days", rule.answer_days < 1, "at least 1 is needed"
    yield "convertible", rule.convertible and not rule.owner, "only what an owner is asked for"
    yield "fact", record and not rule.absent and not rule.facts, "at least one is needed"
