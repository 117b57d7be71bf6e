"""How questions follow each other when some of them are asked about every member of a group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.fields import MEMBER, Answers, Field
from domain.rules import Group

YES = "yes"


def suffix(n: int) -> str:
    """What marks the fields of a member: `#2`; the first one's are not marked."""
    return f"{MEMBER}{n}" if n > 1 else ""


@dataclass(frozen=True)
class Layout:
    """Fields in order, those of a group once for every member it may have."""

    fields: tuple[Field, ...]
    groups: tuple[Group, ...]

    @cached_property
    def known(self) -> Mapping[str, Field]:
        """Every field by its id, those of all members among them, in order."""
        known: dict[str, Field] = {}
        for slot in self._slots:
            if isinstance(slot, Field):
                known[slot.id] = slot
                continue
            for n in range(1, slot.most + 1):
                known |= {each.id: each for each in self._further(slot, n)}
        return known

    def laid_out(self, answers: Answers) -> Iterator[Field]:
        """The fields in order, for as many members as the answers say that there are."""
        for slot in self._slots:
            if isinstance(slot, Field):
                yield slot
                continue
            for n in self.members(slot, answers):
                yield from self._further(slot, n)

    def members(self, group: Group, answers: Answers) -> Iterator[int]:
        """The numbers of the members that there are, from 1."""
        for n in range(1, group.most + 1):
            yield n
            if n >= group.least and answers.get(group.more + suffix(n)) != YES:
                return

    @cached_property
    def _repeated(self) -> Mapping[str, tuple[Field, ...]]:
        """The fields that are asked about every member, the one for more last."""
        return {
            group.id: (
                *(f for f in self.fields if f.repeat == group.id and f.id != group.more),
                *(f for f in self.fields if f.id == group.more),
            )
            for group in self.groups
        }

    @cached_property
    def _slots(self) -> tuple[Field | Group, ...]:
        """Fields that are single or a first member's, and groups after their last field."""
        within = {f.id: group for group in self.groups for f in self._repeated[group.id]}
        last = {group.id: each.id for each in self.fields if (group := within.get(each.id))}
        slots: list[Field | Group] = []
        for each in self.fields:
            group = within.get(each.id)
            if group is None or each.id != group.more:
                slots.append(each)
            if group is not None and last[group.id] == each.id:
                slots.append(group)
        return tuple(slots)

    def _further(self, group: Group, n: int) -> tuple[Field, ...]:
        """What is asked where a group stands: of its first member only whether there is another."""
        fields = self._of_member[group.id, n]
        return fields if n > 1 else tuple(each for each in fields if each.id == group.more)

    @cached_property
    def _of_member(self) -> Mapping[tuple[str, int], tuple[Field, ...]]:
        made = {}
        for group in self.groups:
            fields = self._repeated[group.id]
            ids = frozenset(each.id for each in fields)
            for n in range(1, group.most + 1):
                for_more = group.least <= n < group.most
                asked = (f for f in fields if for_more or f.id != group.more)
                made[group.id, n] = tuple(f.member(suffix(n), ids) for f in asked)
        return made
