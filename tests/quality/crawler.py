"""Goes through the product link by link, and says what is wrong with a page."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from babel.messages.pofile import read_po
from django.test import Client
from tinyhtml5.parser import HTMLParser

HOST = "http://testserver"
CATALOG = Path(__file__).resolve().parents[2] / "locale" / "de" / "LC_MESSAGES" / "django.po"
LOADED = {
    "img": ("src", "srcset"),
    "script": ("src",),
    "link": ("href",),
    "source": ("src", "srcset"),
    "use": ("href",),
}
LOADED |= {"iframe": ("src",), "video": ("src",), "audio": ("src",), "object": ("data",), "form": ("action",)}
SPOKEN = ("aria-label", "title", "placeholder", "alt")
UNSEEN = {"script", "style", "template", "code"}  # code: what the log holds, word for word
OWN_NAMES = {"English"}  # a language is called what its speakers call it


@dataclass
class Page:
    """What came back from an address, and where the link to it stood."""

    address: str
    source: str
    response: Any
    body: bytes = b""
    faults: list[str] = field(default_factory=list)
    nodes: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.body = self.response.getvalue()
        if not self.is_html:
            return
        parser = HTMLParser(namespace_html_elements=False)
        root = parser.parse(self.body.decode())
        self.faults = [f"{code} {facts}" for _place, code, facts in parser.errors]
        self.nodes = [node for node in root.iter() if isinstance(node.tag, str)]

    @property
    def is_html(self) -> bool:
        return bool(self.response.headers.get("Content-Type", "").startswith("text/html") and self.body)

    @property
    def is_whole(self) -> bool:
        """A page of its own, not a part that a script asks for."""
        return self.is_html and b"<html" in self.body[:1000]

    def all(self, *tags: str) -> list[Any]:
        return [node for node in self.nodes if node.tag in tags]

    @property
    def links(self) -> Iterator[str]:
        """Addresses on this site behind links, or the next one of a redirect."""
        found = [node.get("href") for node in self.all("a")]
        if 300 <= self.response.status_code < 400:
            found = [self.response.headers["Location"]]
        for link in found:
            parts = urlsplit(urljoin(HOST + self.address, link or ""))
            if f"{parts.scheme}://{parts.netloc}" == HOST:
                yield parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def title(self) -> str:
        return folded("".join(self.all("title")[0].itertext())) if self.all("title") else ""

    @property
    def loads(self) -> set[str]:
        """Everything a browser fetches or sends to by itself, absolute."""
        found: set[str] = set()
        for tag, names in LOADED.items():
            for node in self.all(tag):
                for name in names:
                    value = node.get(name) or node.get(f"{{http://www.w3.org/1999/xlink}}{name}") or ""
                    pieces = (
                        [part.split()[0] for part in value.split(",") if part.split()] if name == "srcset" else [value]
                    )
                    found |= {urljoin(HOST + self.address, piece) for piece in pieces if piece}
        return {address for address in found if not address.startswith("data:")}

    @property
    def words(self) -> Iterator[str]:
        """What people see or hear: each piece of text, labels of pictures and fields."""
        for node in self.nodes:
            if node.tag in UNSEEN or node.get("lang", "de") != "de":
                continue
            yield from (folded(text) for text in (node.text, *(child.tail for child in node)) if text)
            yield from (folded(node.get(name) or "") for name in SPOKEN)


def folded(text: str) -> str:
    return " ".join(text.split())


def crawl(
    client: Client, *starts: str, within: Callable[[str], bool], often: Callable[[str], int], most: int = 600
) -> Iterator[Page]:
    """All pages that links lead to, breadth first; of each kind of address ``often`` examples, ``most`` in all."""
    todo = deque((start, "") for start in starts)
    seen, kinds = set(starts), Counter[str]()
    while todo and sum(kinds.values()) < most:
        address, source = todo.popleft()
        kind = kind_of(address)
        if kinds[kind] >= often(address):
            continue
        kinds[kind] += 1
        page = Page(address, source, client.get(address))
        yield page
        for link in page.links:
            if link not in seen and within(link):
                seen.add(link)
                todo.append((link, address))


def kind_of(address: str) -> str:
    """The address without its numbers and without the values behind the question mark."""
    path, _, query = address.partition("?")
    return re.sub(r"\d+", "#", path) + "?" + "&".join(sorted({pair.split("=")[0] for pair in query.split("&")}))


@cache
def english() -> tuple[frozenset[str], re.Pattern[str]]:
    """Our texts whose German is another one: those without gaps, and a pattern for those with."""
    with CATALOG.open("rb") as file:
        messages = [m for m in read_po(file, locale="de") if m.id]
    pairs = []
    for message in messages:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        german = {str(m.string) for m in messages}
        pairs += [text for text in ids if text not in strings and text not in german]
    whole = frozenset(folded(text) for text in pairs if "%" not in text)
    gap = re.compile(r"%\(\w+\)[sd]")
    gapped = [text for text in pairs if gap.search(text) and len(gap.sub("", text).split()) > 1]
    patterns = ["[^.]+?".join(re.escape(folded(piece)) for piece in gap.split(text)) for text in gapped]
    return whole, re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def english_words(page: Page) -> list[str]:
    """Pieces of text on a German page that are ours and were not translated."""
    whole, gapped = english()
    return [
        words
        for words in page.words
        if words and words not in OWN_NAMES and (words in whole or gapped.fullmatch(words))
    ]


def faults_of(page: Page, *, language: str) -> list[str]:
    """What is wrong with a whole page, whoever reads it."""
    found = [f"not valid: {fault}" for fault in page.faults]
    if len(page.all("h1")) != 1:
        found.append(f"{len(page.all('h1'))} first headings")
    if not page.title:
        found.append("no title")
    if [node.get("lang") for node in page.all("html")] != [language]:
        found.append(f"language {[node.get('lang') for node in page.all('html')]}")
    if "Content-Security-Policy" not in page.response.headers:
        found.append("no content policy")
    found += [f"loads {address}" for address in sorted(page.loads) if not address.startswith(HOST + "/")]
    if language == "de":
        found += [f"English: {words}" for words in english_words(page)]
    return found
