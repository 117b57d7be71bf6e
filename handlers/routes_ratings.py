"""URLs of ratings: of whoever rates, and of the office."""

from handlers import desk_ratings, ratings
from handlers.route import Kind, Route, Who
from handlers.routing import FORM, ONCE_A_SECOND, citizen, official, program

_OF_MINE = "/api/v1/applications/{case}/rating"
_ONE = "/desk/ratings/{rating}"

RATINGS: tuple[Route, ...] = (
    citizen("GET", _OF_MINE, ratings.show),
    citizen("POST", _OF_MINE, ratings.give),
    Route(
        "POST",
        "/c/{token}/rating",
        ratings.give_by_link,
        Who.ANYONE,
        Kind.PAGE,
        longest=FORM,
        rate=ONCE_A_SECOND,
    ),
    official("GET", "/desk/ratings", desk_ratings.show_page),
    official("POST", f"{_ONE}/call-back", desk_ratings.call_back_page),
    official("POST", f"{_ONE}/review", desk_ratings.question_page),
    official("POST", f"{_ONE}/decision", desk_ratings.judge_page),
    program("GET", "/api/v1/desk/ratings", desk_ratings.show_all),
    program("POST", f"/api/v1{_ONE}/call-back", desk_ratings.call_back),
    program("POST", f"/api/v1{_ONE}/review", desk_ratings.question),
    program("POST", f"/api/v1{_ONE}/decision", desk_ratings.judge),
)
