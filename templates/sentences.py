"""Sentences that an office may edit: they name facts, and can do nothing else.

They stand in files of the catalogue, so whoever can release an item writes them.  A sentence may
name facts, write them in one of our ways, and choose by them; it cannot call, calculate, include,
or look behind a fact.  What it may say is a list of what is allowed, not of what is not.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.errors import PressFailed

Facts = Mapping[str, object]
LONGEST = 2_000  # characters of a sentence as it is written
LONGEST_SAID = 10_000
KEPT = 1_024  # sentences kept ready
BUILT_IN = ("default", "join", "length")
TESTS = ("defined", "undefined", "none")
SAYS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Concat, nodes.Filter)
NAMES = (nodes.Name, nodes.Getattr, nodes.Getitem)
CHOOSES = (nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not)
LISTS = (nodes.Test, nodes.List, nodes.Tuple, nodes.For)
ALLOWED = (*SAYS, *NAMES, *CHOOSES, *LISTS)
FAULTS = (TemplateError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class Sentences:
    """Renders sentences.

    Args:
        filters: The ways of writing, by name.
    """

    def __init__(self, filters: Mapping[str, Callable[..., object]]) -> None:
        self._environment = _Environment(filters)
        self._compiled = lru_cache(KEPT)(self._compile)

    def say(self, text: str, facts: Facts) -> str:
        """What a sentence says.

        Raises:
            PressFailed: It cannot be said of these facts, or does what no sentence may; `why` is
                `sentence`, and `sentence` is how it begins.
        """
        try:
            said = self._compiled(text).render(facts).strip()
        except FAULTS as fault:
            raise _fault(text, type(fault).__name__) from fault
        if len(said) > LONGEST_SAID:
            raise _fault(text, "too-long")
        return said

    def names(self, text: str) -> frozenset[str]:
        """The facts that a sentence names, whichever way it chooses: `purpose`, `record.area`.

        Raises:
            PressFailed: It does what no sentence may.
        """
        try:
            tree = self._parsed(text)
        except FAULTS as fault:
            raise _fault(text, type(fault).__name__) from fault
        own = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}
        return frozenset(name for name in _named(tree) if name.partition(".")[0] not in own)

    def _compile(self, text: str) -> Template:
        self._parsed(text)
        return self._environment.from_string(text)

    def _parsed(self, text: str) -> nodes.Template:
        if len(text) > LONGEST:
            raise TemplateError
        tree = self._environment.parse(text)
        _inspect(tree, within_loop=False)
        return tree


class _Environment(ImmutableSandboxedEnvironment):
    """Knows our ways of writing, and of a fact only what is in it."""

    def __init__(self, filters: Mapping[str, Callable[..., object]]) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=False, cache_size=0)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in BUILT_IN} | dict(filters)
        self.tests = {name: self.tests[name] for name in TESTS}

    def getattr(self, obj: object, attribute: str) -> Any:
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: object, argument: object) -> Any:
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, Sequence) and isinstance(argument, int) and argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument))


def _inspect(node: nodes.Node, *, within_loop: bool) -> None:
    """Let a sentence pass that does nothing but name, write and choose.

    A loop in a loop would multiply what it says; one alone goes through a fact once.
    """
    loops = isinstance(node, nodes.For)
    if not isinstance(node, ALLOWED) or (loops and within_loop):
        raise TemplateError
    for each in node.iter_child_nodes():
        _inspect(each, within_loop=within_loop or loops)


def _named(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        yield f"{node.node.name}.{node.attr}"
    elif isinstance(node, nodes.Name) and node.ctx == "load":
        yield node.name
    else:
        for each in node.iter_child_nodes():
            yield from _named(each)


def _fault(text: str, fault: str) -> PressFailed:
    return PressFailed(why="sentence", sentence=text[:40], fault=fault)
