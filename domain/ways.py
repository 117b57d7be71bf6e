"""How things are settled, whose papers they are, and what becomes of a request."""

from enum import StrEnum


class Way(StrEnum):
    """How a proof is settled."""

    NOT_NEEDED = "not-needed"
    COMMITMENT = "commitment"
    DATA_QUERY = "data-query"
    VERIFICATION = "verification"


class Disposition(StrEnum):
    """What becomes of a request for an item."""

    ISSUE = "issue"
    ON_CONDITION = "issue-on-condition"
    OFFLINE = "offline"
    REDIRECT = "redirect"
    NOT_NEEDED = "not-needed"
    REFUSE = "refuse"

    @property
    def issuable(self) -> bool:
        """Whether a paper can be asked for online; all else ends in an answer and a letter."""
        return self in (Disposition.ISSUE, Disposition.ON_CONDITION)


class Level(StrEnum):
    """Whose paper it would be."""

    VILLAGE = "village"
    TOWN = "town"
    POLICE = "police"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATIONAL = "national"
    SCHOOL = "school"
    UTILITY = "utility"


class Family(StrEnum):
    """Which frame a paper has: `templates/documents/<family>.jinja`."""

    KINSHIP = "kinship"
    RECORD = "record"  # what a register holds about somebody
    SEARCH = "search"  # that a register was searched at a moment, and nothing was found
    STATEMENT = "statement"  # what an office knows by its own ledger, a visit or a document
    DESIGNATION = "designation"  # an act, not a finding: somebody is made guardian
    LETTER = "letter"  # no paper at all: a letter to whoever asked for one


class ProofKind(StrEnum):
    """What sort of fact a proof is, and so who is asked."""

    KINSHIP = "kinship"  # the population register, about the applicant and one relative
    HOME = "home"  # the population register, where somebody is registered
    BOOKLET = "booklet"  # the population register, whether two people share a booklet
    RECORD = "record"  # the source named by the rule, about the applicant
    DOCUMENT = "document"  # nobody by machine: an official sees a document, a ledger, a place
