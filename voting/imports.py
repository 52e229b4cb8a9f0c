"""Bringing in a vote that was held elsewhere: a Pabulib file becomes an archived round with its published result."""

from __future__ import annotations

import datetime
import math
import secrets
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from participation import rounds
from participation.models import Area, Phase, Round
from voting import closing, hashing, keys, papers, results, rights
from voting.allocation import AllocationError, Settings, SettingsError, pabulib, stated
from voting.allocation.document import listed, number
from voting.models import Ballot, BallotPaper, Closing, PendingLeaf, Result, VotingRight
from voting.receipts import new_nonce

PLAIN = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "Ø": "O"})  # what Unicode does not take apart
Progress = Callable[[int, int], None]
BATCH = 2_000
CENTS = 100
MONEY = {"increment": CENTS, "unit": CENTS}
GREEDY = {"rule": "greedy", "ties": ("order",)} | MONEY
SHARES = {"rule": "equal-shares"} | MONEY
ADD1 = SHARES | {"completion": "add1", "add1_stop": "overspend"}
#: How cities counted, by the word in META: ties in the order of the file, add1 up to the first overspend. The
#: comparison with greedy is not repeated: that the file says equal shares means that they won it.
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "greedy": (Round.TallyRule.GREEDY_SKIP, GREEDY),
    "greedy-threshold": (Round.TallyRule.GREEDY_SKIP, GREEDY),
    "greedy-no-skip": (Round.TallyRule.GREEDY_STOP, GREEDY | {"misfit": "stop"}),
    "equalshares": (Round.TallyRule.EQUAL_SHARES, SHARES),
    "equalshares-comparison": (Round.TallyRule.EQUAL_SHARES, SHARES),
    "equalshares/add1": (Round.TallyRule.EQUAL_SHARES, ADD1),
    "equalshares/add1-comparison": (Round.TallyRule.EQUAL_SHARES, ADD1),
}
REPEAT = "name the rule on the command line, as for `count`: --rule …"


class ImportRefused(Exception):
    """The file is sound but cannot be brought in; the message says why, with file and line where there is one."""


def nothing(done: int, total: int) -> None:
    """Progress that nobody watches."""


@transaction.atomic
def bring_in(
    *,
    data: bytes,
    file: str,
    area: Area,
    at: datetime.datetime,
    rule: Settings | None = None,
    progress: Progress = nothing,
) -> Result:
    """A whole Pabulib file, or nothing: round, paper, ballots, count by the file's rule, published result.

    Money in the file's unit becomes cents. ``rule`` (in cents) goes before what the file says: the exact settings in
    the comment of a file that we wrote, else its word. Where the file says which projects were funded, the count must
    come to the same, and to the same hash where we wrote it. Raises pabulib.FileError (with the line), ImportRefused.
    """
    document = pabulib.parse(data, file=file)
    source = _Source(document, data, file, rule)
    round = source.open_round(area, at=at)
    paper = papers.bring_in(
        round=round, entries=source.entries(area), rule=source.rule(), max_choices=round.max_choices, at=at
    )
    fill_box(paper=paper, ballots=source.ballots(), progress=progress)
    closing.close(paper=paper, at=at)
    try:
        result = results.compute(paper=paper, at=at)
    except AllocationError as error:
        raise ImportRefused(f"{file}: {error}") from None
    source.compare(result)
    result = results.certify(result=result, at=at)
    return results.publish(result=result, at=at)


@transaction.atomic
def fill_box(
    *,
    paper: BallotPaper,
    ballots: Sequence[Iterable[int]],
    has_register: bool = False,
    progress: Progress = nothing,
) -> None:
    """Put the ballots of an archived vote (numbers of options each) into its box, before it is closed.

    ``has_register``: each comes with a used right of nobody known, as if cast (the demo); a file has no rights.
    For an archived round only: into the box of a vote that is held here nothing gets but by casting.
    Raises ImportRefused.
    """
    paper = BallotPaper.objects.select_for_update(of=("self",)).select_related("round").get(pk=paper.pk)
    if not paper.round.is_archive or not paper.is_frozen or Closing.objects.filter(paper=paper).exists():
        raise ImportRefused("Ballots can be put only into the unclosed box of an archived round.")
    for start in range(0, len(ballots), BATCH):
        batch = ballots[start : start + BATCH]
        keys_of_batch = _used_rights(paper, len(batch)) if has_register else [secrets.token_hex(32) for _ in batch]
        ballots_of_batch = [_ballot(paper, choices, key) for choices, key in zip(batch, keys_of_batch, strict=True)]
        Ballot.objects.bulk_create(ballots_of_batch)
        if paper.has_log:
            PendingLeaf.objects.bulk_create(PendingLeaf(hash=each.leaf, paper=paper) for each in ballots_of_batch)
        progress(start + len(batch), len(ballots))


def _used_rights(paper: BallotPaper, count: int) -> list[str]:
    """New rights of nobody known; the names under which their ballots lie in the box. One statement."""
    secret = keys.load(paper.key_id)
    issued = [
        VotingRight(paper=paper, channel=VotingRight.Channel.ACCOUNT, holder_mac=secrets.token_hex(32))
        for _ in range(count)
    ]
    return [rights.box_key(paper, right, secret) for right in VotingRight.objects.bulk_create(issued)]


def _ballot(paper: BallotPaper, choices: Iterable[int], box_key: str) -> Ballot:
    chosen, nonce = sorted(set(choices)), new_nonce()
    leaf = hashing.leaf(paper_digest=paper.digest, nonce=nonce, choices=chosen)
    return Ballot(paper=paper, box_key=box_key, choices=chosen, nonce=nonce, leaf=leaf)


class _Source:
    """A parsed file, read as the platform needs it."""

    def __init__(self, document: pabulib.Document, data: bytes, file: str, rule: Settings | None) -> None:
        self.document, self.meta, self.file = document, document.meta, file
        self.lines = data.decode("utf-8-sig").splitlines()
        self.keys = [candidate.id for candidate in document.candidates()]
        self.stated = self._stated() if rule is None else None
        self._given = rule or (self.stated.settings if self.stated else None)

    def refuse(self, message: str, *, begins: str = "META") -> ImportRefused:
        """A refusal that names the line which begins with these words."""
        found = (place for place, line in enumerate(self.lines, start=1) if line.startswith(begins))
        return ImportRefused(f"{self.file}, line {next(found, 1)}: {message}")

    def wanted(self, key: str) -> str:
        """A line of META that the import cannot do without."""
        if not self.meta.get(key):
            raise self.refuse(f"the section META needs a line {key}.")
        return self.meta[key]

    def rule(self) -> Settings:
        """The settings of the count that were given or that the file names."""
        return self._given or Settings(**self._rule()[1], min_votes=self._min_votes())

    def _stated(self) -> stated.Stated | None:
        """The exact settings in the comment of our own files."""
        try:
            found = stated.stated(self.meta.get("comment", ""))
        except SettingsError as error:
            raise self.refuse(f"the comment names settings that do not hold ({error})", begins="comment") from None
        return found if found is not None and found.cents else None

    def _tally_rule(self) -> str:
        """The rule of the round that comes nearest; the exact settings stand on the paper."""
        if self._given is None:
            return self._rule()[0]
        if self._given.rule == "equal-shares":
            return Round.TallyRule.EQUAL_SHARES
        return Round.TallyRule.GREEDY_STOP if self._given.misfit == "stop" else Round.TallyRule.GREEDY_SKIP

    def _rule(self) -> tuple[str, dict[str, Any]]:
        word = self.wanted("rule")
        if word not in RULES:
            known = ", ".join(RULES)
            raise self.refuse(f"the rule {word!r} is not one that can be repeated ({known}); {REPEAT}.", begins="rule;")
        return RULES[word]

    def _min_votes(self) -> int:
        cell = self.meta.get("min_project_score_threshold", "0")
        if not cell.isdecimal():
            raise self.refuse("the threshold is not a whole number.", begins="min_project_score_threshold")
        return int(cell)

    def open_round(self, area: Area, *, at: datetime.datetime) -> Round:
        """The archived round, with one pot and the dates of the vote."""
        if self.meta["vote_type"] not in ("approval", "choose-1"):
            message = f"ballots of the type {self.meta['vote_type']!r} cannot be brought in, only approval ballots."
            raise self.refuse(message, begins="vote_type")
        names = [self.wanted("unit"), self.meta.get("subunit", ""), self.meta.get("instance", "")]
        title = " · ".join(dict.fromkeys(filter(None, names)))[:120]
        slug = slugify(title.translate(PLAIN))[:80]
        if Round.objects.filter(slug=slug).exists():
            raise ImportRefused(f"{self.file}: the round {slug} is there already.")
        begin, end = self._day("date_begin"), self._day("date_end", after=True)
        if end <= begin or end > at:
            raise self.refuse("the vote must have ended, and after it began.", begins="date_end")
        return rounds.open_round(
            area=area,
            kind=Round.Kind.CITIZENS_BUDGET,
            title=title,
            slug=slug,
            phases=[(Phase.Kind.VOTING, begin, end)],
            pots={area: self._cents(self.meta["budget"], begins="budget")},
            at=at,
            summary=self.meta.get("description", "")[:600],
            currency=self.wanted("currency")[:3],
            is_public=True,
            is_archive=True,
            max_choices=self._most(),
            tally_rule=self._tally_rule(),
            min_votes=math.ceil(self.rule().min_votes),
        )

    def entries(self, area: Area) -> list[papers.Entry]:
        """The projects in file order; a name too long for a title goes into the text as a whole."""
        names = self.document.names
        return [
            papers.Entry(
                title=_cut(names.get(candidate.id) or candidate.id, 250),
                summary=name if len(name := names.get(candidate.id, "")) > 250 else "",
                cost_cents=self._cents(candidate.cost, begins=f"{candidate.id};"),
                area=area,
                key=candidate.id,
            )
            for candidate in self.document.candidates()
        ]

    def ballots(self) -> list[list[int]]:
        """The ballots as numbers on the paper."""
        place = {key: position for position, key in enumerate(self.keys, start=1)}
        column = self.document.vote_columns.index("vote")
        return [[place[key] for key in listed(cells[column])] for cells in self.document.votes]

    def compare(self, result: Result) -> None:
        """Raises ImportRefused where the file says that other projects were funded, or another hash came out."""
        digests = [hashing.digest(pot["outcome"]) for pot in result.outcomes]
        if self.stated is not None and digests != [self.stated.digest]:
            raise self.refuse("the count does not come to the hash of the outcome in the comment.", begins="comment")
        if "selected" not in self.document.project_columns:
            return
        funded = {key for pot in result.outcomes for key in pot["outcome"]["funded"]}
        differing = sorted(funded ^ set(self.document.selected()))
        if differing:
            raise ImportRefused(f"{self.file}: counted otherwise than published, at: {', '.join(differing)}.")

    def _most(self) -> int:
        if self.meta["vote_type"] == "choose-1":
            return 1
        return max([1, int(self.meta.get("max_length", 0)), *(len(set(ballot)) for ballot in self.ballots())])

    def _cents(self, amount: Any, *, begins: str) -> int:
        cents = Fraction(number(amount) if isinstance(amount, str) else amount) * CENTS
        if cents.denominator != 1:
            raise self.refuse("an amount has more than two decimal places.", begins=begins)
        return int(cents)

    def _day(self, key: str, *, after: bool = False) -> datetime.datetime:
        """Midnight at which a day or a year (DD.MM.YYYY, YYYY) begins, or with ``after`` ends."""
        text = self.wanted(key)
        zone = ZoneInfo(settings.TIME_ZONE)
        try:
            if text.isdecimal():
                return datetime.datetime(int(text) + (1 if after else 0), 1, 1, tzinfo=zone)
            day = datetime.datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=zone)
        except ValueError:
            raise self.refuse(f"{key} is {text!r}, not a date.", begins=key) from None
        return day + datetime.timedelta(days=1 if after else 0)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
