"""The Method of Equal Shares with its completions: from the contest to the explained outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from voting.allocation import add1, comparison, greedy, reasons, walk
from voting.allocation.contest import Contest
from voting.allocation.crowd import people_of
from voting.allocation.electorate import People
from voting.allocation.model import Candidate, Outcome, Reason, Step
from voting.allocation.settings import Amount, Settings
from voting.allocation.sharing import Sharing


def count(contest: Contest) -> Outcome:
    """Every ballot gets the same share of the pot; projects are bought by their supporters.

    With a `comparison`, greedy (by support, skipping) wins instead if the ballots say so.
    """
    outcome, settings = shared(contest), contest.settings
    if settings.comparison == "none":
        return outcome
    rival = greedy.count(_under_greedy(contest))
    compared = comparison.compare(tally=contest.tally, first=outcome.funded, second=rival.funded)
    if not compared.second_wins(settings.comparison):
        return replace(outcome, comparison=compared.to_dict())
    return replace(rival, settings=settings, stop_reason="greedy_preferred", comparison=compared.to_dict())


def winners(contest: Contest) -> set[str]:
    """The funded ids."""
    kept = add1.settle(contest, people_of(contest))
    tops_up = contest.settings.tops_up or kept.stop_reason == "everything_fits"
    won = _funded(contest, kept.sharing, tops_up=tops_up)
    if contest.settings.comparison == "none":
        return won
    rival = greedy.winners(_under_greedy(contest))
    compared = comparison.compare(tally=contest.tally, first=won, second=rival)
    return rival if compared.second_wins(contest.settings.comparison) else won


def _under_greedy(contest: Contest) -> Contest:
    """The same vote by support, skipping what does not fit."""
    utility = "points" if contest.settings.utility == "points" else "cost"
    return replace(contest, settings=Settings("greedy", utility=utility, ties=contest.settings.ties))


def shared(contest: Contest) -> Outcome:
    """The method and its completion alone."""
    people = people_of(contest)
    kept = add1.settle(contest, people)
    tops_up = contest.settings.tops_up or kept.stop_reason == "everything_fits"
    steps = purchases(contest, kept.sharing)
    left = steps[-1].left if steps else contest.pot
    order, visits = completion(contest, kept.sharing) if tops_up else ([], [])
    steps += walk.trace(visits, stage="completion", contest=contest, order=order, worth=walk.support_of(contest))
    funded = tuple(step.project for step in steps if step.action == "funded")
    return Outcome(
        settings=contest.settings,
        pot=contest.pot,
        ballots=contest.tally.ballots,
        funded=funded,
        spent=sum(step.cost for step in steps if step.action == "funded"),
        steps=steps,
        reasons=explain(contest, kept.sharing, steps=steps, left=left),
        stop_reason=kept.stop_reason,
        tie_mattered=tie_matters(contest, people, kept=kept, tops_up=tops_up),
        endowment=kept.endowment,
        reruns=kept.raises,
    )


def purchases(contest: Contest, sharing: Sharing) -> tuple[Step, ...]:
    """The run told in exact money: the most that one supporter paid, and how many gave their last."""
    people, left, steps = sharing.people, contest.pot, []
    for purchase, paid in zip(sharing.purchases, sharing.payments(), strict=True):
        candidate = contest.field[purchase.project]
        payment = paid.highest / people.money_factor
        left -= candidate.cost
        steps.append(
            Step(
                project=candidate.id,
                action="funded",
                stage="equal-shares",
                cost=candidate.cost,
                votes=contest.votes[candidate.id],
                support=contest.support[candidate.id],
                left=left,
                payment=payment,
                effective_votes=candidate.cost / payment,
                exhausted=plain(Fraction(paid.exhausted, people.vote_factor)),
                tied_with=tuple(sorted(contest.field[number].id for number in purchase.tied)),
            )
        )
    return tuple(steps)


def completion(contest: Contest, sharing: Sharing) -> tuple[list[Candidate], list[walk.Visit]]:
    """The rest of the pot goes down the remaining projects by votes (points), skipping what does not fit."""
    bought = set(sharing.bought)
    remaining = [candidate for number, candidate in enumerate(contest.field) if number not in bought]
    order = walk.by_worth(remaining, worth=walk.support_of(contest), contest=contest)
    ids = [contest.field[number].id for number in sharing.bought]
    left = contest.pot - add1.cost(contest, sharing)
    return order, walk.walk(order, left=left, stop=False, terms=contest.terms, before=ids)


def explain(contest: Contest, sharing: Sharing, *, steps: Sequence[Step], left: Amount) -> dict[str, Reason]:
    """The reason of every candidate. Of each that was not bought: what its supporters still had in the purses."""
    people, bought = sharing.people, set(sharing.bought)
    lost_numbers = [number for number in range(len(contest.field)) if number not in bought]
    factor = people.money_factor * people.vote_factor
    money = zip(lost_numbers, sharing.held(lost_numbers), strict=True)
    held = {contest.field[number].id: amount / factor for number, amount in money}
    lost = [candidate for candidate in contest.field if candidate.id in held]
    short = reasons.short_of_money(lost, held=held, left=left, contest=contest)
    if not contest.terms.free:
        ids = [contest.field[number].id for number in sharing.bought]
        short |= reasons.of_the_barred(lost, funded=ids, left=left, contest=contest)
    return short | reasons.of_steps(steps, contest=contest)


def plain(value: Fraction) -> Amount:
    """An int where the value is whole."""
    return int(value) if value.denominator == 1 else value


def tie_matters(contest: Contest, people: People, *, kept: add1.Kept, tops_up: bool) -> bool:
    """Whether putting one of the equals first would have funded other projects, at the final share."""
    result = _funded(contest, kept.sharing, tops_up=tops_up)
    for rival in {rival for purchase in kept.sharing.purchases for rival in purchase.tied}:
        other = Sharing(people, kept.endowment, first=rival)
        if _funded(contest, other, tops_up=tops_up) != result:
            return True
    if not tops_up:
        return False
    order, visits = completion(contest, kept.sharing)
    worth = walk.support_of(contest)
    if contest.terms.free:
        return walk.tie_matters(order, visits=visits, worth=worth)
    ids, left = (
        [contest.field[number].id for number in kept.sharing.bought],
        contest.pot - add1.cost(contest, kept.sharing),
    )

    def fund(changed: list[Candidate]) -> set[str]:
        return walk.funded_on(walk.walk(changed, left=left, stop=False, terms=contest.terms, before=ids))

    return walk.another_funds_others(order, worth=worth, fund=fund)


def _funded(contest: Contest, sharing: Sharing, *, tops_up: bool) -> set[str]:
    funded = {contest.field[number].id for number in sharing.bought}
    if tops_up:
        _order, visits = completion(contest, sharing)
        funded |= {visit.candidate.id for visit in visits if visit.action == "funded"}
    return funded
