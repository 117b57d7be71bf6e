"""Bytes from outside become fields, or nothing.

XML and JSON are read into one shape, so that whoever reads fields need not know which it was:
a name leads to every value that stood under it.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias, cast
from xml.parsers import expat

Node: TypeAlias = "str | Fields"
Fields: TypeAlias = "Mapping[str, tuple[Node, ...]]"

MAX_DEPTH = 6  # xml, SelectedItems, SelectedItem, OptionIds, OptionId: five are needed
MAX_NODES = 1000

_NAME = re.compile(r"[A-Za-z_][0-9A-Za-z_]{0,63}")
# What XML 1.0 cannot hold; JSON could smuggle it in, and a reply must not carry it out.
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# What the platforms send all day: one level of elements, each a CDATA section or digits.  Nothing
# in it means anything but itself: no bracket, no carriage return, no character that XML lacks.
_ELEMENT = (
    r"<([A-Za-z_][0-9A-Za-z_]{0,63})>"
    r"(?:<!\[CDATA\[([^]]*+)\]\]>|([0-9]*+))"
    r"</\1>[ \t\n]*+"
)
_CONTROLS = bytes({*range(32)} - {*b"\t\n"})
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_FLAT = re.compile(rf"<xml>[ \t\n]*+(?:{_ELEMENT})++</xml>")
_ELEMENTS = re.compile(_ELEMENT)


class UnreadableError(ValueError):
    """The bytes are not the plain, flat kind of document that the platforms send."""


class Form(StrEnum):
    """How an account writes its envelopes; set at the platform, once per account."""

    XML = "xml"
    JSON = "json"

    @classmethod
    def of(cls, body: bytes) -> "Form":
        """The form in which a body is written."""
        return cls.JSON if body.lstrip()[:1] == b"{" else cls.XML


def read(body: bytes) -> Fields:
    """Return the fields of an XML or JSON document.

    Args:
        body: UTF-8 bytes, already limited in length.

    Raises:
        UnreadableError: Not well-formed, or with anything that the platforms never send: a DTD,
            entities, attributes, comments, doubled elements at the top, deep nesting.
    """
    return flat(body) or (_read_json(body) if Form.of(body) is Form.JSON else _read_xml(body))


def flat(body: bytes) -> "Fields | None":
    """Return the fields of a document so plain that no parser is needed; None for all others.

    What it returns is what the parser would have; what it leaves to the parser need not be wrong.
    """
    if len(body.translate(None, _CONTROLS)) < len(body) or any(map(body.count, _NO_CHARACTERS)):
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not _FLAT.fullmatch(text):
        return None
    found = _ELEMENTS.findall(text, len("<xml>"))
    fields: Fields = {name: (section or digits,) for name, section, digits in found}
    return fields if len(fields) == len(found) < MAX_NODES else None


def one(fields: Fields, name: str, limit: int = 1024) -> str:
    """Return the only text under a name; empty when there is none.

    Raises:
        UnreadableError: More than one stands there, or it is no text, or it is too long.
    """
    nodes = fields.get(name)
    if not nodes:
        return ""
    text = nodes[0]
    if len(nodes) == 1 and isinstance(text, str) and len(text) <= limit:
        return text
    raise UnreadableError(name)


def many(fields: Fields, name: str) -> tuple[Fields, ...]:
    """Return the groups under a name, be it none, one or more.

    Raises:
        UnreadableError: A text stands where a group belongs.
    """
    nodes = fields.get(name, ())
    if any(isinstance(node, str) and node.strip() for node in nodes):
        raise UnreadableError(name)
    return tuple(node for node in nodes if not isinstance(node, str))


def _read_xml(body: bytes) -> Fields:
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")  # wins over whatever the document declares
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    parser.ProcessingInstructionHandler = builder.refuse
    parser.CommentHandler = builder.refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        raise UnreadableError("xml") from None
    if isinstance(builder.root, str):
        raise UnreadableError("root")
    return builder.root


class _Builder:
    """Collects elements; an element holds text or elements, never both."""

    def __init__(self) -> None:
        self.root: Node = ""
        self._open: list[tuple[str, dict[str, tuple[Node, ...]], list[str]]] = []
        self._count = 0

    def refuse(self, *_: object) -> None:
        raise UnreadableError("markup")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if attributes or not _NAME.fullmatch(name) or self._count > MAX_NODES:
            raise UnreadableError("element")
        if len(self._open) >= MAX_DEPTH or (not self._open and name != "xml"):
            raise UnreadableError("depth")
        if len(self._open) == 1 and name in self._open[0][1]:
            raise UnreadableError("doubled")
        self._open.append((name, {}, []))

    def text(self, data: str) -> None:
        self._open[-1][2].append(data)

    def end(self, _: str) -> None:
        name, children, pieces = self._open.pop()
        text = "".join(pieces)
        if children and text.strip():
            raise UnreadableError("mixed")
        node: Node = children or text
        if self._open:
            siblings = self._open[-1][1]
            siblings[name] = (*siblings.get(name, ()), node)
        else:
            self.root = node


def _read_json(body: bytes) -> Fields:
    try:
        document = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_no_doubles,
            parse_int=str,  # a MsgId has 64 bits: it stays the digits that were sent
            parse_float=str,
        )
    except (ValueError, RecursionError):
        raise UnreadableError("json") from None
    return cast("Fields", _node(document, depth=1))


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs) or len(pairs) > MAX_NODES:
        raise UnreadableError("doubled")
    return dict(pairs)


def _node(value: Any, *, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise UnreadableError("depth")
    match value:
        case dict():
            return {name: _nodes(under, depth=depth + 1) for name, under in value.items()}
        case str() if not UNPRINTABLE.search(value):
            return value
        case bool():
            return str(value).lower()
    raise UnreadableError("value")


def _nodes(value: Any, *, depth: int) -> tuple[Node, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        return (_node(value, depth=depth),)
    return tuple(_node(each, depth=depth) for each in value)
