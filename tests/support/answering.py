"""Answers that people might give to any item of the catalogue, made up and always the same.

A walk asks what the form asks and answers whatever fits, until the item itself is reached and
nothing is open.  Where a register will be asked who is whose relative, a family of the stand-in
answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from casework.answering import Sheet, begun, taken
from domain.errors import Refusal
from domain.fields import Answers, Choice, Field, FieldKind, PlaceLevel
from domain.form import Known, Reading
from domain.identity import IdNumber
from domain.item import Catalogue, Family, Item, ProofKind, ProofRule
from domain.kinship import Edge, EdgeKind, chain, kin_of, link_of, term
from sandbox.people import Person
from sandbox.population import Population
from tests.support.people import a_number

DONE, NONE = "好了", "没有"
TRIES, GUESSES, QUESTIONS = 60, 20, 60
PLAIN = ("澜桥路旧屋", "第三组南边", "由本人保管", "材料齐全", "情况属实", "村口老樟树旁")
LONG = "兰溪市游埠镇澜桥村第三组樟树巷十二号之二，"
FULL = 0.2  # of the texts are as long as they may be
CHINESE = ("林立", "应思远", "欧阳若溪", "古丽·阿依", "㙍明", "包德康")
LATIN = ("MARIA O'NEIL", "José Pérez", "Anna-Lena Weiß")
UNITS = ("深圳澜桥电子有限公司", "兰溪市虚构中学", "中国虚构银行股份有限公司兰溪支行")
CODES = ("91350100M000100Y43", "91330781MA2ABCDE0X", "9133 0781 ma2abcde1y")
COUNTIES = ("南京市鼓楼区", "深圳市南山区", "浙江省金华市兰溪市", "320106")
MARKS = ("{:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{:%Y%m%d}")


@dataclass(frozen=True)
class Filled:
    """A form that is filled in.

    Attributes:
        typed: What was typed, by question, in the order in which they are asked.
        stored: What it was read as.
        pictures: How many pictures go with it.
        by: How it was read.
        sheets: How things stood before each answer.
    """

    item: Item
    typed: Mapping[str, str]
    stored: Answers
    pictures: int
    by: Reading
    sheets: tuple[tuple[Sheet, Field], ...] = ()


@dataclass(frozen=True)
class Kinsman:
    """Somebody who asks, and what is to be answered about a relative that the register knows."""

    who: Person
    hints: Mapping[str, str] = field(default_factory=dict)


def known_of(who: Person) -> Known:
    """What the register proves of somebody."""
    return Known(who.name, who.id_number, who.phone or "", who.division or "")


def filled_in(
    catalogue: Catalogue,
    item: Item,
    *,
    by: Reading,
    seed: int = 0,
    hints: Mapping[str, str] | None = None,
) -> Filled:
    """The form of an item, filled in so that the case stays with the item.

    Args:
        catalogue: Where answers may lead.
        item: What is applied for.
        by: Who applies, and when; the pictures that it counts are there if asked for.
        seed: Other seeds give other answers.
        hints: What must be answered to some of the questions.

    Raises:
        LookupError: No such answers were found.
    """
    for attempt in range(TRIES):
        chance = Random(f"{item.id}/{seed}/{attempt}")  # noqa: S311 - the same each time
        if made := _walked(catalogue, item, replace(by, pictures=1), chance, hints or {}):
            return made
    raise LookupError(item.id)


def _walked(
    catalogue: Catalogue, item: Item, by: Reading, chance: Random, hints: Mapping[str, str]
) -> Filled | None:
    sheet, typed = Sheet(item, begun(item, by=by)), dict[str, str]()
    sheets: list[tuple[Sheet, Field]] = []
    while (asked := sheet.item.form.on(by).next(sheet.answers)) is not None:
        found = _next(catalogue, item, sheet, by, chance=chance, hints=hints)
        if found is None or len(typed) > QUESTIONS:
            return None
        sheets.append((sheet, asked))
        typed[asked.id], sheet = found
        if sheet.draft.left is not None:  # it has come to what asks something else
            return None
    pictures = int(DONE in (typed.get(f.id) for _, f in sheets if f.kind is FieldKind.IMAGE))
    if sheet.item.id != item.id:
        return None
    return Filled(item, typed, sheet.answers, pictures, by, tuple(sheets))


def _next(
    catalogue: Catalogue,
    item: Item,
    sheet: Sheet,
    by: Reading,
    *,
    chance: Random,
    hints: Mapping[str, str],
) -> tuple[str, Sheet] | None:
    """An answer to the next question, and what comes of it; None: none was found."""
    asked = sheet.item.form.on(by).next(sheet.answers)
    assert asked is not None
    if asked.under and not any(each.value == "yes" for each in asked.choices):
        return None  # a child is named whom only its parents may name
    for _ in range(GUESSES):
        text = hints.get(asked.id)
        if text is None:
            text = _fitting(asked, sheet.answers, by, chance=chance, towards=item)
        try:
            return text, taken(catalogue, sheet, asked.id, text, by=by)
        except Refusal:
            continue  # a rule between two answers, mostly; another guess
    return None


def facts_for(rule: ProofRule, *, by: Reading, seed: int = 0) -> dict[str, str]:
    """What an official might enter of a document that settles a proof."""
    chance = Random(f"{rule.id}/{seed}")  # noqa: S311 - the same each time
    facts: dict[str, str] = {}
    for asked in rule.facts:
        if asked.applies(facts):
            facts[asked.id] = fitting(asked, facts, by, chance=chance)
    return facts


def fitting(asked: Field, answers: Answers, by: Reading, *, chance: Random) -> str:
    """Something that fits a question, typed as somebody might."""
    return _fitting(asked, answers, by, chance=chance, towards=None)


def _fitting(
    asked: Field, answers: Answers, by: Reading, *, chance: Random, towards: Item | None
) -> str:
    if asked.kind is FieldKind.CHOICE:
        return _chosen(asked, answers, chance, towards)
    if asked.optional and chance.random() < 0.5:
        return NONE
    minor = towards is not None and towards.minor
    return _OF_KIND[asked.kind](asked, by, chance) if not minor else _of_child(asked, by, chance)


def _chosen(asked: Field, answers: Answers, chance: Random, towards: Item | None) -> str:
    """A choice that leads to the item, else one that leads nowhere; a guardian consents."""
    offers = asked.offers(answers)
    if towards is not None and asked.id == "purpose" and towards.purposes:
        offers = tuple(c for c in offers if c.value in towards.purposes)
    wanted = towards.id if towards else ""
    here = [c for c in offers if c.item and c.item == wanted]
    open_ = [c for c in offers if not c.item] if not asked.item else []
    best: list[Choice] = here or open_ or list(offers)
    best = [c for c in best if c.value == "yes"] or best if asked.under else best
    picked = chance.choice(best)
    place = asked.offers(answers).index(picked) + 1
    return chance.choice((picked.value, picked.label, str(place)))


def _of_child(asked: Field, by: Reading, chance: Random) -> str:
    if asked.kind is FieldKind.ID_NUMBER:
        born = date(by.today.year - chance.randrange(3, 12), 5, 1 + chance.randrange(28))
        return a_number(born, chance.randrange(100, 990))
    return _OF_KIND[asked.kind](asked, by, chance)


def _text(asked: Field, _: Reading, chance: Random) -> str:
    if asked.id == "use_unit":
        return chance.choice(UNITS)[: asked.longest]
    said = f"{chance.choice(PLAIN)}{chance.randrange(1, 100)}"
    fills = chance.random() < FULL
    return ((said + LONG * asked.longest) if fills else said)[: asked.longest]


def _name(asked: Field, _: Reading, chance: Random) -> str:
    return chance.choice((*CHINESE, *LATIN) if asked.foreign else CHINESE)


def _id_number(_: Field, __: Reading, chance: Random) -> str:
    born = date(chance.randrange(1938, 2010), chance.randrange(1, 13), chance.randrange(1, 29))
    number = a_number(born, chance.randrange(100, 990))
    return chance.choice((number, f"{number[:6]} {number[6:14]} {number[14:]}", number.lower()))


def _passport(_: Field, __: Reading, chance: Random) -> str:
    return f"{chance.choice('EGehk')}{chance.randrange(10**7, 10**8)}"


def _day(asked: Field, by: Reading, chance: Random) -> str:
    days = chance.randrange(1, 5000)
    day = by.today + timedelta(days=days % 300) if asked.future else by.today - timedelta(days=days)
    return chance.choice(MARKS).format(day)


def _number(asked: Field, _: Reading, chance: Random) -> str:
    least = int(asked.least or 0)
    most = int(asked.most) if asked.most is not None else least + 60
    return str(chance.randrange(least, min(most, least + 60) + 1))


def _money(asked: Field, by: Reading, chance: Random) -> str:
    whole = _number(asked, by, chance)
    return chance.choice((whole, f"{whole}元", f"{whole}.00"))


def _place(asked: Field, by: Reading, chance: Random) -> str:
    if asked.level is PlaceLevel.COUNTY:
        return chance.choice(COUNTIES)
    place = chance.choice([each for each in by.places if each.level is asked.level])
    return chance.choice((place.names[0], place.division))


def _phone(_: Field, __: Reading, chance: Random) -> str:
    return f"138{chance.choice(('', ' '))}0000{chance.randrange(10**4):04d}"


def _code(_: Field, __: Reading, chance: Random) -> str:
    return chance.choice(CODES)


def _picture(_: Field, __: Reading, ___: Random) -> str:
    return DONE


_OF_KIND = {
    FieldKind.TEXT: _text,
    FieldKind.NAME: _name,
    FieldKind.ID_NUMBER: _id_number,
    FieldKind.PASSPORT: _passport,
    FieldKind.DATE: _day,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DIVISION: _place,
    FieldKind.PHONE: _phone,
    FieldKind.CREDIT_CODE: _code,
    FieldKind.IMAGE: _picture,
}


def kinsmen(population: Population, item: Item, *, by: Reading, seed: int = 0) -> Iterator[Kinsman]:
    """People of the stand-in for whom the register confirms what the item certifies."""
    booklet = _booklet(item)
    people = list(population.people.values())
    Random(f"{item.id}/{seed}").shuffle(people)  # noqa: S311 - the same each time
    for who in people:
        if not _can_ask(who, by):
            continue
        for other in _near(population, who):
            shared = population.booklet(who.id_number, other.id_number)
            if shared.shared != booklet or not (other.division and other.records == 1):
                continue
            if hints := _related(population, who, other, item):
                lies = shared.division or ""
                yield Kinsman(who, {**hints, "booklet": booklet, "booklet_place": lies})


def confirmed(item: Item) -> bool:
    """Whether the register is asked who is whose relative."""
    asked = {ProofKind.KINSHIP, ProofKind.BOOKLET}
    return item.family is Family.KINSHIP or any(rule.kind in asked for rule in item.proofs)


def _booklet(item: Item) -> str:
    if not any(rule.kind is ProofKind.BOOKLET for rule in item.proofs):
        return "never"
    return "past" if item.issuable else "now"


def _can_ask(who: Person, by: Reading) -> bool:
    grown = by.today.year - who.born.year > 18
    return bool(grown and who.alive and who.records == 1 and who.division and who.phone)


def _near(population: Population, who: Person) -> Iterator[Person]:
    steps = {who.id_number}
    for _ in range(2):
        steps |= {n for one in steps for edge in population.of(one) for n in (edge.a, edge.b)}
    yield from (population.people[each] for each in sorted(steps - {who.id_number}))


def _related(
    population: Population, who: Person, other: Person, item: Item
) -> Mapping[str, str] | None:
    me, them = IdNumber(who.id_number), IdNumber(other.id_number)
    held = population.chain(me, them)
    edges = tuple(
        Edge(EdgeKind(e.kind), IdNumber(e.a), IdNumber(e.b), e.recorded_on, e.record) for e in held
    )
    links = chain(edges, me, them)
    kin = kin_of(links, me, them)
    if kin is None or (item.kins and kin not in item.kins):
        return None
    return {
        "kin": kin,
        "relation": term(kin, of=them, to=me, link=link_of(links, me)),
        "relative_name": other.name,
        "relative_id": other.id_number,
        "relative_place": other.division or "",
        "more_relative": "no",
    }
