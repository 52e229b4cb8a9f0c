"""Trees of hashes as in RFC 6962: one root stands for all leaves in their order. Pure.

A leaf comes in as its hash (``voting.hashing.leaf``, which puts 0x00 in front); an inner node is SHA-256(0x01 ‖ left ‖
right); a node without a neighbour moves up as it is. Hashes are 32 bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

NODE = b"\x01"


class Frontier:
    """A tree that only grows and keeps no more than the roots of its full parts: n leaves cost n hashes.

    Ask for the root as often as you like on the way: that is how a whole chain of heads is checked in one pass.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._peaks: list[bytes] = []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Put one more leaf behind the last one."""
        node, full = leaf, self.size
        while full % 2:
            node, full = _node(self._peaks.pop(), node), full // 2
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far; of no leaves SHA-256 of nothing."""
        if not self._peaks:
            return hashlib.sha256().digest()
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = _node(peak, node)
        return node


class Tree:
    """All nodes of a tree, to answer with any proof: n hashes to build, then a few for each proof."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.size = len(leaves)
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            self._levels.append([_node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    def root(self, size: int | None = None) -> bytes:
        """The root of the first ``size`` leaves (all of them). Raises IndexError."""
        size = self._within(size)
        return self._part(0, size) if size else Frontier().root()

    def inclusion(self, place: int) -> list[bytes]:
        """The neighbours on the way from the leaf at ``place`` (from 0) up to the root. Raises IndexError."""
        if not 0 <= place < self.size:
            raise IndexError(place)
        path, begin, end = [], 0, self.size
        while end - begin > 1:
            middle = begin + _split(end - begin)
            left = place < middle
            path.append(self._part(middle, end) if left else self._part(begin, middle))
            begin, end = (begin, middle) if left else (middle, end)
        return path[::-1]

    def consistency(self, first: int, second: int | None = None) -> list[bytes]:
        """What proves that the first ``first`` leaves begin the first ``second`` (RFC 6962, 2.1.2). IndexError."""
        second = self._within(second)
        if not 0 <= first <= second:
            raise IndexError(first)
        path, begin, end, known = [], 0, second, True
        while first not in (0, end):
            middle = begin + _split(end - begin)
            left = first <= middle
            path.append(self._part(middle, end) if left else self._part(begin, middle))
            begin, end, known = (begin, middle, known) if left else (middle, end, False)
        return path[::-1] if known else [self._part(begin, end), *path[::-1]]

    def _within(self, size: int | None) -> int:
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise IndexError(size)
        return size

    def _part(self, begin: int, end: int) -> bytes:
        """The root of the leaves from ``begin`` to before ``end``, which begins where such a part can begin."""
        height = (end - begin).bit_length() - 1
        if end - begin == 1 << height:
            return self._levels[height][begin >> height]
        middle = begin + _split(end - begin)
        return _node(self._part(begin, middle), self._part(middle, end))


def includes(*, root: bytes, size: int, place: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path leads from the leaf at ``place`` to the root of ``size`` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    node, last, rest = leaf, size - 1, list(path)
    while last:
        if place % 2 or place < last:
            if not rest:
                return False
            neighbour = rest.pop(0)
            node = _node(neighbour, node) if place % 2 else _node(node, neighbour)
        place, last = place // 2, last // 2
    return not rest and node == root


def extends(*, first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of ``second`` leaves begins with that of ``first`` (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == Frontier().root()
    rest = list(path) if first & (first - 1) else [first_root, *path]
    return bool(rest) and _walk(first - 1, second - 1, rest) == (first_root, second_root)


def _walk(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots that the path leads to, or None where it is too long or too short."""
    while place % 2:
        place, last = place // 2, last // 2
    old = new = path[0]
    for neighbour in path[1:]:
        if last == 0:
            return None
        if place % 2 or place == last:
            old, new = _node(neighbour, old), _node(neighbour, new)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            new = _node(new, neighbour)
        place, last = place // 2, last // 2
    return (old, new) if last == 0 else None


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below a number of leaves: where RFC 6962 divides them."""
    return 1 << (count - 1).bit_length() - 1
