"""The log: JSON lines in ids and codes, from us and from our libraries, through one guard."""

import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from observing import answers
from observing.masking import masked
from observing.places import causes, where

Event = MutableMapping[str, Any]
_log = structlog.get_logger()


def configure(out: TextIO) -> None:
    """Write whatever we and our libraries log to one stream: a line each, as JSON, masked."""
    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        placed,
        guarded,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(processors=processors, logger_factory=structlog.WriteLoggerFactory(out))
    answers.configure(processors, out)
    logging.captureWarnings(capture=True)
    logging.basicConfig(handlers=[Library()], level=logging.WARNING, force=True)


def catch_the_rest() -> None:
    """Log what nobody has caught, as all else is; Python would print it with its message."""

    def crashed(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            _log.critical("crashed", exc_info=error)

    def lost(args: "threading.ExceptHookArgs | sys.UnraisableHookArgs") -> None:
        _log.error("lost", exc_info=args.exc_value)

    sys.excepthook = crashed
    threading.excepthook = lost
    sys.unraisablehook = lost


def placed(_logger: object, _method: str, event: Event) -> Event:
    """Put class, place and causes in the place of an error, for its message may quote a person."""
    error = _error_in(event.pop("exc_info", None))
    if error is not None:
        event["error"], event["where"] = type(error).__qualname__, where(error)
        if above := causes(error):
            event["causes"] = above
    return event


def guarded(_logger: object, _method: str, event: Event) -> Mapping[str, Any]:
    """Let nothing pass that looks like a person or a secret; what happened comes first."""
    return masked({"event": event["event"], **event})


class Library(logging.Handler):
    """Says that a library has something to say: where, and the first line that it wrote there.

    What the line is about is left out: requests, addresses, messages of errors.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Log one line."""
        _log.log(
            record.levelno,
            "library",
            logger=record.name,
            said=str(record.msg).partition("\n")[0],
            at=f"{record.filename}:{record.lineno} {record.funcName}",
            exc_info=record.exc_info,
        )


def _error_in(given: object) -> BaseException | None:
    if isinstance(given, tuple):
        given = given[1]
    if given is True:
        given = sys.exc_info()[1]
    return given if isinstance(given, BaseException) else None
