from collections.abc import Iterator

import pytest

from domain import errors
from domain.errors import Refusal

# The problem types that are promised in public, and four of our own.
PUBLIC = frozenset(
    {
        "validation",
        "id-checksum",
        "id-date",
        "id-future",
        "id-region",
        "name-char",
        "guardian-required",
        "glyph-missing",
        "duplicate-application",
        "proof-outstanding",
        "state-conflict",
        "self-dealing",
        "credit-blocked",
        "not-rateable",
        "item-cancelled",
        "not-found",
        "forbidden",
        "unauthenticated",
        "precondition-failed",
        "precondition-required",
        "too-large",
        "unsupported-media-type",
        "rate-limited",
        "idempotency-key-reused",
        "in-progress",
        "overloaded",
        "source-silent",
        "press-failed",
        "identity-mismatch",
        "platform-silent",
    }
)


def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


HERE = [kind for kind in below(Refusal) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", HERE)
def test_every_refusal_speaks_by_a_public_code(kind: type[Refusal]) -> None:
    assert kind.code in PUBLIC
    assert "code" in vars(kind)
    assert kind.__doc__


def test_refusals_live_in_one_file_but_for_two_about_bodies() -> None:
    assert {kind.__module__ for kind in below(Refusal)} <= {"domain.errors", "handlers.problems"}


def test_a_refusal_carries_facts_and_no_sentence() -> None:
    refusal = errors.RateLimited(wait_s=90)

    assert refusal.facts == {"wait_s": 90}
    assert str(refusal) == "rate-limited"


def test_facts_stay_out_of_what_is_printed() -> None:
    refusal = errors.Validation(field="name", reason="陈媛")

    assert "陈媛" not in f"{refusal} {refusal!r} {refusal.args}"
