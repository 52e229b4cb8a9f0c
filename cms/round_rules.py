"""The rules of a round in five plain sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation import queries
from participation.models import Round
from participation.templatetags.smarte import money


def in_words(round_: Round) -> list[str]:
    """Five sentences: who proposes, how much money, who votes, how, how it is counted. Pots must be prefetched."""
    counted = counted_in_words(round_.tally_rule, round_.min_votes)
    return [_who_proposes(round_), _how_much(round_), _who_votes(round_), _how(round_), counted]


def _who_proposes(round_: Round) -> str:
    if round_.who_may_propose == Round.WhoMayPropose.RESIDENTS:
        return _("Everybody who lives in %(area)s can submit ideas.") % {"area": round_.area.name}
    return _("Everybody who lives, works or learns in %(area)s can submit ideas, whatever their age or passport.") % {
        "area": round_.area.name
    }


def _how_much(round_: Round) -> str:
    total = money(queries.total_cents(round_), round_.currency)
    if round_.cap_cents is None:
        return _("There are %(total)s to spend.") % {"total": total}
    return _("There are %(total)s to spend; one idea may cost up to %(cap)s.") % {
        "total": total,
        "cap": money(round_.cap_cents, round_.currency),
    }


def _who_votes(round_: Round) -> str:
    return _(
        "Everybody who lives in %(area)s and is at least %(age)s years old can vote. Citizenship does not matter."
    ) % {
        "area": round_.area.name,
        "age": round_.voting_age,
    }


def _how(round_: Round) -> str:
    if round_.ballot_type == Round.BallotType.KNAPSACK:
        return _("You spend the money yourself: choose ideas until the pot is empty. The ballot is secret.")
    return ngettext(
        "You choose %(count)s idea. The ballot is secret.",
        "You choose up to %(count)s ideas. The ballot is secret.",
        round_.max_choices,
    ) % {"count": round_.max_choices}


def counted_in_words(tally_rule: str, min_votes: int) -> str:
    """How votes are counted (``Round.TallyRule``), and how many an idea needs at least."""
    sentence = {
        Round.TallyRule.GREEDY_SKIP: _(
            "The idea with the most votes is paid first, then the next; what no longer fits the pot is passed over."
        ),
        Round.TallyRule.GREEDY_STOP: _(
            "The idea with the most votes is paid first, then the next, until one no longer fits into the pot."
        ),
        Round.TallyRule.EQUAL_SHARES: _(
            "Every vote gets an equal share of the money; an idea wins if its supporters can pay for it together."
        ),
    }[Round.TallyRule(tally_rule)]
    if min_votes > 1:
        needed = ngettext(
            "An idea needs at least %(count)s vote.", "An idea needs at least %(count)s votes.", min_votes
        )
        sentence += " " + needed % {"count": min_votes}
    return sentence
