"""Rules of ratings: for how long a case can be rated, and how soon somebody calls back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RatingRules:
    """What an office may set about ratings.

    Attributes:
        open_days: So many days after its end may a case be rated.
        call_back_days: Within so many working days is whoever rated poorly called back.
        review_days: So many days after it was given may a rating be doubted.
    """

    open_days: int = 30
    call_back_days: int = 5
    review_days: int = 30
