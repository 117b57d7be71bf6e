"""What an item says: the law behind it, the answer instead of a paper, the letter, the paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Basis:
    """A legal basis, and whether its text was read; what was not read is never shown as law.

    Attributes:
        gist: What it says, in our words; shown beside law and article.
        source: Where and as of when it was read, or why it was not.
    """

    law: str
    article: str
    read: bool
    source: str
    gist: str = ""


@dataclass(frozen=True)
class Answer:
    """What somebody is told who needs no paper from us.

    Attributes:
        lead: The answer in one sentence.
        proves: What proves the fact instead.
        owner: Who issues it, if somebody does; empty: nobody has to.
        how: How to get it there, step by step in a sentence or two.
        url: The owner's own service, if its address is known for certain.
    """

    lead: str
    proves: str
    owner: str = ""
    how: str = ""
    url: str = ""


@dataclass(frozen=True)
class Point:
    """One numbered point of a letter: what it says in bold, and what follows."""

    head: str
    text: str


@dataclass(frozen=True)
class LetterText:
    """What the letter to the asking unit says.

    Attributes:
        title: 关于无需提供…的说明.
        points: The numbered points; sandboxed templates over the facts of the letter.
        accept: What the unit can tick: 同意以居民户口簿为准.
    """

    title: str
    points: tuple[Point, ...]
    accept: str


@dataclass(frozen=True)
class PaperText:
    """The sentences of a paper that an office may edit: sandboxed templates over its facts.

    Attributes:
        title: The title in large type.
        states: The paragraphs that say what is certified.
        ground: How the office knows: 以上是本机关在…查询…所得.
        note: What the paper does not say; printed at the foot, may be empty.
    """

    title: str
    states: tuple[str, ...]
    ground: str
    note: str = ""
