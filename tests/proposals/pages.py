"""Reading forms in pages as a browser without JavaScript does."""

from __future__ import annotations

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """The values a browser would send for the first POST form that has a field ``marker``, without buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._textarea: str | None = None
        self._select: str | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._inside = True
        if not self._inside:
            return
        if tag == "input" and a.get("name") and a.get("type") != "file":
            if a.get("type") not in {"radio", "checkbox"} or "checked" in a:
                self.values[a["name"]] = a.get("value", "on" if a.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self._textarea, self.values[a["name"]] = a["name"], ""
        elif tag == "select":
            self._select = a["name"]
            self.values.setdefault(self._select, "")
        elif tag == "option" and self._select and "selected" in a:
            self.values[self._select] = a.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None
        elif tag == "main":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data


def fields_of(html: str) -> dict[str, str]:
    """What the form on this page holds: hidden and visible fields, as a browser would send them."""
    reader = FormReader()
    reader.feed(html)
    return {name: value.removeprefix("\r\n").removeprefix("\n") for name, value in reader.values.items()}
