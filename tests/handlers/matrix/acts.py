"""The acts of officials upon a case: one row each, for pages and for programs alike."""

from collections.abc import Mapping
from typing import Any

from tests.handlers.matrix.rows import Cell, Expected, officials

_FORBIDDEN = {"draft": 404, ...: 403}
NOT_NOW = {**_FORBIDDEN, "countersign": 409}  # it is the countersigner's turn, but not for this


def acting(
    approver: Cell, *, done: int, countersigner: Cell = _FORBIDDEN, **sends: Any
) -> Expected:
    """What deciding officials of the own office may do; `done` tells page and API apart."""
    outside, kin = (401, 404) if done == 303 else (401, _FORBIDDEN)
    return officials(
        outside,
        _FORBIDDEN,
        approver=approver,
        countersigner=countersigner,
        elsewhere=404,
        verifier=404,
        concerned=kin,
        **sends,
    )


def revoking(*, done: int, **sends: Any) -> Expected:
    """What a keeper of the seal may do with a paper."""
    kin = 404 if done == 303 else 403
    return officials(
        401,
        {"issued": 403, "letter": 403, ...: 404},
        keeper={"issued": done, "letter": done, ...: 404},
        elsewhere=404,
        verifier=404,
        concerned={"issued": kin, "letter": kin, ...: 404},
        **sends,
    )


ASKS = [{"field": "use_unit", "why": "名称不全"}]
ASKS_FORM = {"field": "use_unit", "why-use_unit": "名称不全", "how-use_unit": ""}
SEEN = {"proof": "kinship", "document": "出生医学证明 K330000001"}


def acts(done: int, returning: Mapping[str, Any], **careful: Any) -> dict[str, Expected]:
    """The acts of an official by their last word, for pages and API alike."""
    approval = {"review": done, "draft": 404, ...: 409}
    early = {"submitted": done, "open": done, "review": done, "draft": 404, ...: 409}
    review = {"open": done, "review": done, "countersign": 403, "draft": 404, ...: 409}
    asking = {"open": done, "countersign": 403, "draft": 404, ...: 409}
    still = {"reason": "要查老档案。", "until": "2026-12-01"}
    second = {"countersign": done, **_FORBIDDEN}
    return {
        **_second(done, **careful),
        "acceptance": acting(early, done=done, **careful),
        "suspension": acting(review, done=done, countersigner=second, **still),
        "resumption": acting(
            {"countersign": 403, "draft": 404, ...: 409}, done=done, countersigner=NOT_NOW
        ),
        "approval": acting(approval, done=done, **careful),
        "return": acting(early, done=done, **careful, **returning),
        "refusal": acting(
            review, done=done, countersigner=second, reasons="登记里没有。", **careful
        ),
        "non-acceptance": acting(early, done=done, reasons="不归我们办。", **careful),
        "register-query": acting(asking, done=done, countersigner=NOT_NOW),
        "proofs": acting(review, done=done, countersigner=NOT_NOW, **SEEN),
        "revocation": revoking(done=done, reason="登记有误"),
    }


def _second(done: int, **careful: Any) -> dict[str, Expected]:
    """The acts of the second official, and giving a case away."""
    signing = {"countersign": done, "draft": 404, ...: 409}
    now = dict.fromkeys(("submitted", "open", "review", "returned"), done)
    given: Cell = {**now, "countersign": 403, "draft": 404, ...: 409}
    taking = {**_FORBIDDEN, "countersign": 422}
    back = {"reason": "请再核一次。"}
    return {
        "countersignature": acting(_FORBIDDEN, done=done, countersigner=signing, **careful),
        "hand-back": acting(_FORBIDDEN, done=done, countersigner=signing, **back, **careful),
        "handover": acting(given, done=done, countersigner=taking, to="approver"),
    }
