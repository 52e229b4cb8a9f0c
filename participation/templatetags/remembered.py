"""Components that look the same for the same parameters are rendered once per process, and remembered.

What is remembered is found by the values of all parameters, never by a name or a number of a record: whatever
changes in the database changes the parameters, so nothing can be out of date and nothing has to be forgotten.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

MOST = 2_000  # of each component; then that component begins anew
_PLAIN = (
    int,
    bool,
    float,
    datetime.date,
)  # 1, True and 1.0 are equal but look different: their kind is part of the key
_kept: dict[str, dict[Hashable, SafeString]] = {}


class Unkeyed(Exception):
    """A value of a kind that a component may show differently although it is equal to another one."""


@register.simple_tag(takes_context=True)
def remembered(context: template.Context, name: str, **parameters: Any) -> SafeString:
    """Like ``{% include name with … only %}``, for components that use nothing but their parameters and the language.

    Parameters are texts, whole numbers, days, tuples and dataclasses of these; with others it is rendered anew.
    """

    def render() -> SafeString:
        assert context.template is not None
        found: SafeString = context.template.engine.get_template(name).render(context.new(parameters))
        return found

    assert context.template is not None
    if context.template.engine.debug:  # templates are being edited
        return render()
    try:
        key = tuple((word, key_of(value)) for word, value in parameters.items())
    except Unkeyed:
        return render()
    return keep(name, (get_language(), context.use_l10n, context.autoescape, *key), render)


@register.simple_tag(takes_context=True)
def rendered(context: template.Context, name: str) -> SafeString:
    """Like ``{% include name %}``, to be stored with ``as`` where a page shows the same thing twice."""
    assert context.template is not None
    with context.push():
        return mark_safe(context.template.engine.get_template(name).render(context))  # noqa: S308 - a template's output


def keep(name: str, key: Hashable, render: Callable[[], SafeString]) -> SafeString:
    """What was rendered under this name for this key, or what is rendered now. ``key`` holds all that it depends on."""
    shelf = _kept.setdefault(name, {})
    if key not in shelf:
        if len(shelf) >= MOST:
            shelf.clear()
        return shelf.setdefault(key, render())
    # Another thread may have begun anew since the line above.
    return shelf.get(key) or render()


def key_of(value: Any) -> Hashable:
    """Equal for two values only if they look the same on a page. Raises Unkeyed.

    Text that is marked as safe is none of ours: it equals the same text that has to be escaped. A frozen dataclass of
    plain texts alone may say ``is_key``: it is taken as it is, which is quicker for the hundreds of a drawing.
    """
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind in _PLAIN:
        return kind, value
    if isinstance(value, tuple):
        return (kind, *map(key_of, value))
    if getattr(kind, "is_key", False):
        return value
    if is_dataclass(value):
        return (kind, *(key_of(getattr(value, field.name)) for field in fields(value)))
    raise Unkeyed(kind)
