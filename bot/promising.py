"""What a citizen says of promises and of questions to other offices, in chat.

What is meant is found in the transaction that hears the message, and kept as its answer; what has
to be done then is done by the verbs that the pages use, under the same key, so that a message that
is repeated does it once.
"""

import re
from collections.abc import Mapping

from casework import committing
from casework.acts import Scene, Turn
from casework.desk import Desk
from casework.notifying_asked import CONSENT, PROMISE
from casework.repeating import Repeat
from casework.seeking import Seek, Sought
from casework.verifying_consent import consent
from domain.application import ApplicationId
from domain.identity import Account, AccountId
from domain.message import Json, Message, Phrase
from domain.verification import VerificationId

SIGN, DECLINE = "citizen/promise-sign", "citizen/promise-declined"
TAKE_BACK = "citizen/promise-withdrawn"
AGREE, REFUSE = "citizen/consented", "citizen/not-consented"
NONE: Mapping[str, str] = {
    SIGN: "citizen/promise-none",
    DECLINE: "citizen/promise-none",
    TAKE_BACK: "citizen/promise-none",
    AGREE: "citizen/consent-none",
    REFUSE: "citizen/consent-none",
}
_SOUGHT: Mapping[str, Sought] = {
    SIGN: Sought.OPEN,
    DECLINE: Sought.OPEN,
    TAKE_BACK: Sought.SIGNED,
    AGREE: Sought.CONSENT,
    REFUSE: Sought.CONSENT,
}
_SAID: Mapping[str, str] = {
    "签承诺": SIGN,
    "不签承诺": DECLINE,
    "撤回承诺": TAKE_BACK,
    "同意": AGREE,
    "不同意": REFUSE,
}
_ANSWERS: Mapping[str, Mapping[str, str]] = {
    PROMISE: {"1": SIGN, "2": DECLINE, "签": SIGN, "不签": DECLINE},
    CONSENT: {"1": AGREE, "2": REFUSE},
}
_ONE = re.compile(r"(签承诺|不签承诺|撤回承诺|同意|不同意)\s*(\d{4})?")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def command(scene: Scene, words: str, *, asked: bool) -> Turn | None:
    """What words about a promise or a consent come to; None: they are about something else.

    Args:
        scene: The scene; what was offered last may give a digit its meaning.
        words: What was said.
        asked: Whether a question of a form is open: a mere yes or no answers that one.
    """
    kind, _, case = scene.offered.partition("/")
    case = case if kind in _ANSWERS else ""
    if answer := _ANSWERS.get(kind, {}).get(words.translate(_DIGITS)):
        return _turn(answer, case=case)
    named = _ONE.fullmatch(words)
    if named is None:
        return None
    said = _SAID[named[1]]
    bare = said in (AGREE, REFUSE) and not named[2]
    if bare and asked and kind != CONSENT:
        return None
    return _turn(said, tail=named[2]) if named[2] else _turn(said, case=case)


def _turn(name: str, *, tail: str = "", case: str = "") -> Turn:
    return Turn(Phrase(name), Seek(_SOUGHT[name], tail, case))


async def answered(desk: Desk, message: Message, phrase: Phrase) -> Phrase:
    """The phrase that is said, after what it says has been done.

    Raises:
        Refusal: It cannot be done any more.
    """
    if phrase.name not in NONE:
        return phrase
    if not phrase.facts.get("found"):
        return Phrase(NONE[phrase.name])
    if phrase.name == SIGN:
        return phrase
    account = AccountId(str(phrase.facts["account"]))
    known = await desk.db.read(lambda tx: tx.accounts.get(account))
    repeat = Repeat(f"{message.once}/done", message.user, phrase.name)
    act = _consent if phrase.name in (AGREE, REFUSE) else _promise
    return Phrase(phrase.name, {**phrase.facts, **await act(desk, known, phrase, repeat)})


async def _promise(
    desk: Desk, account: Account, phrase: Phrase, repeat: Repeat
) -> Mapping[str, Json]:
    case, proof = ApplicationId(str(phrase.facts["case"])), str(phrase.facts["proof"])
    verb = committing.withdraw if phrase.name == TAKE_BACK else committing.decline
    await verb(desk, account, case, proof, repeat=repeat)
    return {}


async def _consent(
    desk: Desk, account: Account, phrase: Phrase, repeat: Repeat
) -> Mapping[str, Json]:
    case = ApplicationId(str(phrase.facts["case"]))
    asked = VerificationId(str(phrase.facts["id"]))
    agree = phrase.name == AGREE
    await consent(desk, account, case, asked, agree=agree, repeat=repeat)
    now = await desk.db.read(lambda tx: tx.verifications.get(asked))
    return {
        "at": now.asked_at.isoformat() if now.asked_at else "",
        "due": now.due_at.isoformat() if now.due_at else "",
    }
