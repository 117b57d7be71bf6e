"""Calls: transaction functions on their way to a connection's thread, and their outcomes."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Iterator
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass
from typing import Any

import structlog

from storage.faults import Misuse
from storage.transaction import Transaction

SLOW_S = 0.020
_INSIDE: ContextVar[bool] = ContextVar("inside a transaction function", default=False)
_log = structlog.get_logger()


@dataclass(slots=True)
class Call:
    """One function, the log context it was called in, and what came of it."""

    function: Callable[[Transaction], Any]
    context: Context
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None
    posted: bool = False

    def deliver(self) -> None:
        """Hand the outcome to whoever still waits for it."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def inside() -> bool:
    """Whether a transaction function runs in this context."""
    return _INSIDE.get()


def new_call(function: Callable[[Transaction], Any], loop: asyncio.AbstractEventLoop) -> Call:
    """A call from a task of this loop.

    Raises:
        Misuse: The task was started inside a transaction function, and would wait for itself.
    """
    if _INSIDE.get():
        raise Misuse("a transaction inside a transaction")
    return Call(function, copy_context(), loop.create_future())


def perform(call: Call, tx: Transaction, *, slow_s: float = SLOW_S) -> Exception | None:
    """Run a call's function once, and put its outcome into the call.

    Returns:
        The first error of the database, whatever the function made of it.
    """
    began = time.perf_counter()
    try:
        call.result = _checked(call.context.run(_inside, call.function, tx), tx)
        call.error = None
    except StopIteration as error:  # a future cannot carry it: the await would hang
        call.error = Misuse("StopIteration out of a transaction function")
        call.error.__cause__ = error
    except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
        call.error = error
    finally:
        tx.end()
    call.posted = tx.posted and call.error is None
    took = time.perf_counter() - began
    if took > slow_s:
        call.context.run(_complain, call.function, took)
    return tx.error


def _inside(function: Callable[[Transaction], Any], tx: Transaction) -> Any:
    _INSIDE.set(True)
    return function(tx)


def _checked(result: Any, tx: Transaction) -> Any:
    if result is not None and isinstance(result, (Awaitable, Iterator)):
        if inspect.iscoroutine(result):
            result.close()
        raise Misuse("a transaction function returns finished objects")
    if tx.error is not None:
        raise Misuse("a transaction function caught an error of the database") from tx.error
    if tx.unanswered:
        raise Misuse("a key was claimed and not answered")
    return result


def _complain(function: Callable[[Transaction], Any], took_s: float) -> None:
    name = getattr(function, "__qualname__", type(function).__qualname__)
    _log.warning("slow-transaction", function=name, ms=round(took_s * 1000))
