"""评价 0042: a case is rated in the chat by a number from one to five, then a sentence or none.

The rating is kept as soon as the number is said; the sentence is put to it if it comes next.
"""

import re
from collections.abc import Mapping

from casework import rating
from casework.acts import Scene, Turn
from casework.desk import Desk
from casework.rating import Given
from casework.repeating import Repeat
from domain.application import Application, ApplicationId
from domain.identity import AccountId
from domain.message import Json, Message, Phrase
from domain.rating import RATEABLE, Satisfaction, rateable

ASK, KEPT, SAID, SKIPPED, NONE = (
    "citizen/rate",
    "citizen/rated",
    "citizen/rated-words",
    "citizen/rated-done",
    "citizen/rate-none",
)
LEVEL, WORDS = "rate", "rated"  # what was offered last: a number, a sentence
_ONE = re.compile(r"(?:评价|评一评|评分)\s*(\d{4})?")
_SKIP = ("跳过", "不写", "没有", "不说")
_DIGITS = str.maketrans("１２３４５", "12345")
_SPOKEN: Mapping[str, Satisfaction] = {
    "非常满意": Satisfaction.DELIGHTED,
    "满意": Satisfaction.SATISFIED,
    "基本满意": Satisfaction.FAIR,
    "不满意": Satisfaction.DISSATISFIED,
    "非常不满意": Satisfaction.ANGRY,
}
_LEVELS: Mapping[str, Satisfaction] = {
    **{str(n): level for n, level in enumerate(Satisfaction, start=1)},
    **_SPOKEN,
}


def command(desk: Desk, scene: Scene, words: str) -> Turn | None:
    """What words about a rating come to; None: they are about something else."""
    named = _ONE.fullmatch(words)
    if named is not None:
        return _begun(desk, scene, named[1] or "")
    offered, _, case = scene.offered.partition("/")
    if offered == LEVEL and (level := _LEVELS.get(words.translate(_DIGITS))):
        return Turn(Phrase(KEPT, {"case": case, "mark": level, **_who(scene)}))
    if offered == WORDS and words in _SKIP:
        return Turn(Phrase(SKIPPED))
    if offered == WORDS:
        return Turn(Phrase(SAID, {"case": case, **_who(scene)}))
    return None


def _begun(desk: Desk, scene: Scene, tail: str) -> Turn:
    found = [case for case in scene.cases if tail in ("", case.tail)]
    rules = desk.catalogue.ratings
    done = [case for case in found if case.state in RATEABLE]
    open_ = [case for case in done if rateable(case, rules, at=scene.at)]
    case = next(iter(open_ or done or found), None)
    if case is None:
        return Turn(Phrase(NONE))
    facts: dict[str, Json] = {"case": case.id, "item": _item(desk, case), "tail": case.tail}
    return Turn(Phrase(ASK, {**facts, **_who(scene)}))


def _who(scene: Scene) -> dict[str, Json]:
    return {"account": scene.account.id}


def _item(desk: Desk, case: Application) -> str:
    return desk.catalogue.item(case.item, case.item_version).name


async def answered(desk: Desk, message: Message, phrase: Phrase) -> Phrase:
    """The phrase that is said, after what it says has been done.

    Raises:
        Refusal: It cannot be done.
    """
    if phrase.name not in (ASK, KEPT, SAID):
        return phrase
    case, who = ApplicationId(str(phrase.facts["case"])), AccountId(str(phrase.facts["account"]))
    by = await rating.person_of(desk, who)
    repeat = Repeat(f"{message.once}/done", message.user, phrase.name)
    facts: Mapping[str, Json] = {}
    if phrase.name == ASK:
        await rating.must_be_open(desk, case, by=by)
        await rating.lay(desk, who, f"{LEVEL}/{case}")
    elif phrase.name == KEPT:
        given = Given(Satisfaction(str(phrase.facts["mark"])))
        facts = await rating.rate(desk, case, given, by=by, repeat=repeat)
        await rating.lay(desk, who, f"{WORDS}/{case}")
    else:
        said = message.text or message.key
        facts = await rating.add_words(desk, case, said, by=by, repeat=repeat)
    return Phrase(phrase.name, {**phrase.facts, "call_by": facts.get("call_by") or ""})
