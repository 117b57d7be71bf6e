import pytest

from domain.errors import Refusal
from templates.environment import HERE, Words

WORDS = Words()
SLUGS = frozenset(
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
        "platform-silent",
        "press-failed",
        "identity-mismatch",
    }
)


def test_every_refusal_has_its_words() -> None:
    kinds = [Refusal]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    ours = {kind.code for kind in kinds[1:] if kind.__module__ == "domain.errors"}

    written = {path.stem for path in (HERE / "refusals").iterdir()}

    assert ours <= written
    assert written == SLUGS


@pytest.mark.parametrize("slug", sorted(SLUGS))
def test_a_refusal_has_words_for_each_of_its_readers(slug: str) -> None:
    blocks = list(WORDS.environment.get_template(f"refusals/{slug}.jinja").blocks)

    assert blocks == ["citizen", "citizen_en", "official"]
