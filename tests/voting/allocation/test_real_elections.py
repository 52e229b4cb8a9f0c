"""Real votes: the published settings give exactly the projects that the city funded."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.voting.allocation import shared
from voting.allocation import Candidate, Outcome, Settings, allocate, pabulib
from voting.allocation.comparison import Comparison, compare

WIELICZKA = "Poland_Wieliczka_2023_Green_Budget.pb"
SWIECIE = "Poland_Swiecie_2023.pb"
POZNAN = "Poland_Poznan_2024_11_-_Fabianowo-Kotowo_Gorczyn_Junikowo_Kwiatowe_Lawica__large.pb"

SKIP = Settings("greedy", ties=("order",))
STOP = replace(SKIP, misfit="stop")
SCORE = replace(SKIP, utility="points")
ADD1 = Settings("equal-shares", completion="add1")


def outcome_of(document: pabulib.Document, settings: Settings) -> Outcome:
    tally = document.tally(points=settings.utility == "points")
    return allocate(candidates=document.candidates(), tally=tally, pot=document.pot, settings=settings)


#: The settings of each city under which its published projects come out.
PUBLISHED = [
    ("Poland_Lodz_2022.pb", replace(SKIP, min_votes=100)),
    ("Poland_Katowice_2023.pb", replace(SCORE, min_votes=200)),
    ("Poland_Wroclaw_2025.pb", STOP),
    ("Poland_Krakow_2023_Mistrzejowice.pb", SCORE),
    ("Poland_Krakow_2023_Stare_Miasto.pb", SCORE),
    ("Poland_Katowice_2024_Bogucice.pb", replace(SCORE, min_votes=50)),
    ("Poland_Czestochowa_2025_Wrzosowiak.pb", replace(SCORE, min_votes=300)),
    ("Poland_Gdynia_2023_Kamienna_Gora__small.pb", replace(STOP, min_votes=50)),
    ("Poland_Gdynia_2024_Chylonia__large.pb", replace(STOP, min_votes=50)),
    (POZNAN, STOP),
    ("Poland_Wroclaw_2018_Rejon_nr_10_250.pb", STOP),
    ("Poland_Warszawa_2025_Praga-Polnoc.pb", SKIP),
    ("Poland_Warszawa_2018_Niskie_Okecie.pb", replace(SKIP, min_votes=23)),
    ("Poland_Warszawa_2026_Goclaw.pb", replace(SKIP, min_votes=30)),
    ("Poland_Lodz_2023_Dolina_Lodki.pb", replace(SKIP, min_votes=50)),
    ("poland_warszawa_2017_grochow-kinowa.pb", SKIP),
    (SWIECIE, ADD1),
    (SWIECIE, replace(ADD1, add1_stop="overspend")),
    (WIELICZKA, replace(ADD1, add1_stop="overspend")),
]
#: Those that need more than settings, or others beside: each has its own test below.
BIELANY = "Poland_Warszawa_2022_Bielany.pb"
VESZPREM = "Hungary_Veszprem_2025.pb"


@pytest.mark.parametrize(("name", "settings"), PUBLISHED)
def test_the_published_projects_come_out(name: str, settings: Settings) -> None:
    document = shared.election(name)
    assert sorted(outcome_of(document, settings).funded) == sorted(document.selected())


def test_every_file_that_says_who_was_funded_is_among_them() -> None:
    stating = {name for name in all_files() if "selected" in shared.election(name).project_columns}
    assert stating == {name for name, _settings in PUBLISHED} | {BIELANY, VESZPREM}


def test_veszprem_funded_the_three_with_most_votes_and_by_the_files_prices_a_fourth_would_fit() -> None:
    """The file has no costs but ranges, for which it puts prices of its own; so no rule comes out."""
    document = shared.election(VESZPREM)
    assert sorted(outcome_of(document, SKIP).funded[:3]) == sorted(document.selected())
    for settings in (SKIP, STOP, ADD1, Settings("phragmen"), Settings("max-utility")):
        assert sorted(outcome_of(document, settings).funded) != sorted(document.selected())


def test_wieliczka_to_the_last_zloty_and_with_the_published_comparison() -> None:
    document = shared.election(WIELICZKA)
    shares = outcome_of(document, replace(ADD1, add1_stop="overspend"))
    greedy = outcome_of(document, Settings("greedy"))
    assert (len(shares.funded), shares.spent, shares.stop_reason) == (30, 995_079, "next_overspends")
    assert shares.endowment == Fraction(1_000_000, 6586) + 164
    compared = compare(tally=document.tally(points=False), first=shares.funded, second=greedy.funded)
    assert compared == Comparison(1615, 873, 6586 - 1615 - 873, 1172, 1820)


def test_wieliczka_with_the_exhaustive_stop_is_another_set() -> None:
    document = shared.election(WIELICZKA)
    outcome = outcome_of(document, ADD1)
    assert (len(outcome.funded), outcome.spent, outcome.stop_reason) == (31, 984_579, "exhausted")
    assert set(document.selected()) - set(outcome.funded) == {"46"}
    assert set(outcome.funded) - set(document.selected()) == {"66", "67"}


def test_swiecie_to_the_last_zloty() -> None:
    outcome = outcome_of(shared.election(SWIECIE), ADD1)
    assert (len(outcome.funded), outcome.spent) == (17, 1_040_337)


def test_without_the_stop_gdynia_comes_out_wrong() -> None:
    document = shared.election("Poland_Gdynia_2024_Chylonia__large.pb")
    outcome = outcome_of(document, replace(SKIP, min_votes=50))
    assert sorted(outcome.funded) != sorted(document.selected())


def test_in_niskie_okecie_the_tie_order_decides() -> None:
    document = shared.election("Poland_Warszawa_2018_Niskie_Okecie.pb")
    by_keys = {
        keys: outcome_of(document, replace(SKIP, min_votes=23, ties=keys))
        for keys in (("order",), ("dearer", "order"), ("cost", "order"))
    }
    assert [sorted(outcome.funded) == sorted(document.selected()) for outcome in by_keys.values()] == [
        True,
        True,
        False,
    ]
    assert all(outcome.tie_mattered for outcome in by_keys.values())


def test_bielany_comes_out_once_the_excluded_project_is_struck_out() -> None:
    document = shared.election("Poland_Warszawa_2022_Bielany.pb")
    assert sorted(outcome_of(document, SKIP).funded) != sorted(document.selected())
    outcome = allocate(
        candidates=[each for each in document.candidates() if each.id != "1932"],
        tally=document.tally(points=False).without({"1932"}),
        pot=document.pot,
        settings=SKIP,
    )
    assert sorted(outcome.funded) == sorted(document.selected())


def test_bielany_comes_out_with_the_two_on_one_spot_as_an_exclusive_group() -> None:
    document = shared.election("Poland_Warszawa_2022_Bielany.pb")
    outcome = outcome_of(document, replace(SKIP, exclusive=(("201", "1932"),)))
    assert sorted(outcome.funded) == sorted(document.selected())
    assert (outcome.reasons["1932"].code, outcome.reasons["1932"].rival) == ("excluded", "201")


def test_poznan_pays_the_next_project_in_part() -> None:
    document = shared.election(POZNAN)
    outcome = outcome_of(document, replace(STOP, part_from=Fraction(4, 5)))
    key, mark = (document.project_columns.index(column) for column in ("project_id", "selected"))
    assert list(outcome.part_funded) == [cells[key] for cells in document.projects if cells[mark] == "2"]
    assert sorted(outcome.funded) == sorted(document.selected())
    assert outcome.spent == document.pot


def test_niskie_okecie_comes_out_with_a_tenth_of_the_ballots_as_the_minimum() -> None:
    document = shared.election("Poland_Warszawa_2018_Niskie_Okecie.pb")
    outcome = outcome_of(document, replace(SKIP, min_share=Fraction(1, 10)))
    assert sorted(outcome.funded) == sorted(document.selected())


def test_swiecie_comes_out_with_its_own_filter_and_its_own_comparison() -> None:
    document = shared.election(SWIECIE)
    outcome = outcome_of(document, replace(ADD1, min_by_cost=Fraction(1, 3), comparison="satisfaction"))
    assert sorted(outcome.funded) == sorted(document.selected())
    assert outcome.reasons["c22"].code == "below_minimum"
    assert outcome.comparison is not None
    assert (outcome.comparison["prefer_first"], outcome.comparison["prefer_second"]) == (1245, 363)


def test_a_dearest_withdrawn_project_does_not_end_the_walk() -> None:
    document = shared.election("Poland_Gdynia_2024_Chylonia__large.pb")
    first = document.candidates()[0]
    withdrawn = [Candidate(first.id, 999_999_999), *document.candidates()[1:]]
    outcome = allocate(candidates=withdrawn, tally=document.tally(points=False), pot=document.pot, settings=STOP)
    struck = allocate(
        candidates=withdrawn[1:],
        tally=document.tally(points=False).without({first.id}),
        pot=document.pot,
        settings=STOP,
    )
    assert outcome.funded == struck.funded
    assert outcome.reasons[first.id].code == "does_not_fit"


def test_cents_and_whole_units_give_the_same_projects() -> None:
    document = shared.election(WIELICZKA)
    rules = replace(ADD1, add1_start="integral", add1_stop="overspend")
    in_cents = allocate(
        candidates=[Candidate(each.id, each.cost * 100) for each in document.candidates()],
        tally=document.tally(points=False),
        pot=document.pot * 100,
        settings=replace(rules, increment=100, unit=100),
    )
    in_units = outcome_of(document, rules)
    assert in_cents.funded == in_units.funded
    assert in_cents.endowment == (in_units.endowment or 0) * 100


def test_the_largest_approval_file_takes_seconds_not_minutes() -> None:
    document = shared.election("Poland_Lodz_2022.pb")
    outcome = outcome_of(document, ADD1)
    assert (document.tally(points=False).ballots, outcome.ballots) == (90_494, 90_494)
    assert outcome.spent <= document.pot


def all_files() -> list[str]:
    return sorted(path.name for path in shared.FOLDER.glob("*.pb")) or ["none"]


@pytest.mark.parametrize("name", all_files())
def test_every_file_is_read_and_written_back_without_loss(name: str) -> None:
    original = shared.path(name).read_bytes()
    document = pabulib.parse(original, file=name)
    written = pabulib.render(document)
    assert pabulib.parse(written, file=name) == document
    if b"key;value" in original:
        assert written == original.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"


@pytest.mark.parametrize("name", all_files())
def test_the_tally_agrees_with_the_votes_column(name: str) -> None:
    document = shared.election(name)
    place = document.project_columns.index("votes")
    stated = {cells[0]: int(cells[place]) for cells in document.projects}
    votes = document.tally(points=False).votes
    differing = {key for key, number in stated.items() if number != votes.get(key, 0)}
    # One Amsterdam ballot names four projects twice, and the city counted them twice.
    assert len(differing) == (4 if name == "Netherlands_Amsterdam_604.pb" else 0)


def test_points_agree_with_the_score_column() -> None:
    document = shared.election("Poland_Katowice_2023.pb")
    place = document.project_columns.index("score")
    stated = {cells[0]: int(cells[place]) for cells in document.projects}
    assert document.tally(points=True).score == stated
