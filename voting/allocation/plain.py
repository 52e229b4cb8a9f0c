"""The count once more, as plainly as it can be written: to be read in an hour, and run to check the other.

    python plain.py FILE.pb rule=greedy misfit=stop
    python plain.py FILE.pb PROTOCOL.json

One file, standard library only, nothing from its neighbours. Every rule is written as docs/allocation.md
defines it, with fractions and without a single short cut; so it is slow, and on the largest votes with add1
very slow. It answers with the funded projects in order; reasons and traces are the other program's business.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import sha256
from math import floor
from pathlib import Path
from typing import Any

Number = int | Fraction
#: A ballot: what it gives to each project it names (1 where there are no points).
Ballot = dict[str, Number]


class Vote:
    """One election: costs in the order of the list, different ballots with how many there are, the pot."""

    def __init__(self, costs: dict[str, Fraction], box: list[tuple[Ballot, Number]], pot: Fraction) -> None:
        self.costs, self.box, self.pot = costs, box, pot

    def ballots(self) -> Number:
        return sum(number for _ballot, number in self.box)

    def votes(self, project: str) -> Number:
        return sum(number for ballot, number in self.box if project in ballot)

    def points(self, project: str) -> Number:
        return sum(ballot[project] * number for ballot, number in self.box if project in ballot)


class Count:
    """One vote under one rule. `settings` are those of a protocol, or any part of them that has a rule."""

    def __init__(self, vote: Vote, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.pot, self.costs = vote.pot, vote.costs
        self.votes = {p: vote.votes(p) for p in vote.costs}
        self.support = self._support(vote)
        self.vote = self._with_variants_as_one(vote)
        if self.vote is not vote:
            self.votes = {p: self.vote.votes(p) for p in vote.costs}
            self.support = self._support(self.vote)
        self.ballots = self.vote.ballots()
        self.standing = [p for p in vote.costs if self._stands(p)]

    def setting(self, name: str, otherwise: Any) -> Any:
        return self.settings.get(name, otherwise)

    def number(self, name: str, otherwise: int) -> Fraction:
        return Fraction(self.setting(name, otherwise))

    def _support(self, vote: Vote) -> dict[str, Number]:
        counted = vote.points if self.setting("utility", "cost") == "points" else vote.votes
        return {p: counted(p) for p in vote.costs}

    def _with_variants_as_one(self, vote: Vote) -> Vote:
        """Of several forms of a project the best supported one takes all ballots that name any of them."""
        box = vote.box
        for group in self.setting("variants", []):
            best = min(group, key=lambda p: (vote.costs[p] > vote.pot, -self.support[p], self.rank(p)))
            merged = []
            for ballot, number in box:
                given = [ballot[p] for p in group if p in ballot]
                rest = {p: points for p, points in ballot.items() if p not in group}
                merged.append((rest | ({best: max(given)} if given else {}), number))
            box = merged
        return Vote(vote.costs, box, vote.pot) if self.setting("variants", []) else vote

    def _stands(self, project: str) -> bool:
        """Whether it can be funded at all: supported, not below a minimum, not dearer than the whole pot."""
        cost, support, ballots = self.costs[project], self.support[project], self.ballots
        if not support or cost > self.pot:
            return False
        by_cost = self.number("min_by_cost", 0) * ballots * cost / self.pot
        return support >= max(self.number("min_votes", 0), self.number("min_share", 0) * ballots, by_cost)

    def rank(self, project: str) -> tuple[Any, ...]:
        """The tie order; the smaller wins."""
        measures = {
            "cost": self.costs[project],
            "dearer": -self.costs[project],
            "votes": -self.votes[project],
            "order": list(self.costs).index(project),
            "id": project,
        }
        keys = self.setting("ties", ["cost", "votes", "order"])
        return (*(lot(key[4:], project) if key.startswith("lot:") else measures[key] for key in keys), project)

    def cost(self, projects: Sequence[str]) -> Fraction:
        return sum((self.costs[p] for p in projects), Fraction(0))

    def barred(self, project: str, funded: Sequence[str]) -> bool:
        """Whether a funded project excludes it, or a cap has no room for it."""
        for group in self.setting("exclusive", []):
            if project in group and any(p in group for p in funded):
                return True
        for cap in self.setting("caps", []):
            taken = self.cost([p for p in funded if p in cap["projects"]])
            if project in cap["projects"] and taken + self.costs[project] > Fraction(cap["limit"]):
                return True
        return False

    def walk(self, order: Sequence[str], funded: Sequence[str], *, stop: bool) -> tuple[list[str], str | None]:
        """Fund what fits, in this order. Returns all funded, and the project that ended the walk."""
        funded = list(funded)
        for project in order:
            if self.barred(project, funded):
                continue
            if self.cost([*funded, project]) <= self.pot:
                funded.append(project)
            elif stop:
                return funded, project
        return funded, None

    def top_up(self, funded: Sequence[str]) -> list[str]:
        """The rest of the pot goes down the remaining projects by support."""
        rest = [p for p in self.standing if p not in funded]
        return self.walk(sorted(rest, key=lambda p: (-self.support[p], self.rank(p))), funded, stop=False)[0]

    # Greedy.

    def greedy(self) -> tuple[list[str], list[str]]:
        """The funded, and whoever gets the rest of the pot as a part."""
        per_cost = self.setting("utility", "cost") == "cardinality"
        worth = {p: self.support[p] / (self.costs[p] if per_cost else 1) for p in self.standing}
        order = sorted(self.standing, key=lambda p: (-worth[p], self.rank(p)))
        funded, last = self.walk(order, [], stop=self.setting("misfit", "skip") == "stop")
        share, left = self.number("part_from", 0), self.pot - self.cost(funded)
        in_part = [last] if last is not None and share and left >= share * self.costs[last] else []
        return funded, in_part

    # Equal shares.

    def utility(self, project: str, ballot: Ballot) -> Fraction:
        kind = self.setting("utility", "cost")
        return {"cost": self.costs[project], "cardinality": Fraction(1)}.get(kind) or Fraction(ballot[project])

    def price(self, project: str, purses: Sequence[Fraction]) -> Fraction | None:
        """What one unit of utility costs if the project is bought; None if its supporters cannot pay it.

        Whoever has the least for the utility gained pays all they have; the others share the rest.
        """
        payers = [
            (purse, self.utility(project, ballot), number)
            for purse, (ballot, number) in zip(purses, self.vote.box, strict=True)
            if project in ballot
        ]
        payers.sort(key=lambda payer: payer[0] / payer[1])
        rest, gain = self.costs[project], sum(utility * number for _purse, utility, number in payers)
        for purse, utility, number in payers:
            if rest <= purse / utility * gain:
                return rest / gain
            rest, gain = rest - purse * number, gain - utility * number
        return None

    def shared(self, share: Fraction) -> list[str]:
        """Buy the project with the lowest price until nobody can pay for any."""
        purses, funded = [share for _group in self.vote.box], list[str]()
        while True:
            prices = {p: self.price(p, purses) for p in self.standing if p not in funded and not self.barred(p, funded)}
            payable = {p: price for p, price in prices.items() if price is not None}
            if not payable:
                return funded
            best = min(payable, key=lambda p: (payable[p], self.rank(p)))
            for place, (ballot, _number) in enumerate(self.vote.box):
                if best in ballot:
                    purses[place] -= min(purses[place], payable[best] * self.utility(best, ballot))
            funded.append(best)

    def equal_shares(self) -> list[str]:
        """One run, or with add1 run after run; then, if wanted, the top-up; then the comparison with greedy."""
        completion, ballots = self.setting("completion", "none"), self.ballots
        share = self.pot / ballots if ballots else Fraction(0)
        adding, topping = completion.startswith("add1"), completion.endswith("utilitarian")
        if adding and self.setting("add1_start", "exact") == "integral":
            share = floor(share / self.number("unit", 1)) * self.number("unit", 1)
        if not adding:
            funded = self.shared(share)
        elif self.cost(self.standing) <= self.pot and len(self.walk(self.standing, [], stop=False)[0]) == len(
            self.standing
        ):
            funded, topping = self.shared(share), True
        else:
            funded = self.raised(share)
        funded = self.top_up(funded) if topping else funded
        return self.greedy_instead(funded) if self.setting("comparison", "none") != "none" else funded

    def raised(self, share: Fraction) -> list[str]:
        """Raise the share and start again, until a stop."""
        step = self.number("increment", 1) * (share if self.setting("increment_as", "amount") == "share" else 1)
        funded = self.shared(share)
        while step:
            left = self.pot - self.cost(funded)
            others = [p for p in self.standing if p not in funded and not self.barred(p, funded)]
            fitting = [p for p in others if self.costs[p] <= left]
            if not others or (self.setting("add1_stop", "exhaustive") == "exhaustive" and not fitting):
                break
            share += step
            following = self.shared(share)
            if self.cost(following) > self.pot:
                break
            funded = following
        return funded

    def greedy_instead(self, funded: list[str]) -> list[str]:
        """Greedy if more ballots have more funded projects under it, or if fewer have none."""
        order = sorted(self.standing, key=lambda p: (-self.support[p], self.rank(p)))
        rival, gained, lost = self.walk(order, [], stop=False)[0], Fraction(0), Fraction(0)
        for ballot, number in self.vote.box:
            here, there = sum(p in ballot for p in funded), sum(p in ballot for p in rival)
            if self.settings["comparison"] == "exclusion":
                here, there = min(here, 1), min(there, 1)
            gained, lost = gained + number * (there > here), lost + number * (here > there)
        return rival if gained > lost else funded

    # Phragmen.

    def phragmen(self) -> list[str]:
        """Fund the project whose supporters would then carry the least, all the same."""
        loads, funded, out = [Fraction(0) for _group in self.vote.box], list[str](), list[str]()
        while True:
            open_ones = [p for p in self.standing if p not in funded and p not in out and not self.barred(p, funded)]
            if not open_ones:
                break
            after = {p: self.load(p, loads) for p in open_ones}
            best = min(open_ones, key=lambda p: (after[p], self.rank(p)))
            if self.cost([*funded, best]) <= self.pot:
                funded.append(best)
                loads = [after[best] if best in b else load for load, (b, _n) in zip(loads, self.vote.box, strict=True)]
            elif self.setting("misfit", "skip") == "stop":
                break
            else:
                out.append(best)
        return self.top_up(funded) if self.setting("completion", "none") == "utilitarian" else funded

    def load(self, project: str, loads: Sequence[Fraction]) -> Fraction:
        pairs = zip(loads, self.vote.box, strict=True)
        carried = sum(load * number for load, (ballot, number) in pairs if project in ballot)
        return (self.costs[project] + carried) / self.votes[project]

    # Maximum utility.

    def max_utility(self) -> list[str]:
        """Try with and without each project; leave off where even a cut project could not beat the best."""
        by_cost = self.setting("utility", "cost") == "cost"
        worth = {p: self.support[p] * (self.costs[p] if by_cost else 1) for p in self.standing}
        order = sorted(self.standing, key=lambda p: -worth[p] / self.costs[p])
        ranked = sorted(self.standing, key=self.rank)

        def wish(funded: Sequence[str]) -> tuple[Any, ...]:
            """Worth the most; then the cheapest; then the one that holds the first by which two differ."""
            return sum(worth[p] for p in funded), -self.cost(funded), [p in funded for p in ranked]

        def dream(place: int, left: Fraction) -> Fraction:
            """What the rest of the order could add if the last project could be cut."""
            added = Fraction(0)
            for p in order[place:]:
                part = min(Fraction(1), left / self.costs[p])
                added, left = added + part * worth[p], left - part * self.costs[p]
            return added

        def search(place: int, funded: list[str], best: list[str]) -> list[str]:
            best = max(best, funded, key=wish)
            left = self.pot - self.cost(funded)
            if place == len(order) or sum(worth[p] for p in funded) + dream(place, left) < wish(best)[0]:
                return best
            if self.costs[order[place]] <= left and not self.barred(order[place], funded):
                best = search(place + 1, [*funded, order[place]], best)
            return search(place + 1, funded, best)

        found = search(0, [], [])
        return sorted(found, key=lambda p: (-self.support[p], self.rank(p)))


def lot(seed: str, project: str) -> str:
    """A lot drawn with a public seed: the project with the smallest SHA-256 of SEED:ID is first."""
    return sha256(f"{seed}:{project}".encode()).hexdigest()


def count(vote: Vote, settings: dict[str, Any]) -> dict[str, Any]:
    """The funded ids in order, those funded in part, and what is spent."""
    counted, in_part = Count(vote, settings), list[str]()
    if settings["rule"] == "greedy":
        funded, in_part = counted.greedy()
    else:
        rules = {"equal-shares": "equal_shares", "phragmen": "phragmen", "max-utility": "max_utility"}
        funded = getattr(counted, rules[settings["rule"]])()
    spent = counted.pot if in_part else counted.cost(funded)
    return {"rule": settings["rule"], "funded": funded, "part_funded": in_part, "spent": str(spent)}


def count_pots(vote: Vote, pots: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pot after pot: who was funded is out, what is left goes on, ballots that name others alone take no part."""
    rest, gone, found = dict.fromkeys((pot["name"] for pot in pots), Fraction(0)), set[str](), []
    for pot in pots:
        costs = {p: cost for p, cost in vote.costs.items() if p in pot["projects"] and p not in gone}
        box = [({p: b[p] for p in b if p in costs}, n) for b, n in vote.box if not b or any(p in costs for p in b)]
        settings = dict(pot["settings"])
        for name in ("exclusive", "variants"):
            groups = ([p for p in group if p in costs] for group in settings.get(name, []))
            settings[name] = [group for group in groups if len(group) > 1]
        counted = count(Vote(costs, box, Fraction(pot["amount"]) + rest[pot["name"]]), settings)
        gone |= {*counted["funded"], *counted["part_funded"]}
        if pot["rest_to"]:
            rest[pot["rest_to"]] += Fraction(pot["amount"]) + rest[pot["name"]] - Fraction(counted["spent"])
        found.append(counted)
    return found


def read(file: Path, settings: dict[str, Any], *, factor: int = 1) -> Vote:
    """The vote in a Pabulib file, all money times `factor`. The other program checks files; this one reads."""
    meta, projects, votes = _sections(file)
    costs = {row["project_id"]: Fraction(row["cost"]) * factor for row in projects}
    pot, pointed = Fraction(meta["budget"]) * factor, settings.get("utility") == "points"
    longest = max((len(_list(row["vote"])) for row in votes), default=0)
    places = int(meta.get("max_length", longest))
    found: dict[str, dict[tuple[tuple[str, Number], ...], int]] = {}
    for row in votes:
        ids = _list(row["vote"])
        points: list[Number] = [1 for _id in ids]
        if pointed and meta["vote_type"] == "ordinal":
            points = [max(0, places - place) for place in range(len(ids))]
        elif pointed:
            points = [int(each) if each.isdecimal() else Fraction(each) for each in _list(row["points"])]
        ballot = {p: given for p, given in reversed(list(zip(ids, points, strict=True))) if given}
        group, key = found.setdefault(row.get("voting_method", ""), {}), tuple(sorted(ballot.items()))
        group[key] = group.get(key, 0) + 1
    return Vote(costs, list(_weighed(found, settings.get("channels", []))), pot)


def _weighed(found: dict[str, Any], channels: Sequence[Any]) -> Iterator[tuple[Ballot, Number]]:
    """The ballots of a channel make up its share of all ballots; without channels each counts as one."""
    sums = {channel: sum(group.values()) for channel, group in found.items()}
    shares = {channel: Fraction(share) for channel, share in channels}
    box: dict[Any, Number] = {}
    for channel, group in found.items():
        weight: Number = 1
        if shares:
            weight = sum(sums.values()) * shares[channel] / sum(shares.values()) / sums[channel]
        for ballot, number in group.items():
            box[ballot] = box.get(ballot, 0) + number * weight
    return ((dict(ballot), number) for ballot, number in box.items())


def _sections(file: Path) -> tuple[dict[str, str], list[dict[str, str]], list[dict[str, str]]]:
    rows: dict[str, list[list[str]]] = {"META": [], "PROJECTS": [], "VOTES": []}
    name = "META"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines, delimiter=";"):
            if len(row) == 1 and row[0] in rows:
                name = row[0]
            elif row:
                rows[name].append(row)
    tables = [[dict(zip(rows[each][0], row, strict=True)) for row in rows[each][1:]] for each in ("PROJECTS", "VOTES")]
    return {row[0]: row[1] for row in rows["META"]}, tables[0], tables[1]


def _list(cell: str) -> list[str]:
    return cell.split(",") if cell else []


def main(file: str, *words: str) -> int:
    """Count a file by `name=value` words, or as a protocol says and compare: 0 same winners, 1 others."""
    if len(words) == 1 and "=" not in words[0]:
        protocol = json.loads(Path(words[0]).read_text(encoding="utf-8"))
        stored = [each["outcome"] for each in protocol.get("pots", [protocol])]
        pointed = [each["settings"] for each in stored if each["settings"].get("utility") == "points"]
        vote = read(Path(file), (pointed or [stored[0]["settings"]])[0], factor=100 if protocol["cents"] else 1)
        found = count_pots(vote, protocol["pots"]) if "pots" in protocol else [count(vote, stored[0]["settings"])]
        wanted = [(each["funded"], each.get("part_funded", [])) for each in stored]
        same = [(each["funded"], each["part_funded"]) for each in found] == wanted
        sys.stdout.write("same winners\n" if same else f"other winners: {json.dumps(found)}\n")
        return 0 if same else 1
    settings: dict[str, Any] = dict(word.split("=", 1) for word in words)
    if "ties" in settings:
        settings["ties"] = settings["ties"].split(",")
    sys.stdout.write(json.dumps(count(read(Path(file), settings), settings)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
