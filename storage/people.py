"""People: whom the register and the phone proved."""

from domain.errors import Conflict, NotFound
from domain.identity import IdNumber, Person, PersonId, PersonName, Phone
from storage.statements import Parameters, Row, Statements


class People:
    """Everyone who ever proved who they are; found by id, or by ID number."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, person: Person) -> None:
        """Keep a new person.

        Raises:
            Conflict: Somebody with this ID number is kept already.
        """
        added = self._tx.execute(
            "INSERT INTO people (id, number_index, phone_index, sealed, version)"
            " VALUES (:id, :number_index, :phone_index, :sealed, :version)"
            " ON CONFLICT (number_index) DO NOTHING",
            self._row(person),
        )
        if added != 1:
            raise Conflict(id=person.id, version=person.version)

    def get(self, person: PersonId) -> Person:
        """The person of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT id, sealed, version FROM people WHERE id = :id", {"id": person})
        if row is None:
            raise NotFound(person=person)
        return self._person(row)

    def by_number(self, number: IdNumber) -> Person | None:
        """The person with that ID number, if known."""
        row = self._tx.row(
            "SELECT id, sealed, version FROM people WHERE number_index = :number_index",
            {"number_index": self._tx.blind("id-number", number)},
        )
        return None if row is None else self._person(row)

    def save(self, person: Person) -> None:
        """Write a person back, if no other hand has since it was read.

        Raises:
            Conflict: The row's version is no longer the one that was read.
        """
        changed = self._tx.execute(
            "UPDATE people"
            "   SET number_index = :number_index, phone_index = :phone_index, sealed = :sealed,"
            "       version = version + 1"
            " WHERE id = :id AND version = :version",
            self._row(person),
        )
        if changed != 1:
            raise Conflict(id=person.id, version=person.version)

    def _row(self, person: Person) -> Parameters:
        facts = {"name": person.name, "number": person.number, "phone": person.phone}
        facts["home"] = person.home
        return {
            "id": person.id,
            "number_index": self._tx.blind("id-number", person.number),
            "phone_index": self._tx.blind("phone", person.phone),
            "sealed": self._tx.seal("people", person.id, facts),
            "version": person.version,
        }

    def _person(self, row: Row) -> Person:
        facts = self._tx.open("people", row["id"], row["sealed"])
        return Person(
            id=PersonId(row["id"]),
            name=PersonName(facts["name"]),
            number=IdNumber(facts["number"]),
            phone=Phone(facts["phone"]),
            version=row["version"],
            home=facts.get("home", ""),  # older rows were sealed without it
        )
