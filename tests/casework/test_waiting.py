"""What a case waits for beside its office, who holds it therefore, and who is told of it."""

from dataclasses import replace

from casework import filing, verifying
from casework.acts import Finding, Look, Scene, do
from casework.notifying import notice, told
from casework.seeking import Seek, Sought, seek
from casework.waiting import What, hand_of, waits_of
from casework.waiting import told as as_told
from domain.application import Application
from domain.identity import Account
from domain.verification import Verification
from storage.transaction import Transaction
from tests.support.desks import Town
from tests.support.verifying import STATION, asking

CONSENT = "told/verification-consent"


async def account_of(town: Town, case: Application) -> Account:
    return await town.desk.db.read(lambda tx: tx.accounts.get(case.account))


async def question(town: Town, case: Application) -> Verification:
    found = await town.desk.db.read(lambda tx: tx.verifications.of_case(case.id))
    return found[-1]


async def agreed(town: Town, case: Application) -> None:
    hers, known = await account_of(town, case), await question(town, case)
    await verifying.consent(town.desk, hers, case.id, known.id, agree=True)


async def test_the_applicant_holds_a_case_until_she_has_said_whether_to_ask(town: Town) -> None:
    case = await asking(town)

    hers = await account_of(town, case)
    one = await filing.one(town.desk, hers, case.id)
    hand = await town.desk.db.read(
        lambda tx: hand_of(town.desk, case, waits_of(town.desk, tx, case), at=town.at)
    )

    office = town.desk.catalogue.office(STATION)  # type: ignore[arg-type] # an id of the catalogue
    assert one["waiting_for"] == [
        {
            "what": "consent",
            "proof": "fact",
            "title": "登记的事实",
            "office": office.name,
            "until": None,
        }
    ]
    assert (hand["holder"], hand["office"], hand["hours"]) == (What.CONSENT, office.short, None)


async def test_then_the_station_does_and_its_hours_are_counted(town: Town) -> None:
    case = await asking(town)
    hers = await account_of(town, case)
    before = await filing.one(town.desk, hers, case.id)
    await agreed(town, case)

    case = await town.case(case.id)
    after = await filing.one(town.desk, hers, case.id)
    hand = await town.desk.db.read(
        lambda tx: hand_of(town.desk, case, waits_of(town.desk, tx, case), at=town.at)
    )

    assert hand["holder"] is What.REPLY
    assert isinstance(hand["hours"], int)
    assert hand["hours"] > 0
    assert before["etag"] != after["etag"]


async def test_the_chat_says_it_of_every_case_and_a_case_without_waits_lies_as_before(
    town: Town,
) -> None:
    case = await asking(town)
    hers = await account_of(town, case)
    other = replace(case, id=type(case.id)("other"))
    act: Finding = Look((case, other))

    def look(tx: Transaction) -> object:
        scene = Scene(hers, None, None, (case,), 0, town.at)
        return do(town.desk, tx, scene, act)["hands"]

    hands = await town.desk.db.write(look)

    assert isinstance(hands, dict)
    assert hands[case.id]["holder"] == "consent"
    assert hands["other"]["holder"] == "office"
    assert as_told(town.desk, ()) == []


async def test_what_is_spoken_of_is_found_by_its_number_and_while_it_is_open(town: Town) -> None:
    case = await asking(town)

    def sought(tx: Transaction) -> list[bool]:
        acts = (
            Seek(Sought.CONSENT),
            Seek(Sought.CONSENT, tail=case.tail),
            Seek(Sought.CONSENT, tail="9999"),
            Seek(Sought.CONSENT, case="other"),
            Seek(Sought.OPEN),
            Seek(Sought.SIGNED),
        )
        return [bool(seek(town.desk, tx, (case,), act)["found"]) for act in acts]

    before = await town.desk.db.read(sought)
    await agreed(town, case)
    after = await town.desk.db.read(sought)

    assert before == [True, True, False, False, False, False]
    assert after == [False] * 6


async def test_a_digit_means_something_only_where_the_question_was_read(town: Town) -> None:
    case = await asking(town)
    owed = await notice(town.desk, case.account, case.id, phrase=CONSENT)

    await told(town.desk, owed, "subscribe")
    elsewhere = await town.desk.db.read(lambda tx: tx.offers.of(case.account, since=town.at))
    await told(town.desk, owed, "custom")
    here = await town.desk.db.read(lambda tx: tx.offers.of(case.account, since=town.at))

    assert "1 同意　2 不同意" in owed.text
    assert owed.kind == "consent"
    assert (elsewhere, here) == ("", f"consent/{case.id}")


async def test_a_question_that_was_settled_meanwhile_is_not_told(town: Town) -> None:
    case = await asking(town)
    await agreed(town, case)

    consent = await notice(town.desk, case.account, case.id, phrase=CONSENT)
    asked = await notice(town.desk, case.account, case.id, phrase="told/verification-asked")
    answered = await notice(town.desk, case.account, case.id, phrase="told/verification-answered")

    assert (consent.text, consent.kind, consent.offer) == ("", "", "")
    assert (asked.text, answered.text) == ("", "")
