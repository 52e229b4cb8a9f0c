"""The keys and columns of the Pabulib format in the order it prescribes, and old spellings of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

META_KEYS = (
    *("description", "country", "unit", "district", "subunit", "instance", "num_projects", "num_votes", "budget"),
    *("vote_type", "rule", "date_begin", "date_end", "min_length", "max_length", "min_sum_cost", "max_sum_cost"),
    *("min_points", "max_points", "min_sum_points", "max_sum_points", "default_score"),
    *("min_project_cost", "max_project_cost", "min_project_score_threshold"),
    *("neighborhoods", "subdistricts", "categories", "edition", "language", "currency", "fully_funded"),
    *("experimental", "comment", "acknowledgments", "leftover_budget", "budget_per_category"),
    *("budget_per_neighborhood", "min_length_per_category", "max_length_per_category"),
    *("min_sum_cost_per_category", "max_sum_cost_per_category"),
)
PROJECT_COLUMNS = (
    *("project_id", "cost", "votes", "score", "name", "category", "beneficiaries", "selected"),
    *("neighborhood", "subunit", "district", "description", "proposer", "public_id", "latitude", "longitude"),
)
VOTE_COLUMNS = (
    *("voter_id", "vote", "points", "age", "sex", "voting_method", "district", "neighborhood", "education"),
)
#: Columns whose cells are lists.
LISTS = ("vote", "points", "category", "beneficiaries")
#: Keys and columns of older editions, and what they are called since.
RENAMED: Mapping[str, str] = {
    "comments": "comment",
    "neighbourhood": "neighborhood",
    "neighbourhoods": "neighborhoods",
    "target": "beneficiaries",
}


def in_order(names: Iterable[str], *, order: Sequence[str]) -> list[str]:
    """The names that the format knows in its order, the others after them as they came."""
    given = list(names)
    return [name for name in order if name in given] + [name for name in given if name not in order]
