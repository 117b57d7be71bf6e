"""The one line about each request: as common as requests are, so made the short way.

It reads as `info("request", …)` would have it.  The long way looks at every value, for it cannot
know where one comes from; here each is ours: a number that we drew, two words out of the table of
routes, two figures and the time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from json import dumps
from typing import Any, TextIO

import structlog

from observing.masking import is_id, masked

_log = structlog.get_logger()


class _Short:
    """Where the short way leads, and whether it may be taken."""

    processors: Sequence[Any] = ()
    lines = structlog.WriteLogger()

    def leads_where_all_else_goes(self) -> bool:
        """Whether the log is still set as `configure` set it; tests and hosts may set it anew."""
        return structlog.get_config()["processors"] is self.processors


_short = _Short()


def configure(processors: Sequence[Any], out: TextIO) -> None:
    """Write to this stream, as long as these are the processors of the log."""
    _short.processors, _short.lines = processors, structlog.WriteLogger(out)


def answered(ids: Mapping[str, str], *, method: str, route: str, status: int, ms: float) -> None:
    """Log that a request was answered.

    Args:
        ids: What is bound to the log's context; with more than a request's number in it, or
            with a number that is not one of ours, the line goes the long way.
        method: As the table of routes has it.
        route: The same.
        status: Of the answer.
        ms: How long it took.
    """
    number = ids.get("request_id", "")
    if len(ids) > 1 or not is_id("request_id", number) or not _short.leads_where_all_else_goes():
        _log.info("request", method=method, route=route, status=status, ms=ms)
        return
    at = datetime.now(UTC).isoformat().removesuffix("+00:00")
    _short.lines.info(
        f'{{"event": "request", {_words(method, route)}, "status": {status:d}, "ms": {ms:.1f}, '
        f'"request_id": "{number}", "level": "info", "timestamp": "{at}Z"}}'
    )


@lru_cache(maxsize=512)
def _words(method: str, route: str) -> str:
    return dumps(masked({"method": method, "route": route}), ensure_ascii=False)[1:-1]
