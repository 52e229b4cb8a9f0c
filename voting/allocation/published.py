"""A count written back into its file: votes, score, `selected`, and the format's word for the rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voting.allocation import ties
from voting.allocation.document import Document
from voting.allocation.layout import META_KEYS, PROJECT_COLUMNS, in_order
from voting.allocation.model import Outcome
from voting.allocation.settings import Amount, Settings

#: The words whose winners the official checker works out itself, from the order of the projects in the file.
WALKED = ("greedy", "greedy-no-skip", "greedy-threshold")


def rule_word(settings: Settings) -> str:
    """The word of the format for a rule, where it says exactly that; else greedy-custom or unknown.

    The checker of the format counts again for each word but those two: equalshares means cost utilities, add1 means
    the start rounded down and the stop at overspending, comparison means satisfaction.
    """
    rule = settings.rule
    terms = (settings.min_share, settings.min_by_cost, settings.part_from, settings.variants, settings.caps)
    special = any(terms) or bool(settings.channels) or settings.utility == "cardinality"
    if rule == "greedy" and not special:
        return _greedy(settings)
    if rule == "greedy":
        return "greedy-custom"
    if rule != "equal-shares" or special or settings.exclusive or settings.min_votes or settings.utility != "cost":
        return "unknown"
    return _equal_shares(settings)


def _greedy(settings: Settings) -> str:
    if settings.misfit == "stop":
        return "greedy-custom" if settings.exclusive else "greedy-no-skip"
    if settings.exclusive:
        return "greedy-exclusive"
    if settings.min_votes != int(settings.min_votes):
        return "greedy-custom"
    return "greedy-threshold" if settings.min_votes else "greedy"


def _equal_shares(settings: Settings) -> str:
    comparison = {"none": "", "satisfaction": "-comparison"}.get(settings.comparison)
    if settings.tops_up or comparison is None or (comparison and "order" in settings.ties[:1]):
        return "unknown"
    if not settings.raises_shares:
        return f"equalshares{comparison}"
    usual = settings.add1_start == "integral" and settings.add1_stop == "overspend"
    usual = usual and settings.increment == settings.unit and settings.increment_as == "amount"
    return f"equalshares/add1{comparison}" if usual else "unknown"


def with_outcome(document: Document, outcome: Outcome) -> Document:
    """The same file with what this count found; `selected` is 1, 2 if funded in part, else 0 (3 stays).

    Where the rule walks (greedy, or the comparison with it) the projects are sorted by support, then by the tie order:
    that is how the format says who comes first. Other columns, the ballots and the comment stay as they are.
    """
    settings = outcome.settings
    meta = {**document.meta, **_rule(outcome)}
    meta = {key: value for key, value in meta.items() if value}
    rows = [dict(zip(document.project_columns, cells, strict=True)) for cells in document.projects]
    pointed = settings.utility == "points"
    tallies = {"votes": document.tally(points=False).votes}
    if pointed or "score" in document.project_columns:
        tallies["score"] = document.tally(points=document.pointed).score
    for row in rows:
        row |= {column: str(counted.get(row["project_id"], 0)) for column, counted in tallies.items()}
        row["selected"] = _selected(row, outcome)
    if meta["rule"] in WALKED or meta["rule"].endswith("-comparison"):
        rank = _rank(document, settings)
        rows.sort(key=lambda row: (-outcome.reasons[row["project_id"]].support, rank[row["project_id"]]))
    columns = in_order(rows[0], order=PROJECT_COLUMNS) if rows else list(document.project_columns)
    return replace(
        document,
        meta={key: meta[key] for key in in_order(meta, order=META_KEYS)},
        project_columns=tuple(columns),
        projects=tuple(tuple(row[column] for column in columns) for row in rows),
    )


def _rule(outcome: Outcome) -> dict[str, str]:
    """The word and the threshold. Without votes nothing is funded here, so the format needs a threshold of 1 for it."""
    word, least = rule_word(outcome.settings), outcome.settings.min_votes
    if word in WALKED and any(not reason.support for reason in outcome.reasons.values()):
        least = max(1, least)
        word = "greedy-threshold" if word == "greedy" else word
    return {"rule": word, "min_project_score_threshold": str(least) if least and least == int(least) else ""}


def _selected(row: Mapping[str, str], outcome: Outcome) -> str:
    key = row["project_id"]
    if key in outcome.funded:
        return "1"
    if key in outcome.part_funded:
        return "2"
    return "3" if row.get("selected") == "3" else "0"


def _rank(document: Document, settings: Settings) -> Mapping[str, Amount]:
    votes = document.tally(points=False).votes
    return ties.ranking(candidates=document.candidates(), votes=votes, keys=settings.ties)
