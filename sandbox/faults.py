"""What goes wrong on purpose, and for how often."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Trouble(StrEnum):
    """The kinds of fault; those that begin with register concern the registers."""

    ERRCODE = "errcode"  # answer with an error code instead of doing anything
    DOWN = "down"  # 502 with an HTML page
    LATENCY = "latency"  # answer late
    GARBAGE = "garbage"  # do it, but answer with something that is not JSON
    CUT_AFTER_DELIVERY = "cut-after-delivery"  # do it, then cut the connection without an answer
    CUT_MID_BODY = "cut-mid-body"  # do it, send half of the answer, then cut the connection
    MEMBER_DROP = "member-drop"  # WeCom says yes and delivers nothing
    DUPLICATE_PUSH = "duplicate-push"  # send each callback `copies` times at once
    REORDERED_PUSH = "reordered-push"  # hold a callback until the next one has gone past it
    CLOCK_SKEW = "clock-skew"  # callbacks bear a timestamp that is `seconds` off
    ANSWER_LOST = "answer-lost"  # the product's answer does not arrive; the push is sent again
    REGISTER_SILENT = "register-silent"
    REGISTER_WRONG_PERSON = "register-wrong-person"
    REGISTER_ERROR = "register-error"
    REGISTER_GARBAGE = "register-garbage"
    REGISTER_AMBIGUOUS = "register-ambiguous"
    REGISTER_SLOW = "register-slow"
    REGISTER_STALE = "register-stale"  # the answer is true of two days ago
    REGISTER_EMPTY = "register-empty"  # 200 with nothing in it
    REGISTER_FAILED = "register-failed"  # 200 and "nothing found", with an error beside it
    REGISTER_CUT = "register-cut"  # half of the answer, then cut
    REGISTER_HUGE = "register-huge"  # ten megabytes of answer


@dataclass
class Fault:
    """One fault that is switched on.

    Attributes:
        where: Part of the endpoint, such as `message/custom/send` or `wecom-api`; `*` is all.
        times: How often it still strikes; None until it is cleared.
        code: Errcode for `errcode`.
        seconds: How long for `latency`, `register-slow`, `reordered-push`, before a cut; how far
            off for `clock-skew`.
        copies: For `duplicate-push`: how often each push is sent.
    """

    kind: Trouble
    where: str = "*"
    times: int | None = None
    code: int = -1
    seconds: float = 0.0
    copies: int = 3

    def concerns(self, endpoint: str) -> bool:
        """Return whether the fault is meant for this endpoint."""
        return self.where == "*" or self.where in endpoint


class Faults:
    """The switchboard: at most one fault of a kind at a place."""

    def __init__(self) -> None:
        self._on: dict[tuple[Trouble, str], Fault] = {}

    def set(self, kind: str, **facts: Any) -> Fault:
        """Switch a fault on, or over.  Facts: where, times, code, seconds, copies."""
        fault = Fault(Trouble(kind), **facts)
        self._on[fault.kind, fault.where] = fault
        return fault

    def clear(self, kind: str | None = None, where: str | None = None) -> None:
        """Switch off all faults, all of one kind, or the one of a kind at a place."""
        self._on = {
            key: fault
            for key, fault in self._on.items()
            if kind not in {None, fault.kind} or where not in {None, fault.where}
        }

    def strike(self, kind: Trouble, endpoint: str = "") -> Fault | None:
        """Return the fault that strikes here now, and count it down."""
        for key, fault in self._on.items():
            if fault.kind is kind and fault.concerns(endpoint):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        del self._on[key]
                return fault
        return None

    def listed(self) -> list[dict[str, Any]]:
        """Return what is switched on."""
        return [asdict(fault) for fault in self._on.values()]
