"""pabutools, an independent implementation, funds the same: on shared files and random elections.

Its conventions are told in scripts/oracle.py; the rules below are those that both define alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.voting.allocation import oracle, shared
from tests.voting.allocation.test_checker import drawn
from voting.allocation import Settings, allocate, pabulib

RULES: Mapping[str, Mapping[str, str]] = {
    "greedy by votes": {"rule": "greedy"},
    "greedy by votes per cost": {"rule": "greedy", "utility": "cardinality"},
    "equal shares by cost": {"rule": "equal-shares"},
    "equal shares by cardinality": {"rule": "equal-shares", "utility": "cardinality"},
    "equal shares by cost, add1": {"rule": "equal-shares", "completion": "add1"},
    "equal shares by cardinality, add1": {"rule": "equal-shares", "utility": "cardinality", "completion": "add1"},
    "phragmen": {"rule": "phragmen"},
}
QUICK = (
    "greedy by votes",
    "greedy by votes per cost",
    "equal shares by cost",
    "equal shares by cardinality",
    "phragmen",
)
#: Real votes of all sizes; pabutools takes a minute and more for add1 on the larger ones.
FILES = (
    "Netherlands_Amsterdam_604.pb",
    "Poland_Gdynia_2023_Kamienna_Gora__small.pb",
    "Poland_Lodz_2023_Dolina_Lodki.pb",
    "Poland_Swiecie_2023.pb",
    "Poland_Warszawa_2018_Niskie_Okecie.pb",
    "Poland_Warszawa_2025_Praga-Polnoc.pb",
    "Poland_Warszawa_2026_Goclaw.pb",
    "Poland_Wieliczka_2023_Green_Budget.pb",
    "Poland_Wroclaw_2018_Rejon_nr_10_250.pb",
    "Switzerland_Zurich_S5.pb",
    "US_Stanford_Dataset_PB_Cambridge_2015_vote_approvals.pb",
)
WITH_ADD1 = (
    "Poland_Gdynia_2023_Kamienna_Gora__small.pb",
    "Poland_Warszawa_2018_Niskie_Okecie.pb",
    "Switzerland_Zurich_S5.pb",
)


def ours(file: Path, rule: Mapping[str, Any]) -> list[str]:
    """The sorted ids that we fund; pabutools' Phragmen knows stop only."""
    settings = Settings(**rule, **({"misfit": "stop"} if rule["rule"] == "phragmen" else {}))
    document = pabulib.read(file)
    tally = document.tally(points=False)
    return sorted(allocate(candidates=document.candidates(), tally=tally, pot=document.pot, settings=settings).funded)


def test_real_votes_come_out_alike() -> None:
    asked = [(shared.path(name), QUICK) for name in FILES]
    asked += [(shared.path(name), tuple(RULES.keys() - set(QUICK))) for name in WITH_ADD1]
    pairs = [(file, rule) for file, rules in asked for rule in sorted(rules)]
    found = oracle.answers([oracle.job(file, RULES[rule]) for file, rule in pairs])
    differing = [
        (file.name, rule)
        for (file, rule), theirs in zip(pairs, found, strict=True)
        if ours(file, RULES[rule]) != theirs
    ]
    assert differing == []
    assert len(pairs) == 61


@pytest.mark.parametrize("rule", RULES)
def test_random_elections_come_out_alike(rule: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{seed}.pb" for seed in range(80)]
    for seed, file in enumerate(files):
        file.write_bytes(pabulib.render(drawn(1000 + seed)))
    found = oracle.answers([oracle.job(file, RULES[rule]) for file in files])
    expected = [ours(file, RULES[rule]) for file in files]
    assert [file.name for file, theirs, mine in zip(files, found, expected, strict=True) if theirs != mine] == []
    assert len({tuple(each) for each in found}) > 10
