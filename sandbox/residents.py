"""Prints the invented population: `python -m sandbox.residents --json | --officials-toml`."""

import argparse
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sandbox import families, kindred, officials, personas
from sandbox.book import Book
from sandbox.officials import Official
from sandbox.personas import CITIZENS, Persona
from sandbox.population import Population

SEED = 20210523


@dataclass
class Residents:
    """Everybody who is invented here.

    Attributes:
        population: The register; its facts may be changed while the stand-in runs.
        officials: Who carries WeCom.
        citizens: Who carries WeChat from the start.
    """

    population: Population
    officials: tuple[Official, ...]
    citizens: tuple[Persona, ...] = (*CITIZENS, *kindred.CITIZENS)

    def copy(self) -> "Residents":
        """Return the same people, whose facts may be changed apart from these."""
        return replace(self, population=self.population.copy())


def invented(seed: int = SEED) -> Residents:
    """Return the invented population; the same seed gives the same people."""
    book = Book(seed)
    personas.write(book)
    appointed = officials.write(book)
    families.write(book)
    kindred.write(book)
    return Residents(book.opened(), appointed)


def as_json(residents: Residents) -> str:
    """Return people, ties, booklets, citizens with a phone and officials as JSON."""
    facts = {
        "notice": "替身：人物、号码和登记都是虚构的",
        "people": [asdict(each) for each in residents.population.people.values()],
        "edges": [asdict(each) for each in residents.population.edges],
        "stays": [asdict(each) for each in residents.population.stays],
        "citizens": [asdict(each) for each in residents.citizens],
        "officials": [asdict(each) for each in residents.officials],
    }
    return json.dumps(facts, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.residents", description=__doc__)
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--json", action="store_true", help="the whole population")
    form.add_argument("--officials-toml", action="store_true", help="officials for the product")
    asked = parser.parse_args()
    made = invented()
    print(as_json(made) if asked.json else officials.as_toml(made.officials))


if __name__ == "__main__":
    main()
