"""The set of projects that is worth the most and fits: exact, by listing what can still be the best."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

#: So many half-made sets are looked at before the search gives up and says how far it came.
EFFORT = 400_000


@dataclass(frozen=True, slots=True)
class Item:
    """What can be packed: its number, what it costs (more than 0) and what it is worth (more than 0)."""

    number: int
    cost: int
    worth: int


@dataclass(frozen=True, slots=True)
class Packed:
    """The best set found, in order of number, and a bound that no set exceeds: its own worth if proven."""

    numbers: tuple[int, ...]
    worth: int
    bound: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A half-made set: the items looked at so far are in it or out of it. `members` has a bit for each number."""

    cost: int
    worth: int
    members: int


#: Tells drafts that leave different choices for the items to come, and whether an item may join one.
Signature = Callable[[int], object]
Barred = Callable[[int, int], bool]
#: Told how many items the search has looked at.
Reached = Callable[[int], None]


def pack(
    items: Sequence[Item],
    *,
    room: int,
    barred: Barred = lambda _number, _members: False,
    signature: Signature = lambda _members: None,
    effort: int = EFFORT,
    reached: Reached = lambda _items: None,
) -> Packed:
    """The set of items within the room that is worth the most; of equals the cheapest, then the first numbers.

    First numbers: of the two sets, the one that holds the smallest number by which they differ. All three
    wishes are one whole number per item, so the best set is unique and nothing is left to the search.
    """
    search = _Search(items, room=room, barred=barred, signature=signature)
    proven = search.run(effort, reached)
    chosen = [item for item in items if search.best.members >> item.number & 1]
    worth = sum(item.worth for item in chosen)
    numbers = tuple(sorted(item.number for item in chosen))
    return Packed(numbers, worth, worth if proven is None else max(worth, proven))


class _Search:
    """Items by worth per cost; after each, the drafts that are not beaten and may still become the best.

    Nemhauser and Ullmann's lists (1969) with the bound of a last item cut to fit (Dantzig 1957).
    """

    def __init__(self, items: Sequence[Item], *, room: int, barred: Barred, signature: Signature) -> None:
        self.room, self.barred, self.signature = room, barred, signature
        self.scale = 1 + sum(item.cost for item in items)
        self.shift = len(items)
        place = {number: place for place, number in enumerate(sorted(item.number for item in items))}
        ranked = [
            Item(item.number, item.cost, self._wishes(item, 1 << (self.shift - 1 - place[item.number])))
            for item in items
        ]
        self.items = sorted(ranked, key=lambda item: Fraction(item.worth, item.cost), reverse=True)
        self.costs = list(accumulate((item.cost for item in self.items), initial=0))
        self.worths = list(accumulate((item.worth for item in self.items), initial=0))
        self.best = Draft(0, 0, 0)

    def _wishes(self, item: Item, bit: int) -> int:
        return ((item.worth * self.scale - item.cost) << self.shift) | bit

    def run(self, effort: int, reached: Reached) -> int | None:
        """Search; None if the best is proven, else the worth that no set can exceed."""
        drafts = [self.best]
        for place, item in enumerate(self.items):
            reached(place)
            bounds = [self._bound(draft, place) for draft in drafts]
            self._fill(drafts[bounds.index(max(bounds))], place)
            drafts = [draft for draft, bound in zip(drafts, bounds, strict=True) if bound > self.best.worth]
            if not drafts:
                return None
            effort -= len(drafts)
            if effort < 0:
                return ((max(bounds) >> self.shift) + self.room) // self.scale
            drafts = self._unbeaten([*drafts, *self._joined(drafts, item)])
        self.best = max([self.best, *drafts], key=lambda draft: draft.worth)
        return None

    def _joined(self, drafts: Sequence[Draft], item: Item) -> list[Draft]:
        return [
            Draft(draft.cost + item.cost, draft.worth + item.worth, draft.members | 1 << item.number)
            for draft in drafts
            if draft.cost + item.cost <= self.room and not self.barred(item.number, draft.members)
        ]

    def _unbeaten(self, drafts: list[Draft]) -> list[Draft]:
        """A draft is beaten by one that costs no more, is worth more and leaves the same choices."""
        kept: list[Draft] = []
        most: dict[object, int] = {}
        for draft in sorted(drafts, key=lambda draft: (draft.cost, -draft.worth)):
            kind = self.signature(draft.members)
            if draft.worth > most.get(kind, -1):
                most[kind] = draft.worth
                kept.append(draft)
        return kept

    def _bound(self, draft: Draft, place: int) -> int:
        """What the draft can become at most, if the first item that does not fit could be cut."""
        room = self.room - draft.cost
        last = bisect_right(self.costs, self.costs[place] + room) - 1
        worth = draft.worth + self.worths[last] - self.worths[place]
        if last < len(self.items):
            room -= self.costs[last] - self.costs[place]
            item = self.items[last]
            worth += room * item.worth // item.cost
        return worth

    def _fill(self, draft: Draft, place: int) -> None:
        """Complete a draft with whatever fits, to raise the mark early."""
        for item in self.items[place:]:
            for joined in self._joined([draft], item):
                draft = joined
        self.best = max(self.best, draft, key=lambda draft: draft.worth)
