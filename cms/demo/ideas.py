"""The demo's proposals on their way: submitted, moderated, assessed, discussed, by the same verbs as ever."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any

from cms.demo import pictures
from cms.demo.city import read
from cms.demo.editions import EURO, Edition, moment
from participation.models import Area, Office, Round, User
from proposals import assessment, categories, discussion, moderation, submission
from proposals.pictures import Picture

# The accents of districts as paint, for the pictures alone; pages take theirs from the style sheet.
PAINT = {"01": "#b5473c", "09": "#2f7d6b", "10": "#7a5ea8", "11": "#2c6e9b"}
SIZE = (960, 640)
NAMESPACE = uuid.UUID("6c2b7bb0-6a3e-4d59-9c60-2f7b1d4e8a55")
HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR


def of(edition: Edition) -> list[dict[str, Any]]:
    """The proposals of a round as the demo tells them."""
    ideas: list[dict[str, Any]] = read(f"rounds/{edition.name}.json")["proposals"]
    return ideas


def names(edition: Edition) -> set[str]:
    """The public names of everybody who comments in a round."""
    return {comment["name"] for idea in of(edition) for comment in idea.get("comments", ())}


def paint(edition: Edition, pool: Executor) -> Iterator[bytes]:
    """A picture for each proposal of a round, in order; drawn by the pool from now on, while others go on working."""
    work = [(idea["scene"], number, PAINT[edition.district]) for number, idea in enumerate(of(edition), 1)]
    return pool.map(_draw, work, chunksize=4)


def _draw(work: tuple[str, int, str]) -> bytes:
    scene, seed, accent = work
    return pictures.draw(scene, seed=seed, accent=accent, size=SIZE)


class Story:
    """Brings the proposals of one round through their stages."""

    def __init__(
        self,
        *,
        edition: Edition,
        round_: Round,
        people: dict[str, User],
        citizens: dict[str, User],
        now: datetime.datetime,
    ) -> None:
        self.edition, self.round, self.now = edition, round_, now
        self.moderator, self.assessor = people["moderation@example.org"], people["fachamt@example.org"]
        self.finance = people["finanzen@example.org"]
        self.citizens = citizens
        self.crowd = sorted(citizens.values(), key=lambda user: user.pk)
        self.chance = random.Random(edition.name)
        self.categories = {category.slug: category for category in categories.load()}
        self.areas = {area.key: area for area in Area.objects.within(round_.area).select_related("parent")}
        self.offices = {office.name: office for office in Office.objects.filter(area=round_.area)}

    def tell(self, drawn: Iterator[bytes]) -> dict[str, Any]:
        """All proposals of the round, in the order in which they came in; by title."""
        told = of(self.edition)
        made: dict[str, Any] = {}
        for number, idea in enumerate(told):
            at = moment(self.edition, 0, 0.02 + 0.9 * number / len(told), now=self.now)
            made[idea["title"]] = self._submit(idea, next(drawn), at)
        for idea in told:  # merging needs the other one to be there
            self._on(idea, made[idea["title"]], made)
        return made

    def _submit(self, idea: dict[str, Any], drawn: bytes, at: datetime.datetime) -> Any:
        written = submission.Idea(
            title=idea["title"],
            what=idea["what"],
            why=idea["why"],
            category=self.categories[idea["category"]],
            area=self.areas[idea["region"]],
            place=idea["place"],
            lon=idea["lon"],
            lat=idea["lat"],
            estimate_cents=idea["estimate_eur"] * EURO if idea["estimate_eur"] else None,
            picture=Picture(f"{uuid.uuid5(NAMESPACE, idea['title']).hex}.jpg", drawn),
            picture_alt=idea["picture_alt"],
        )
        author = self.chance.choice(self.crowd)
        key = uuid.uuid5(NAMESPACE, f"{self.edition.slug}:{idea['title']}")
        return submission.submit(round=self.round, idea=written, by=author, key=key, at=at)

    def _on(self, idea: dict[str, Any], proposal: Any, made: dict[str, Any]) -> None:
        state = idea["state"]
        decided = min(proposal.submitted_at + (20 + self.chance.randrange(30)) * HOUR, self.now)
        mine: dict[str, Any] = {"proposal": proposal, "by": self.moderator, "at": decided}
        if state == "submitted":
            return
        if state == "returned":
            moderation.return_to_author(**mine, text=idea["answer"])
        elif state == "withdrawn":
            submission.withdraw(proposal=proposal, by=proposal.author, at=decided)
        elif state == "refused":
            moderation.refuse(**mine, reason_code=idea["reason_code"], text=idea["answer"])
        elif state == "forwarded":
            due = (decided + 56 * DAY).date()
            moderation.forward(**mine, forwarded_to=idea["forwarded_to"], text=idea["answer"], answer_due=due)
        elif state == "merged":
            moderation.merge(**mine, other=made[idea["merged_into"]], text=idea["answer"])
        else:
            moderation.publish(**mine)
            proposal.refresh_from_db()
            self._discuss(idea, proposal, decided)
            self._assess(idea, proposal)

    def _discuss(self, idea: dict[str, Any], proposal: Any, since: datetime.datetime) -> None:
        for number, comment in enumerate(idea.get("comments", ()), 1):
            at = min(since + number * (5 + self.chance.randrange(40)) * HOUR, self.now)
            key = uuid.uuid5(NAMESPACE, f"{proposal.pk}:{number}")
            author = self.citizens[comment["name"]]
            discussion.comment(proposal=proposal, text=comment["text"], by=author, key=key, at=at)
        for user in self.chance.sample(self.crowd, k=min(len(self.crowd), int(self.chance.paretovariate(1.1) * 3))):
            discussion.support(proposal=proposal, by=user, at=min(since + DAY, self.now))

    def _assess(self, idea: dict[str, Any], proposal: Any) -> None:
        if idea["state"] not in ("in_assessment", "admitted", "infeasible"):
            return
        handed = moment(self.edition, 1, 0.02 + 0.1 * self.chance.random(), now=self.now)
        moderation.hand_over(proposal=proposal, by=self.moderator, at=handed)
        told = idea.get("assessment")
        if not told:
            return
        at = handed + (self.now - handed) * 0.5 if handed + 25 * DAY > self.now else handed + 25 * DAY
        office = self.offices[told["office"]]
        costs: dict[str, Any] = {
            f"cost_{name}_cents": told[f"cost_{name}_eur"] * EURO if told[f"cost_{name}_eur"] else None
            for name in ("min", "likely", "max")
        }
        says: dict[str, Any] = {
            "proposal": proposal, "office": office, "statement": told["statement"], "by": self.assessor, "at": at,
            "conditions": told["conditions"], "yearly_cents": (told["yearly_eur"] or 0) * EURO,
        }  # fmt: skip
        if idea["state"] == "infeasible":
            verdict = told["verdict"]
            assessment.find_infeasible(**says, verdict=verdict, reason_code=idea["reason_code"], **costs)
            return
        made = assessment.assess(**says, verdict=told["verdict"], **costs)
        assessment.sign_off(assessment=made, by=self.finance, at=min(at + 2 * DAY, self.now))
