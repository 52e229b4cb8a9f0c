"""The smallest change that would have funded a loser: a recount bears it out, and one less does not do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.voting.allocation import shared
from tests.voting.allocation.elections import RULES, Sample, by_lot
from tests.voting.allocation.test_command_line import FILE
from voting.allocation import Candidate, Change, Settings, Tally, allocate, smallest_change
from voting.allocation.__main__ import main
from voting.allocation.changes import cheaper, least
from voting.allocation.contest import draw_up
from voting.allocation.report import change_sentence
from voting.allocation.rules import WINNERS


def change_of(sample: Sample, settings: Settings, project: str) -> Change:
    return smallest_change(
        candidates=sample.candidates,
        tally=sample.tally(settings),
        pot=sample.pot,
        settings=settings,
        project=project,
    )


def funded_with(sample: Sample, settings: Settings, project: str, *, votes: int = 0, money: int = 0) -> bool:
    """A full count after the change."""
    tally = sample.tally(settings)
    tally = tally.with_ballots(project=project, more=votes) if votes else tally
    candidates = cheaper(sample.candidates, project=project, by=money)
    return project in allocate(candidates=candidates, tally=tally, pot=sample.pot, settings=settings).funded


@pytest.mark.parametrize("rule", RULES)
def test_a_recount_bears_the_change_out_and_one_less_does_not_do(rule: str) -> None:
    asked = 0
    for seed in range(60):
        sample, settings = by_lot(rule, seed, projects=5)
        for project in sample.costs().keys() - set(sample.count(settings).funded):
            change, asked = change_of(sample, settings, project), asked + 1
            if change.votes is not None:
                assert funded_with(sample, settings, project, votes=change.votes)
                assert not funded_with(sample, settings, project, votes=change.votes - 1)
            if change.money is not None:
                assert funded_with(sample, settings, project, money=int(change.money))
                assert not funded_with(sample, settings, project, money=int(change.money) - 1)
    assert asked > 60


@pytest.mark.parametrize("rule", RULES)
def test_the_quick_list_of_winners_is_that_of_the_count(rule: str) -> None:
    for seed in range(150):
        sample, settings = by_lot(rule, seed)
        contest = draw_up(candidates=sample.candidates, tally=sample.tally(settings), pot=sample.pot, settings=settings)
        assert WINNERS[rule](contest) == set(sample.count(settings).funded)


CANDIDATES = [Candidate("big", 60), Candidate("mid", 50), Candidate("small", 30), Candidate("tiny", 10)]
TALLY = Tally.of_approvals([["big"]] * 9 + [["mid"]] * 7 + [["small"]] * 5 + [["tiny"]] * 3)


@pytest.mark.parametrize(
    ("project", "settings", "pot", "change"),
    [
        # After big, 35 are left. Two more votes draw level with big, and mid is cheaper.
        ("mid", Settings("greedy"), 95, Change(2, 15)),
        ("tiny", Settings("greedy"), 95, Change(2, 5)),
        ("mid", Settings("greedy", exclusive=(("big", "mid"),)), 95, Change(2, None)),
        ("tiny", Settings("greedy", min_votes=100), 95, Change(None, None)),
        # The pot cannot pay big, so mid stands for both, until big costs no more than the pot.
        ("big", Settings("greedy", variants=(("big", "mid"),)), 55, Change(None, 5)),
    ],
)
def test_examples(project: str, settings: Settings, pot: int, change: Change) -> None:
    found = smallest_change(candidates=CANDIDATES, tally=TALLY, pot=pot, settings=settings, project=project)
    assert found == change


@pytest.mark.parametrize(
    ("enough", "most", "found"),
    [(1, 9, 1), (2, 9, 2), (7, 9, 7), (9, 9, 9), (10, 9, None), (1, 1, 1), (2, 1, None), (1, 0, None)],
)
def test_the_least_number_is_found(enough: int, most: int, found: int | None) -> None:
    for guess in (None, *range(12)):
        assert least(lambda number: number >= enough, most=most, guess=guess) == found


def test_in_a_real_vote() -> None:
    document = shared.election("Poland_Gdynia_2024_Chylonia__large.pb")
    given = {
        "candidates": document.candidates(),
        "tally": document.tally(points=False),
        "pot": document.pot,
        "settings": Settings("greedy"),
    }
    outcome = allocate(**given)
    for key, reason in outcome.reasons.items():
        if reason.code == "does_not_fit" and reason.step:
            change = smallest_change(**given, project=key)
            assert (change.votes, change.money) == (reason.missing_votes, reason.missing_money)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(14, 3000), "Enough would have been 14 more ballots for it alone or 3000 EUR less."),
        (Change(None, 3000), "Enough would have been 3000 EUR less."),
        (Change(14, None), "Enough would have been 14 more ballots for it alone."),
        (Change(None, None), "Not with this rule."),
    ],
)
def test_a_change_in_words(change: Change, said: str) -> None:
    assert change_sentence(change, unit="EUR") == said


def test_the_command_line_tells_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "vote.pb"
    file.write_text(FILE, encoding="utf-8")
    assert main(["count", str(file), "--rule", "greedy", "--changes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    place = lines.index("  swings: 3 votes; 25.50 EUR short of fitting in. 1 more votes would have been enough.")
    assert lines[place + 1] == "    Enough would have been 1 more ballots for it alone or 25 EUR less."
    assert main(["count", str(file), "--rule", "greedy", "--changes", "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert changes.keys() == {"swings", "wall"}
    assert changes["swings"] == {"votes": 1, "money": 25}
