"""Where the register has a person, kept since the day it was first asked."""

from dataclasses import replace

from domain.identity import Person
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import a_person


async def test_a_persons_home_comes_back(db: Database) -> None:
    person = replace(a_person(), home="330781102")

    def there_and_back(tx: Transaction) -> Person:
        tx.people.add(person)
        return tx.people.get(person.id)

    assert await db.write(there_and_back) == person


async def test_a_row_from_before_homes_were_kept_still_opens(db: Database) -> None:
    person = a_person()

    def older(tx: Transaction) -> Person:
        tx.people.add(person)
        facts = {"name": person.name, "number": person.number, "phone": person.phone}
        sealed = tx.seal("people", person.id, facts)
        tx.execute("UPDATE people SET sealed = :sealed", {"sealed": sealed})
        return tx.people.get(person.id)

    assert await db.write(older) == person
