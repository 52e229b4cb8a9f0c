"""A file of an older edition as the format prescribes it today; what the vote says stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from voting.allocation.document import Document
from voting.allocation.layout import LISTS, META_KEYS, PROJECT_COLUMNS, RENAMED, VOTE_COLUMNS, in_order

#: Spellings of "nothing" that stand in real files.
NOTHING = ("None", "\\N")
DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
LANGUAGES: Mapping[str, str] = {"polish": "pl", "english": "en", "french": "fr", "dutch": "nl", "german": "de"}
SEXES: Mapping[str, str] = {"K": "F"}  # kobieta


def tidied(document: Document) -> Document:
    """Keys, columns and cells as today's edition spells them; projects, ballots, costs and order stay.

    Spaces at the ends of cells and around commas go; so do lines of META without a value. A project may be named twice
    on a ballot before and after: the count says what it makes of that. Unknown columns stay, after those known.
    """
    return Document(
        meta=_meta(document),
        **_table("project", document.project_columns, document.projects, order=PROJECT_COLUMNS),
        **_table("vote", document.vote_columns, document.votes, order=VOTE_COLUMNS),
    )


def _meta(document: Document) -> dict[str, str]:
    meta = {RENAMED.get(key, key): _cell(key, value) for key, value in document.meta.items()}
    meta["language"] = LANGUAGES.get(meta.get("language", "").lower(), meta.get("language", ""))
    for key in ("date_begin", "date_end"):
        found = DATE.fullmatch(meta.get(key, ""))
        if found:
            meta[key] = f"{int(found[1]):02}.{int(found[2]):02}.{found[3]}"
    if meta.get("comment") and not meta["comment"].startswith("#1: "):
        meta["comment"] = f"#1: {meta['comment']}"
    if meta.get("rule") == "greedy" and meta.get("min_project_score_threshold"):
        meta["rule"] = "greedy-threshold"
    return {key: meta[key] for key in in_order(meta, order=META_KEYS) if meta[key]}


def _table(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, order: Sequence[str]
) -> dict[str, tuple]:
    called = [RENAMED.get(column, column) for column in columns]
    arranged = in_order(called, order=order)
    places = [called.index(column) for column in arranged]
    tidy = tuple(
        tuple(_cell(column, row[place]) for column, place in zip(arranged, places, strict=True)) for row in rows
    )
    return {f"{name}_columns": tuple(arranged), f"{name}s": tidy}


def _cell(column: str, cell: str) -> str:
    text = cell.strip()
    if column in LISTS or column.endswith("_per_category") or column in ("categories", "neighborhoods", "subdistricts"):
        return ",".join(entry.strip() for entry in text.split(","))
    if column == "sex":
        return SEXES.get(text, "" if text in NOTHING else text)
    return "" if text in NOTHING and column not in ("name", "project_id", "voter_id") else text
