"""A request for a paper that nobody needs ends in a letter, exactly one, whatever crashes."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from casework import checking, deciding, lettering, revoking
from casework.applying import begin
from casework.links import paper_code, paper_token
from casework.pressing import press_letter
from casework.wording_letter import Subject, letter_points, letter_sheet
from certificates.pages import opened
from domain.application import Application
from domain.certificate import PaperKind, Standing
from domain.errors import DuplicateApplication, ItemCancelled
from domain.form import Draft
from domain.identity import Account, PersonName
from domain.item import Item, ItemId, Level
from domain.item import Point as PointText
from domain.office import OfficeId, OfficeKind, Role
from domain.post import Job
from domain.proof import Outcome, Proof
from domain.states import State
from storage.transaction import Transaction
from tests.support.desks import CATALOGUE, CHEN, XU, ZHOU, Town, an_official
from tests.support.people import CHEN_YUAN

UNIT = "深圳澜桥电子有限公司"
SEAL = (Role.APPROVER, Role.SEAL_KEEPER)
ITEM = ItemId("n-02")
YOUBU = OfficeId("youbu")
SAID: Mapping[str, str] = {"purpose": "job", "use_unit": UNIT}
AT_HOME = replace(CHEN, home="330781102")
LETTERS = [item for item in CATALOGUE.items.values() if item.letter]


async def owed(town: Town, account: Account, said: Mapping[str, str] = SAID) -> Application:
    item = town.desk.catalogue.item(ITEM)

    def work(tx: Transaction) -> Application:
        begun = begin(tx, account, item, at=town.at)
        draft = begun.converse(Draft(said), at=town.at, item=(item.id, item.version))
        tx.applications.save(draft)
        lettering.owe(town.desk, tx, tx.applications.get(begun.id), item, at=town.at)
        return tx.applications.get(begun.id)

    return await town.desk.db.write(work)


async def press(town: Town, case: Application) -> None:
    await press_letter(town.desk, Job("job", "letter", case.id, {"case": case.id}, attempts=1))


async def pressed(town: Town) -> Application:
    case = await owed(town, await town.enrolled(AT_HOME))
    await press(town, case)
    return await town.case(case.id)


def words_of(pdf: bytes) -> str:
    with opened(pdf) as pages:
        return "".join(pages.text().split())


async def test_what_is_handed_in_lies_at_the_town_and_owes_its_letter(town: Town) -> None:
    case = await owed(town, await town.enrolled(AT_HOME))

    assert (case.state, case.office, case.number) == (State.SUBMITTED, "youbu", "YB-20261124-0001")
    assert await town.owed() == ["letter"]


async def test_the_letter_is_made_registered_and_told(town: Town) -> None:
    case = await pressed(town)

    paper = await town.desk.db.read(lambda tx: tx.certificates.of_case(case.id))
    assert paper is not None
    assert (case.state, paper.kind, paper.valid_to) == (State.SETTLED, PaperKind.LETTER, None)
    assert paper.number == "兰游函〔2026〕第000001号"
    assert (await town.owed())[-1] == "tell"
    assert "letter-registered" in await town.journal(case.id)


async def test_it_is_addressed_to_the_unit_and_shows_no_number(town: Town) -> None:
    case = await pressed(town)
    paper = await town.desk.db.read(lambda tx: tx.certificates.of_case(case.id))
    assert paper is not None

    words = words_of(await town.desk.files.get(paper.object))

    assert f"{UNIT}：" in words
    assert "陈媛" in words
    assert CHEN_YUAN not in words
    assert "请贵单位扫码回复" in words


async def test_to_press_twice_makes_one_letter_with_one_number(town: Town) -> None:
    case = await owed(town, await town.enrolled(AT_HOME))
    await press(town, case)
    first = await town.desk.db.read(lambda tx: tx.certificates.of_case(case.id))

    await press(town, case)

    assert await town.desk.db.read(lambda tx: tx.certificates.of_case(case.id)) == first
    assert await town.desk.db.read(lambda tx: tx.counters.value("letter/youbu/2026")) == 1
    assert (await town.owed()).count("tell") == 1


async def test_a_crash_between_press_and_register_costs_no_second_number(town: Town) -> None:
    case = await owed(town, await town.enrolled(AT_HOME))
    files = town.desk.files
    broken = replace(town.desk, files=Full())  # type: ignore[arg-type] # a disk that is full

    with pytest.raises(OSError, match="full"):
        await press_letter(broken, Job("job", "letter", case.id, {"case": case.id}, attempts=1))
    drawn = (await town.case(case.id)).certificate_number
    await press(town, case)

    paper = await town.desk.db.read(lambda tx: tx.certificates.of_case(case.id))
    assert paper is not None
    assert paper.number == drawn == "兰游函〔2026〕第000001号"
    assert await files.get(paper.object)


class Full:
    """A disk that takes nothing."""

    async def put(self, content: bytes) -> str:
        raise OSError("full")


async def test_the_same_letter_cannot_be_asked_for_twice_at_once(town: Town) -> None:
    account = await town.enrolled(AT_HOME)
    await owed(town, account)

    with pytest.raises(DuplicateApplication):
        await owed(town, account)


async def test_after_the_first_a_second_letter_can_be_asked_for(town: Town) -> None:
    account = await town.enrolled(AT_HOME)
    await press(town, await owed(town, account))

    again = await owed(town, account)

    assert again.state is State.SUBMITTED


async def test_what_cannot_be_printed_goes_to_a_person_who_cannot_approve_it(town: Town) -> None:
    await town.appointed()
    unprintable = replace(AT_HOME, name=PersonName("陈\ue000"))
    case = await owed(town, await town.enrolled(unprintable))

    await press(town, case)

    assert (await town.case(case.id)).state is State.REVIEW
    assert (await town.owed())[-1] == "card"
    with pytest.raises(ItemCancelled):
        await deciding.approve(town.desk, case.id, by=ZHOU)


def an_item(**changed: object) -> Item:
    return replace(CATALOGUE.item(ITEM), **changed)  # type: ignore[arg-type] # a story names what differs


@pytest.mark.parametrize(
    ("changed", "home", "office"),
    [
        ({"level": Level.NATIONAL}, "330781102", "youbu"),
        ({"level": Level.NATIONAL, "place": ""}, "", "lanjiang"),
        ({"level": Level.NATIONAL}, "440305007", "lanjiang"),
        ({"level": Level.TOWN, "issued_by": OfficeKind.TOWN, "place": "home"}, "", "youbu"),
        (
            {"level": Level.COUNTY, "issued_by": OfficeKind.DEPARTMENT, "topic": "archives"},
            "330781102",
            "archives",
        ),
        ({"level": Level.VILLAGE, "issued_by": OfficeKind.VILLAGE}, "330781102902", "youbu"),
    ],
    ids=["nation's", "unknown home", "elsewhere", "by its place", "department", "village"],
)
async def test_the_office_that_answers(
    town: Town, changed: dict[str, object], home: str, office: str
) -> None:
    case = await town.drafted(await town.enrolled())
    named = replace(case, draft=Draft({**SAID, "home": "330781102"}))

    found = lettering.answering(town.desk, an_item(**changed), named, home=home)

    assert found.id == office


async def test_revoked_it_says_so_and_is_counted_no_longer(town: Town) -> None:
    case = await pressed(town)
    await town.appointed(an_official(ZHOU), an_official(XU, *SEAL))
    assert (await town.desk.db.read(lambda tx: tx.askings.of_office(YOUBU))).letters == 1

    await revoking.revoke(town.desk, case.id, by=XU, reason="写错了单位")

    found = await checking.by_token(town.desk, paper_token(town.desk.keyring, case.id))
    assert found.standing is Standing.REVOKED
    assert (await town.desk.db.read(lambda tx: tx.askings.of_office(YOUBU))).letters == 0


async def test_every_way_of_checking_says_that_it_is_a_letter(town: Town) -> None:
    case = await pressed(town)
    paper = await town.desk.db.read(lambda tx: tx.certificates.of_case(case.id))
    assert paper is not None
    keyring = town.desk.keyring

    found = [
        await checking.by_token(town.desk, paper_token(keyring, case.id)),
        await checking.by_code(town.desk, paper.number, paper_code(keyring, case.id)),
        await checking.by_file(town.desk, await town.desk.files.get(paper.object)),
    ]

    assert [f.standing for f in found] == [Standing.IN_FORCE] * 3
    assert all(f.letter is not None and f.letter.unit == UNIT for f in found)


async def test_a_forged_letter_is_no_letter(town: Town) -> None:
    case = await pressed(town)
    paper = await town.desk.db.read(lambda tx: tx.certificates.of_case(case.id))
    assert paper is not None
    genuine = await town.desk.files.get(paper.object)
    place = len(genuine) // 2

    found = await checking.by_file(
        town.desk, genuine[:place] + bytes([genuine[place] ^ 1]) + genuine[place + 1 :]
    )

    assert (found.certificate, found.letter) == (None, None)
    assert found.verdict in ("altered", "unknown")


async def test_on_its_page_names_are_cut_short(town: Town) -> None:
    case = await pressed(town)

    found = await checking.by_token(town.desk, paper_token(town.desk.keyring, case.id))

    assert found.letter is not None
    said = "".join(f"{point.head}{point.text}" for point in found.letter.points)
    assert said
    assert "陈媛" not in said


async def test_an_id_number_in_free_text_is_masked_on_paper_too(town: Town) -> None:
    said = {
        "purpose": "other",
        "purpose_text": f"给{CHEN_YUAN}办",
        "use_unit": f"{UNIT}{CHEN_YUAN}",
    }
    case = await owed(town, await town.enrolled(AT_HOME), said)
    subject = Subject(
        replace(case, certificate_number="1", issued_on=town.at.date()),
        town.desk.catalogue.item(ITEM),
        AT_HOME,
    )

    sheet = letter_sheet(town.desk, subject, url="u", code="c")

    assert CHEN_YUAN not in "".join((sheet.salute, *sheet.opening))
    assert "3307**********3024" in sheet.salute


async def test_what_the_register_confirmed_is_said_only_then(town: Town) -> None:
    case = await owed(town, await town.enrolled(AT_HOME))
    item = replace(
        town.desk.catalogue.item(ItemId("qs-11")),
        letter=replace(
            LETTERS[0].letter,  # type: ignore[type-var] # it has one
            points=(PointText("{{ '有' if booklet is defined else '无' }}", ""),),
        ),
    )
    proof = Proof("booklet", Outcome.HOLDS, facts={"booklet": "now"})

    confirmed = letter_points(town.desk, Subject(replace(case, proofs=(proof,)), item, AT_HOME))
    silent = letter_points(
        town.desk,
        Subject(replace(case, proofs=(replace(proof, outcome=Outcome.SILENT),)), item, AT_HOME),
    )

    assert (confirmed[0].head, silent[0].head) == ("有", "无")


@pytest.mark.parametrize("item", LETTERS, ids=lambda item: item.id)
async def test_every_letter_of_the_catalogue_finds_its_words(town: Town, item: Item) -> None:
    case = await town.drafted(await town.enrolled(AT_HOME))
    case = replace(
        case,
        draft=Draft(SAID),
        office=YOUBU,
        certificate_number="兰游函〔2026〕第000001号",
        issued_on=town.at.date(),
    )

    sheet = letter_sheet(town.desk, Subject(case, item, AT_HOME), url="u", code="c")

    said = "".join((sheet.title, *sheet.opening, *sheet.boxes))
    unread = [basis for basis in item.basis if not basis.read]
    assert sheet.strong
    assert len(sheet.boxes) == 2
    assert [word for word in ("{{", "}}", "{%", "None", "Undefined") if word in said] == []
    assert [b for b in unread if b.law in said and b.article and b.article in said] == []
