"""A count written back into its file: votes, score, `selected`, and the format's word for the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from voting.allocation import ties
from voting.allocation.document import Document
from voting.allocation.layout import META_KEYS, PROJECT_COLUMNS, in_order
from voting.allocation.model import Candidate, Outcome
from voting.allocation.settings import Amount, Settings

#: The words whose winners the official checker works out itself, from the order of the projects in the file.
WALKED = ("greedy", "greedy-no-skip", "greedy-threshold")


def rule_word(settings: Settings) -> str:
    """The word of the format for a rule, where it says exactly that; else greedy-custom or unknown.

    The checker of the format counts again for each word but those two: equalshares means cost utilities, add1 means
    steps of one unit and the stop at overspending, comparison means satisfaction. The format leaves the start of add1
    open; the checker rounds it down, which changes the winners in about one vote of two hundred.
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
    usual = settings.add1_stop == "overspend" and settings.increment == settings.unit
    usual = usual and settings.increment_as == "amount"
    return f"equalshares/add1{comparison}" if usual else "unknown"


def rule_lines(settings: Settings, *, unvoted: bool) -> dict[str, str]:
    """The lines of META for a rule: its word and the threshold ("" for none).

    `unvoted`: there are projects without votes. Here they are never funded; the format says so by a threshold of 1.
    """
    word, least = rule_word(settings), settings.min_votes
    if word in WALKED and unvoted:
        least = max(1, least)
        word = "greedy-threshold" if word == "greedy" else word
    return {"rule": word, "min_project_score_threshold": str(least) if least and least == int(least) else ""}


def in_walking_order(
    candidates: Sequence[Candidate], *, votes: Mapping[str, Amount], support: Mapping[str, Amount], settings: Settings
) -> list[str]:
    """The ids as the file lists them: by support and then the tie order, as the format says who comes first.

    As they come where nothing walks down the projects; there their order may be the tie order itself.
    """
    word = rule_word(settings)
    if word not in WALKED and not word.endswith("-comparison"):
        return [each.id for each in candidates]
    rank = ties.ranking(candidates=candidates, votes=votes, keys=settings.ties)
    return sorted(rank, key=lambda key: (-support.get(key, 0), rank[key]))


def with_outcome(document: Document, outcome: Outcome) -> Document:
    """The same file with what this count found; `selected` is 1, 2 if funded in part, else 0 (3 stays).

    Other columns, the ballots and the comment stay as they are; for the order see `in_walking_order`.
    """
    settings, support = outcome.settings, {key: reason.support for key, reason in outcome.reasons.items()}
    counted = {"votes": document.tally(points=False).votes}
    if settings.utility == "points" or "score" in document.project_columns:
        counted["score"] = document.tally(points=document.pointed).score
    place = document.project_columns.index("project_id")
    rows = {cells[place]: dict(zip(document.project_columns, cells, strict=True)) for cells in document.projects}
    for key, row in rows.items():
        row |= {column: str(numbers.get(key, 0)) for column, numbers in counted.items()}
        row["selected"] = _selected(key, row, outcome)
    order = in_walking_order(document.candidates(), votes=counted["votes"], support=support, settings=settings)
    columns = in_order((*document.project_columns, *counted, "selected"), order=PROJECT_COLUMNS)
    meta = {**document.meta, **rule_lines(settings, unvoted=not all(support.values()))}
    return replace(
        document,
        meta={key: meta[key] for key in in_order(meta, order=META_KEYS) if meta[key]},
        project_columns=tuple(dict.fromkeys(columns)),
        projects=tuple(tuple(rows[key][column] for column in dict.fromkeys(columns)) for key in order),
    )


def _selected(key: str, row: Mapping[str, str], outcome: Outcome) -> str:
    if key in outcome.funded:
        return "1"
    if key in outcome.part_funded:
        return "2"
    return "3" if row.get("selected") == "3" else "0"
