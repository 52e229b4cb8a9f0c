"""A browser without JavaScript: reads pages, follows links and sends forms exactly as the HTML says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


class PaperBrowser:
    """One window. ``address`` is where it is, ``text`` what stands on the page."""

    def __init__(self) -> None:
        self.client = Client()
        self.address = "/"
        self.status = 0
        self.html = BeautifulSoup("", "html.parser")

    @property
    def text(self) -> str:
        """The words of the page's main part, white space folded."""
        part = self.html.find("main") or self.html
        return re.sub(r"\s+", " ", part.get_text(" ")).replace("\u00a0", " ")

    def go(self, address: str) -> PaperBrowser:
        """Open an address and follow redirects."""
        return self._show(self.client.get(address, follow=True), address)

    def follow(self, words: str) -> PaperBrowser:
        """Follow the first link of the main part whose words contain these."""
        for link in (self.html.find("main") or self.html).find_all("a", href=True):
            if words in re.sub(r"\s+", " ", link.get_text(" ")):
                return self.go(urljoin(self.address, str(link["href"])))
        raise AssertionError(f"no link {words!r} on {self.address}: {self.text[:400]}")

    def send(self, words: str, files: dict[str, Path] | None = None, **fields: Any) -> PaperBrowser:
        """Fill fields and press the button with these words; fields that the form lacks are a fault."""
        button = self._button(words)
        form = button.find_parent("form")
        assert form is not None, words
        data = self._values(form)
        unknown = set(fields) - {str(field.get("name")) for field in form.find_all(True, attrs={"name": True})}
        assert not unknown, f"{unknown} not in the form of {words!r} on {self.address}"
        data |= fields
        if button.get("name"):
            data[str(button["name"])] = str(button.get("value", ""))
        for name, path in (files or {}).items():
            data[name] = SimpleUploadedFile(path.name, path.read_bytes())
        target = urljoin(self.address, str(button.get("formaction") or form.get("action") or ""))
        if str(form.get("method", "get")).lower() == "get":
            return self._show(self.client.get(target, data, follow=True), target)
        return self._show(self.client.post(target, data, follow=True), target)

    def value(self, name: str) -> str:
        """What stands in a field."""
        field = self.html.find(attrs={"name": name})
        assert isinstance(field, Tag), name
        return field.get_text().strip() if field.name == "textarea" else str(field.get("value", ""))

    def first_value(self, name: str) -> str:
        """The value of the first control of this name: a box to tick, a choice."""
        field = self.html.find("input", attrs={"name": name})
        assert isinstance(field, Tag), name
        return str(field["value"])

    def _button(self, words: str) -> Tag:
        exact = re.compile(rf"^\s*{re.escape(words)}\s*$")
        for button in self.html.find_all("button"):
            if exact.match(re.sub(r"\s+", " ", button.get_text(" "))):
                return button
        raise AssertionError(f"no button {words!r} on {self.address}: {self.text[:600]}")

    def _values(self, form: Tag) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for field in form.find_all(["input", "select", "textarea"], attrs={"name": True}):
            name, kind = str(field["name"]), str(field.get("type", "text"))
            if field.has_attr("disabled") or kind in ("file", "submit", "button"):
                continue
            if kind in ("checkbox", "radio"):
                if field.has_attr("checked"):
                    data.setdefault(name, []).append(str(field.get("value", "on")))
            elif field.name == "select":
                chosen = field.find("option", selected=True) or field.find("option")
                data[name] = str(chosen.get("value", "")) if chosen else ""
            elif field.name == "textarea":
                data[name] = field.get_text().removeprefix("\n")
            elif name in data and kind == "hidden":
                data[name] = [
                    *(data[name] if isinstance(data[name], list) else [data[name]]),
                    str(field.get("value", "")),
                ]
            else:
                data[name] = str(field.get("value", ""))
        return data

    def _show(self, response: Any, address: str) -> PaperBrowser:
        self.status = response.status_code
        self.address = response.redirect_chain[-1][0] if response.redirect_chain else address
        self.html = BeautifulSoup(response.content, "html.parser")
        return self
