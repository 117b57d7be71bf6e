"""People who were proved, each with a draft in which every question is answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from casework import applying
from casework.desk import Desk
from domain.application import ApplicationId
from domain.form import Draft
from domain.identity import IdNumber, Person, PersonId, PersonName, Phone
from domain.item import ItemId
from domain.message import Channel
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from storage.transaction import Transaction

APPROVER = OfficialId("zhoumin")
FATHER_NAME, FATHER = "陈国樑", "330781196602091019"
ANSWERS = {
    "kin": "parent",
    "relation": "father",
    "booklet": "never",
    "purpose": "job",
    "use_unit": "深圳澜桥电子有限公司",
    "relative_name": FATHER_NAME,
    "relative_id": FATHER,
    "more_relative": "no",
    "relative_place": "330781102",
}
TOGETHER = 100
FIRST_BIRTH, A_DAY = date(1992, 1, 1), 999  # as many are born a day as order numbers can tell
_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


async def drafted(desk: Desk, people: Sequence[int]) -> list[ApplicationId]:
    """The drafts of these people, by number, none of whom has written to us before."""
    drafts: list[ApplicationId] = []
    for first in range(0, len(people), TOGETHER):
        some = people[first : first + TOGETHER]
        drafts += await desk.db.write(partial(_draft, desk, some))
    return drafts


async def appointed(desk: Desk) -> None:
    """An official of the town office may approve from now on."""
    at = desk.now()
    grant = Grant(Role.APPROVER, OfficeId("youbu"), at)
    official = Official(APPROVER, PersonName("周敏"), (grant,), index="own")
    await desk.db.write(lambda tx: tx.officials.save(official))


def number_of(person: int) -> IdNumber:
    """The ID number of an invented person."""
    day, order = divmod(person, A_DAY)
    body = f"330781{FIRST_BIRTH + timedelta(day):%Y%m%d}{order + 1:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return IdNumber(body + _CHECKS[total % 11])


def _draft(desk: Desk, people: Sequence[int], tx: Transaction) -> list[ApplicationId]:
    at, item = desk.now(), desk.catalogue.item(ItemId("qs-01"))
    made = []
    for each in people:
        person = Person(
            PersonId(tx.new_id()), PersonName("陈媛"), number_of(each), Phone("13812340042")
        )
        tx.people.add(person)
        account = tx.accounts.ensure(
            Channel.OFFICIAL_ACCOUNT, desk.official_appid, f"oBench{each}", at=at
        )
        tx.accounts.save(replace(account, person=person.id, assurance=2))
        draft = applying.begin(tx, tx.accounts.get(account.id), item, at=at)
        kept = draft.converse(Draft(ANSWERS), at=at, item=(item.id, item.version))
        tx.applications.save(kept)
        made.append(draft.id)
    return made
