"""What leaves the platform: the published vote as a Pabulib file that anybody can recount, and the frozen paper."""

from __future__ import annotations

import datetime
import json
import shlex
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from participation.models import Round
from voting import hashing, log
from voting.allocation import Candidate, Settings, pabulib, stated
from voting.allocation.published import in_walking_order, rule_lines
from voting.allocation.settings import exact
from voting.models import Ballot, BallotPaper, Option
from voting.papers import UNIT
from voting.queries import OptionOutcome, PotOutcome, PublishedResult, published_result, results_for

COUNTRY = "Germany"  # META must name one; only an archived round can be of another country, and then it stays unsaid
#: What the command line takes where an option is left out; --cents makes one unit of money 100 cents.
DEFAULTS = Settings("greedy", increment=UNIT, unit=UNIT)
_FLAGS = {"caps": "cap", "channels": "channel"}


def files(round: Round) -> dict[str, bytes]:
    """File name to a Pabulib file for each pot of the newest published result; empty where nothing is published.

    The receipt code is the ``voter_id``: everybody finds their own ballot. There is no time, age or area in it.
    """
    published = published_result(round)
    if published is None:
        return {}
    names = file_names(published.paper)
    return {names[pot.area]: pabulib.render(document(published, pot)) for pot in published.pots}


def file_names(paper: BallotPaper) -> dict[str, str]:
    """Key of each pot's area to the name of its file. No query (round loaded)."""
    slug, areas = paper.round.slug, [pot["area"] for pot in paper.settings["pots"]]
    return {area: f"{slug}.pb" if len(areas) == 1 else f"{slug}-{area}.pb" for area in areas}


def paper_name(paper: BallotPaper) -> str:
    """The name of the frozen paper's file. No query (round loaded)."""
    return f"{paper.round.slug}-stimmzettel.json"


def document(published: PublishedResult, pot: PotOutcome) -> pabulib.Document:
    """One pot of a published result: ballots by code, projects in the order of the paper (it breaks ties).

    Under greedy by votes, as the format lists the projects; among equals by the tie order, then that of the paper.
    """
    own = [each for each in published.options if each.option.pot.area.key == pot.area and not _out(each, published)]
    votes = list(_votes(published, own))
    return pabulib.compose(
        meta=_meta(published, pot, own), projects=[_project(each) for each in _listed(published, own)], votes=votes
    )


def _listed(published: PublishedResult, own: list[OptionOutcome]) -> list[OptionOutcome]:
    found = {each.option.key: each for each in own}
    support = {key: each.votes for key, each in found.items()}
    order = in_walking_order(
        [Candidate(key, each.option.cost_cents) for key, each in found.items()],
        votes=support,
        support=support,
        settings=Settings.from_dict(published.result.settings["allocation"]),
    )
    return [found[key] for key in order]


def recount_options(rule: Settings) -> str:
    """The options with which ``python -m voting.allocation count FILE.pb --cents`` repeats a count by this rule."""
    words = [f"--rule {rule.rule}"]
    for name in rule.to_dict():
        shares = name == "increment" and rule.increment_as == "share"  # then a number, and 100 is not the default
        if name not in ("rule", "unit") and (shares or getattr(rule, name) != getattr(DEFAULTS, name)):
            flag = _FLAGS.get(name, name.replace("_", "-"))
            words += [_option(flag, each) for each in _typed(rule, name)]
    return " ".join(words)


def _option(flag: str, value: str) -> str:
    """A value that begins with a dash is told from an option by the equals sign."""
    return f"--{flag}{'=' if value.startswith('-') else ' '}{shlex.quote(value)}"


def paper_json(paper: BallotPaper) -> bytes:
    """What was frozen, as the bytes whose SHA-256 is the published hash of the paper."""
    return hashing.canonical(paper.facts(paper.options.select_related("area")))


def _typed(rule: Settings, name: str) -> list[str]:
    """A setting as the words that are typed for it, one for each time its option is given; money in whole units."""
    value = getattr(rule, name)
    if name == "increment":
        return [str(exact(value if rule.increment_as == "share" else Fraction(value, UNIT)))]
    if name == "caps":
        return [f"{exact(Fraction(cap.limit, UNIT))}:{','.join(cap.projects)}" for cap in value]
    if name == "channels":
        return [f"{channel}={exact(share)}" for channel, share in value]
    if name in ("exclusive", "variants"):
        return [",".join(group) for group in value]
    return [",".join(value) if name == "ties" else str(value)]


def box(paper: BallotPaper) -> Iterator[str]:
    """A shut box with its log as one JSON text, in pieces: heads, all leaves, and once a result is published every
    ballot as [code, numbers of options], by code. Whoever has it can check each receipt and each hash alone.
    """
    closing = paper.closing
    begin = log.published(paper) | {
        "closing": {"ballots": closing.ballots, "leaves": closing.leaves, "box_digest": closing.box_digest}
    }
    yield json.dumps(begin)[:-1] + ', "leaves": ['
    yield from _joined(log.leaves_of(paper))
    yield '], "ballots": '
    yield from _ballots(paper) if results_for(paper.round).exists() else ["null"]
    yield "}"


def _ballots(paper: BallotPaper) -> Iterator[str]:
    rows = Ballot.objects.filter(paper=paper).order_by("nonce").values_list("nonce", "choices")
    yield "["
    yield from _joined(rows.iterator(chunk_size=10_000))
    yield "]"


def _joined(rows: Iterable[Any]) -> Iterator[str]:
    """The rows of a JSON list, a thousand at a time."""
    rows, comma = iter(rows), ""
    while piece := list(islice(rows, 1000)):
        yield comma + json.dumps(piece)[1:-1]
        comma = ", "


def _out(each: OptionOutcome, published: PublishedResult) -> bool:
    return each.option.key in published.result.settings["withdrawn"]


def _meta(published: PublishedResult, pot: PotOutcome, own: list[OptionOutcome]) -> dict[str, str]:
    paper, round = published.paper, published.paper.round
    rule = Settings.from_dict(published.result.settings["allocation"])
    most = str(min(paper.max_choices, len(own)))
    found: dict[str, Any] = {
        "description": round.title,
        "country": "" if round.is_archive else COUNTRY,
        "unit": round.title if round.is_archive else round.area.name,
        "instance": str(_local(paper.closes_at).year),
        "budget": amount(pot.cents),
        "vote_type": "choose-1" if paper.max_choices == 1 else "approval",
        **rule_lines(rule, unvoted=not all(each.votes for each in own)),
        "date_begin": f"{_local(paper.opens_at):%d.%m.%Y}",
        "date_end": f"{_local(paper.closes_at - datetime.timedelta(microseconds=1)):%d.%m.%Y}",
        "min_length": "1",
        "max_length": "" if paper.is_knapsack else most,
        "max_sum_cost": amount(pot.cents) if paper.is_knapsack else "",
        "currency": round.currency,
        "comment": (
            stated.comment(f"--cents {recount_options(rule)}", digest=pot.digest)
            + f" #3: SHA-256 of the ballot paper: {paper.digest}"
        ),
    }
    return {key: value for key, value in found.items() if value}


def _project(each: OptionOutcome) -> dict[str, str]:
    option: Option = each.option
    row = {
        "project_id": option.key,
        "cost": amount(option.cost_cents),
        "votes": str(each.votes),
        "name": " ".join(option.title.split()),
        "selected": "1" if each.funded else "0",
    }
    proposal = option.proposal
    if proposal is not None and proposal.lon is not None:
        row |= {"latitude": str(proposal.lat), "longitude": str(proposal.lon)}
    return row


def _votes(published: PublishedResult, own: list[OptionOutcome]) -> Iterator[dict[str, str]]:
    """The ballots that take part in this pot: those naming a project of it, and empty ones."""
    key = {each.option.number: each.option.key for each in own}
    out = {each.option.number for each in published.options if _out(each, published)}
    rows = Ballot.objects.filter(paper=published.paper).order_by("nonce").values_list("nonce", "choices")
    for nonce, choices in rows.iterator(chunk_size=10_000):
        counted = [number for number in choices if number not in out]
        named = [key[number] for number in counted if number in key]
        if named or not counted:
            yield {"voter_id": nonce, "vote": ",".join(named)}


def amount(cents: int) -> str:
    """Cents as a plain number: 1240000 is 12400, 50 is 0.50."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def _local(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))
