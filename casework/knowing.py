"""Knowing: what the register proved of a person stands in for answers."""

from datetime import datetime

from casework.desk import Desk
from domain.calendar import local_day
from domain.form import Known, Reading
from domain.identity import Person


def known_of(person: Person) -> Known:
    """What stands in for a person's answers."""
    return Known(person.name, person.number, person.phone, person.home)


def reading_of(desk: Desk, person: Person, *, at: datetime, pictures: int = 0) -> Reading:
    """How a person's answers are read at this moment, and what need not be asked.

    Args:
        desk: The desk.
        person: Whose answers.
        at: The moment.
        pictures: How many the case has.
    """
    return Reading(local_day(at), person.number, desk.places(), pictures, known_of(person))
