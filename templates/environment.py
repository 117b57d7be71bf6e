"""The one door to all words: phrases, refusals, cards, notices, papers and pages."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from domain.identity import mask_id, mask_name, mask_passport, mask_phone
from domain.message import Phrase
from templates import wording
from templates.sentences import Sentences
from templates.terms import Terms

HERE = Path(__file__).parent
Facts = Mapping[str, object]
Reader = Literal["citizen", "official"]
Lang = Literal["zh", "en"]


@cache
def words() -> "Words":
    """The words of this process: each template is compiled once, whoever asks."""
    return Words()


class Words:
    """Renders the templates of a folder; each is compiled once, at first use.

    What people type goes in as facts and is never read as a template.

    Attributes:
        environment: The Jinja environment; a name that no fact fills is an error.
        terms: The vocabulary, for callers that need one word.
        wording: How days and lengths are written, for callers that need one of them.
        sentences: Renders what an office may edit.
    """

    def __init__(self, folder: Path = HERE) -> None:
        self.terms = Terms.load(HERE / "terms.toml")
        self.wording = wording.Wording(self.terms)
        self.environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html",), default=False),
            auto_reload=False,
            cache_size=-1,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals["term"] = self.terms.term
        self._add_filters()
        self.sentences = Sentences(self._ways())
        self._constant: dict[str, str] = {}  # phrases that need no facts, as they always read

    def say(self, phrase: Phrase | str, facts: Facts | None = None) -> str:
        """The text of a chat bubble.

        Args:
            phrase: A phrase, or its name below `messages/`: `citizen/received`.
            facts: What the template needs, beyond what the phrase carries.
        """
        carried = phrase.facts if isinstance(phrase, Phrase) else {}
        name = phrase.name if isinstance(phrase, Phrase) else phrase
        needs = {**carried, **(facts or {})}
        if needs:
            return self._message(name, needs)
        if name not in self._constant:
            self._constant[name] = self._message(name, needs)
        return self._constant[name]

    def _message(self, name: str, facts: Facts) -> str:
        return self.environment.get_template(f"messages/{name}.jinja").render(facts).strip()

    def refusal(
        self, code: str, facts: Facts, *, reader: Reader = "citizen", lang: Lang = "zh"
    ) -> str:
        """What a refusal says to whoever reads it; officials read Chinese only.

        Args:
            code: The public slug: `Refusal.code`.
            facts: `Refusal.facts`, and what more the caller knows (`phone`, `link`).
            reader: Who reads it.
            lang: The citizen's language.
        """
        block = "citizen_en" if reader == "citizen" and lang == "en" else reader
        return self._block(f"refusals/{code}.jinja", block, facts)

    def term(self, table: str, code: str, otherwise: str = "") -> str:
        """The word for a code, as `Terms.term` gives it."""
        return self.terms.term(table, code, otherwise)

    def blocks(self, name: str, facts: Facts) -> dict[str, str]:
        """Every block of a template by its name, in the order of the file.

        Args:
            name: Below `templates/`, without suffix: `cards/review`, `documents/kinship`.
            facts: What the template needs.
        """
        path = f"{name}.jinja"
        return {
            block: self._block(path, block, facts)
            for block in self.environment.get_template(path).blocks
        }

    def sandboxed(self, text: str, facts: Facts) -> str:
        """What a sentence of the catalogue says, which may do no more than name facts.

        Raises:
            PressFailed: As in `Sentences.say`.
        """
        return self.sentences.say(text, facts)

    def page(self, name: str, /, **facts: object) -> str:
        """An HTML page; every fact is escaped."""
        return self.environment.get_template(f"pages/{name}.html").render(facts)

    def _block(self, path: str, block: str, facts: Facts) -> str:
        template = self.environment.get_template(path)
        context = template.new_context(dict(facts))
        return "".join(template.blocks[block](context)).strip()

    def _add_filters(self) -> None:
        plain = (wording.cut, wording.numbered, wording.echo, wording.size)
        lists = (wording.listed, wording.statute)
        waits = (self.wording.deadline, self.wording.when, self.wording.minutes, self.wording.wait)
        for each in (*plain, *lists, *waits):
            self.environment.filters[each.__name__] = each
        self.environment.filters.update(self._ways())

    def _ways(self) -> dict[str, Callable[..., str]]:
        """The ways of writing that sentences of the catalogue have too."""
        dated = (self.wording.day, self.wording.short_day, self.wording.month_day)
        masks = (mask_name, mask_id, mask_passport, mask_phone)
        ways = (*dated, wording.clock, wording.moment, self.wording.money, *masks)
        return {way.__name__: way for way in ways}
