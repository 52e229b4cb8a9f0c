"""The demo's projects of the finished round: who builds them, what they cost so far, what became of them."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from cms.demo import ideas, pictures
from cms.demo.editions import EURO, Edition, midnight
from delivery import projects
from participation.models import Office, User

DAY = datetime.timedelta(days=1)


def build(*, edition: Edition, result: Any, people: dict[str, User], now: datetime.datetime) -> None:
    """Projects from the awards, each along its story."""
    office = people["bezirksamt@example.org"]
    told = ideas.of(edition)
    at = midnight(edition.days[3] + 4, now=now)
    for project in projects.commit_projects(result=result, at=at, by=office):
        number, idea = next((n, idea) for n, idea in enumerate(told, 1) if idea["title"] == project.title)
        if story := idea.get("delivery"):
            Building(project=project, idea=idea, story=story, seed=number, edition=edition, by=office, now=now).tell(at)


class Building:
    """One project and its story."""

    def __init__(
        self, *, project: Any, idea: dict[str, Any], story: dict[str, Any], seed: int, edition: Edition, by: User,
        now: datetime.datetime,
    ) -> None:  # fmt: skip
        self.project, self.idea, self.story, self.seed = project, idea, story, seed
        self.edition, self.by, self.now = edition, by, now

    def tell(self, at: datetime.datetime) -> None:
        """Office and dates, steps, money, news in order of time, pictures, and done where it is done."""
        self._assign(at)
        self._steps(at)
        if self.story["state"] != "planned":
            began = self._day(max(step["due_in_days"] for step in self.story["milestones"] if step["reached"]) - 20)
            projects.report(
                project=self.project, title="Es geht los", text="", state="in_progress",
                at=max(began, at + DAY), by=self.by,
                reason="Planung und Auftrag sind abgeschlossen.",
            )  # fmt: skip
        self._money()
        self._news(at)
        self._picture("before", "vor dem Bau")
        if self.story["state"] == "done":
            self._finish()

    def _day(self, days: int) -> datetime.datetime:
        return midnight(days, now=self.now) + 11 * DAY / 24

    def _assign(self, at: datetime.datetime) -> None:
        steps = [step["due_in_days"] for step in self.story["milestones"]]
        projects.assign(
            project=self.project,
            office=Office.objects.get(area=self.project.round.area, name=self.story["office"]),
            contact=self.story["contact"],
            summary=self.story["summary"],
            starts_on=self._day(min(steps)).date(),
            ends_on=self._day(max(steps)).date(),
            at=at,
            by=self.by,
        )

    def _steps(self, at: datetime.datetime) -> None:
        for step in self.story["milestones"]:
            due = self._day(step["due_in_days"])
            made = projects.plan_milestone(
                project=self.project, title=step["title"], due_on=due.date(), at=at, by=self.by
            )
            if step["reached"]:
                reached = min(due, self.now)
                projects.reach_milestone(milestone=made, on=timezone.localdate(reached), at=reached, by=self.by)

    def _money(self) -> None:
        awarded = self.project.award.cents
        reached = [step["due_in_days"] for step in self.story["milestones"] if step["reached"]] or [-30]
        for kind, share, days, note in (
            ("committed", self.story["committed_share"], min(reached), "Auftrag"),
            ("spent", self.story["spent_share"], max(reached), "Rechnungen"),
        ):
            cents = round(awarded * share / EURO) * EURO
            day = min(self._day(days), self.now)
            if cents:
                why = "Die Baupreise sind gestiegen." if cents > awarded else ""
                projects.book(
                    project=self.project, kind=kind, cents=cents, on=timezone.localdate(day), note=note,
                    at=day, by=self.by,
                    reason=why,
                )  # fmt: skip

    def _news(self, at: datetime.datetime) -> None:
        for news in sorted(self.story["updates"], key=lambda update: -update["days_ago"]):
            projects.report(
                project=self.project, title=news["title"], text=news["text"], reason=news["reason"],
                at=max(self._day(-news["days_ago"]), at + 2 * DAY), by=self.by,
            )  # fmt: skip

    def _picture(self, stage: str, when: str) -> None:
        paint = ideas.PAINT[self.edition.district]
        drawn = pictures.draw(self.idea["scene"], seed=self.seed, accent=paint, stage=stage, size=ideas.SIZE)
        projects.illustrate(
            project=self.project, moment=stage,
            picture=ContentFile(drawn, f"{self.edition.name}-{self.seed}-{stage}.jpg"),
            alt=f"{self.idea['picture_alt'].rstrip('.')}, {when}", at=self.now, by=self.by,
        )  # fmt: skip

    def _finish(self) -> None:
        done = self._day(max(step["due_in_days"] for step in self.story["milestones"]))
        projects.complete(
            project=self.project, title="Fertig", text="Das Projekt ist gebaut und kann genutzt werden.",
            reason="Alle Arbeiten sind abgenommen.",
            at=min(done, self.now), by=self.by,
        )  # fmt: skip
        self._picture("after", "nach dem Bau")
