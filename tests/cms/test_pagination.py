"""The pages of a list: a handful of links, however long the list is."""

from __future__ import annotations

import re

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string


def shown(number: int, last: int) -> str:
    page = Paginator(range(last), 1).page(number)
    html = render_to_string("components/pagination.html", {"page": page, "query": "q=baum"})
    return " ".join(re.findall(r">(\d+|…)<", html))


@pytest.mark.parametrize(
    ("number", "last", "line"),
    [
        (1, 1, ""),
        (1, 2, "1 2"),
        (2, 3, "1 2 3"),
        (1, 4, "1 2 3 4"),
        (4, 4, "1 2 3 4"),
        (1, 5, "1 2 … 5"),
        (3, 5, "1 2 3 4 5"),
        (5, 5, "1 … 4 5"),
        (4, 7, "1 2 3 4 5 6 7"),
        (1, 417, "1 2 … 417"),
        (5, 417, "1 … 4 5 6 … 417"),
        (413, 417, "1 … 412 413 414 … 417"),
        (417, 417, "1 … 416 417"),
    ],
)
def test_the_first_the_last_and_those_beside_the_page(number: int, last: int, line: str) -> None:
    assert shown(number, last) == line


def test_links_keep_the_search_and_say_where_they_lead() -> None:
    html = render_to_string("components/pagination.html", {"page": Paginator(range(3), 1).page(2), "query": "q=baum"})
    assert re.findall(r'href="([^"]*)"', html) == [
        "?q=baum&amp;seite=1",
        "?q=baum&amp;seite=1",
        "?q=baum&amp;seite=3",
        "?q=baum&amp;seite=3",
    ]
    assert re.findall(r'aria-current="page">(\d+)', html) == ["2"]
