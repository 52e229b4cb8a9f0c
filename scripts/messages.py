"""Texts to translate: extract, compile, check. Needs no gettext programs: Babel does it.

extract  collects all marked texts into locale/<language>/LC_MESSAGES/django.po, keeping the translations
compile  writes the .mo files that the product reads
check    fails if extracting would change anything, or a German text is missing or fuzzy
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["de"]  # English is the source
PACKAGES = ["participation", "proposals", "voting", "delivery", "cms", "templates"]
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip


def po_file(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """All marked texts of the code and the templates, in a fixed order, with the files but no line numbers."""
    found: dict[tuple[str | None, object], set[str]] = {}
    for package in PACKAGES:
        methods = [
            ("**.py", "python"),
            ("**.html", "scripts.messages:from_template"),
            ("**.txt", "scripts.messages:from_template"),
        ]
        for name, _, text, _, context in extract_from_dir(ROOT / package, methods, {}, keywords=KEYWORDS):
            if "/migrations/" not in f"/{name}" and not f"{package}/{name}".startswith("cms/demo/"):
                key = text if isinstance(text, str) else tuple(text)
                found.setdefault((context, key), set()).add(f"{package}/{name}")
    catalog = Catalog(project="Smarte Partizipation", copyright_holder="", charset="utf-8")
    for (context, text), files in sorted(
        found.items(), key=lambda item: (sorted(item[1]), str(item[0][1]), str(item[0][0]))
    ):
        catalog.add(text, locations=[(file, None) for file in sorted(files)], context=context)
    return catalog


def from_template(fileobj: io.BytesIO, keywords: object, comment_tags: object, options: object) -> object:
    """Babel's extraction method for Django templates: Django turns them into Python, Babel reads that."""
    from babel.messages.extract import extract_python
    from django.utils.translation.template import templatize

    # Blanked-out text keeps its indentation, which Python's tokenizer would take for blocks.
    source = "\n".join(line.lstrip() for line in templatize(fileobj.read().decode()).splitlines())
    return extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {})


def merged(language: str) -> Catalog:
    """The extracted texts with the translations there are; what is no longer marked is dropped."""
    path = po_file(language)
    known = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(locale=language)
    fresh = extracted()
    result = Catalog(locale=language, project="Smarte Partizipation", copyright_holder="", charset="utf-8")
    for message in fresh:
        if message.id:
            old = known.get(message.id, message.context)
            result.add(message.id, old.string if old else "", locations=message.locations, context=message.context)
    return result


def text_of(catalog: Catalog) -> bytes:
    """A .po file without dates, so that extracting twice gives the same bytes."""
    out = io.BytesIO()
    write_po(out, catalog, width=120, omit_header=True, include_lineno=False)
    language = catalog.locale_identifier
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return header.encode() + out.getvalue()


def extract() -> int:
    for language in LANGUAGES:
        catalog = merged(language)
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        po_file(language).write_bytes(text_of(catalog))
        missing = [message.id for message in catalog if message.id and not translated(message.string)]
        print(f"{language}: {len(catalog)} texts, {len(missing)} without translation")
    return 0


def translated(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def compile_() -> int:
    for language in LANGUAGES:
        path = po_file(language)
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=language))
    return 0


def check() -> int:
    faults = []
    for language in LANGUAGES:
        catalog = merged(language)
        if po_file(language).read_bytes() != text_of(catalog):
            faults.append(f"{language}: the texts changed; run `make messages`")
        faults += [f"{language}: no translation of {m.id!r}" for m in catalog if m.id and not translated(m.string)]
    print("\n".join(faults) or "texts: up to date and complete")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    import django
    from django.conf import settings

    settings.configure()
    django.setup()
    raise SystemExit({"extract": extract, "compile": compile_, "check": check}[sys.argv[1]]())
