"""Refusals: which rule spoke, and about what.  They know neither HTTP nor Chinese."""

from domain.message import Json


class Refusal(Exception):
    """A rule says no.

    Attributes:
        code: The public slug of the rule, as in `/problems/<slug>`.
        facts: What the rule spoke about; ids and codes, masked where personal.
    """

    code = "refused"

    def __init__(self, **facts: Json) -> None:
        super().__init__(self.code)
        self.facts = facts


class Validation(Refusal):
    """An answer does not fit its field.  Facts: field, reason."""

    code = "validation"


class IdChecksum(Refusal):
    """The check digit of an ID number does not fit."""

    code = "id-checksum"


class IdDate(Refusal):
    """The birth date inside an ID number does not exist.  Facts: date."""

    code = "id-date"


class IdFuture(Refusal):
    """The birth date inside an ID number is still to come.  Facts: date."""

    code = "id-future"


class IdRegion(Refusal):
    """The area of an ID number lies in no province.  Facts: region."""

    code = "id-region"


class NameChar(Refusal):
    """A name has a character that no name may have.  Facts: char, hex."""

    code = "name-char"


class GuardianRequired(Refusal):
    """The person is under fourteen; a guardian must apply."""

    code = "guardian-required"


class GlyphMissing(Refusal):
    """No face of ours has a glyph for a character.  Facts: glyph."""

    code = "glyph-missing"


class DuplicateApplication(Refusal):
    """The same request is already under way.  Facts: case, tail, submitted_at, state."""

    code = "duplicate-application"


class ProofOutstanding(Refusal):
    """A proof that the item asks for is still open.  Facts: case, proofs."""

    code = "proof-outstanding"


class WrongState(Refusal):
    """The case is not where this step begins.  Facts: case, state, wanted; who, time if decided."""

    code = "state-conflict"


class Conflict(Refusal):
    """Another hand has written the row since it was read.  Facts: id, version."""

    code = "state-conflict"


class SelfDealing(Refusal):
    """The official or the official's kin is part of the case."""

    code = "self-dealing"


class CreditBlocked(Refusal):
    """A credit record bars the way of commitment.  Facts: case, level, until."""

    code = "credit-blocked"


class NotRateable(Refusal):
    """What was done in a case cannot be rated.  Facts: reason (early, late, rated)."""

    code = "not-rateable"


class ItemCancelled(Refusal):
    """This paper is not needed, or not ours to give.  Facts: item."""

    code = "item-cancelled"


class NotFound(Refusal):
    """There is no such thing for this person."""

    code = "not-found"


class Forbidden(Refusal):
    """The official lacks the role.  Facts: role."""

    code = "forbidden"


class Unauthenticated(Refusal):
    """Nobody is signed in, or the session has ended."""

    code = "unauthenticated"


class IdentityMismatch(Refusal):
    """Name, ID number and phone do not belong together in the register.  Facts: left."""

    code = "identity-mismatch"


class TooLarge(Refusal):
    """The body is over its limit.  Facts: size, max."""

    code = "too-large"


class UnsupportedMediaType(Refusal):
    """The body is of a kind that is not taken here.  Facts: type."""

    code = "unsupported-media-type"


class IdempotencyKeyReused(Refusal):
    """The key of a repetition was used for something else."""

    code = "idempotency-key-reused"


class InProgress(Refusal):
    """The same request is being handled at this moment."""

    code = "in-progress"


class PreconditionFailed(Refusal):
    """A change was made from an older version.  Facts: id, version."""

    code = "precondition-failed"


class PreconditionRequired(Refusal):
    """A change does not say from which version it was made."""

    code = "precondition-required"


class RateLimited(Refusal):
    """Too many requests.  Facts: wait_s."""

    code = "rate-limited"


class Overloaded(Refusal):
    """The queue is full or the disk is; nothing was written.  Facts: wait_s."""

    code = "overloaded"


class ClockBehind(Overloaded):
    """The clock stands before a moment that was served; nothing was written.  Facts: as above."""

    code = "overloaded"


class SourceSilent(Refusal):
    """A register gave no usable answer.  It did not say no.  Facts: source, why."""

    code = "source-silent"


class PlatformSilent(Refusal):
    """WeChat or WeCom gave no usable answer.  Facts: why."""

    code = "platform-silent"


class PressFailed(Refusal):
    """The press made no paper that passes its own check.  Facts: why."""

    code = "press-failed"
