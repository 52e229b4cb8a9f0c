"""Reads that pages make all the time: their SQL is built once, then run again and again with other values.

Building the SQL of a list costs Django ten times what running it costs the database. Nothing is kept but the SQL:
every run reads what is in the database then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connections
from django.db.models import QuerySet

MOST = 32  # keys that one run looks for at once; with more the SQL is built anew
_FIRST = 1_900_000_000  # stands for a number while the SQL is built; small enough for every integer column


class Prepared:
    """A query set whose SQL is kept. ``build`` makes it from named values, and does so once per database and thread.

    ``slots`` names the values and their kinds: ``int``, ``str``, or ``list`` for keys to be found ``__in`` (at most
    MOST). The values must reach the SQL as they are: no ``startswith``, no value that decides how the query is built.
    Nothing is prefetched.

    >>> below = Prepared(lambda parent: Area.objects.filter(parent=parent), parent=int)  # doctest: +SKIP
    >>> below.rows(parent=12)  # doctest: +SKIP
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **slots: type) -> None:
        self._build, self._slots, self._local = build, slots, threading.local()

    def rows(self, **values: Any) -> list[Any]:
        """What the query set finds with these values. One query; none for [] or a number no column holds."""
        if any(value == [] or _too_large(value) for value in values.values()):
            return []
        if any(isinstance(value, list) and len(value) > MOST for value in values.values()):
            return list(self._build(**values))
        found, compiler, sql, params = self._compiled()
        given = self._given(values)
        # Numbers and texts alone can be stand-ins; PostgreSQL also knows lists, which nothing can be looked up by.
        filled = tuple(given.get(param, param) if type(param) in (int, str) else param for param in params)
        compiler.as_sql = lambda: (sql, filled)
        return list(found._iterable_class(found))

    def _compiled(self) -> tuple[Any, Any, str, Sequence[Any]]:
        known = getattr(self._local, "known", None)
        if known is None or known[1].connection is not connections[known[0].db]:
            found: Any = self._build(**{name: self._stand_in(name) for name in self._slots})
            compiler: Any = found.query.get_compiler(connection=connections[found.db])
            known = (found, compiler, *compiler.as_sql())
            found.query.get_compiler = lambda *args, **kwargs: compiler
            self._local.known = known
        compiled: tuple[Any, Any, str, Sequence[Any]] = known
        return compiled

    def _stand_in(self, name: str) -> Any:
        first = _FIRST + 1000 * list(self._slots).index(name)
        kind = self._slots[name]
        if kind is list:
            return list(range(first, first + MOST))
        return first if kind is int else f"{{{first}}}"

    def _given(self, values: dict[str, Any]) -> dict[Any, Any]:
        given: dict[Any, Any] = {}
        for name, kind in self._slots.items():
            stand_in, value = self._stand_in(name), values[name]
            if kind is list:
                given |= zip(stand_in, _padded(value), strict=True)
            else:
                given[stand_in] = value
        return given


def _too_large(value: Any) -> bool:
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _padded(keys: Iterable[Any]) -> list[Any]:
    """As many keys as there is room for: the last one is looked for again and again."""
    found = list(keys)
    return found + found[-1:] * (MOST - len(found))
