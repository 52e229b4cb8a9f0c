"""Who may do what with projects, as sentences. The office of the project's area works on it."""

from __future__ import annotations

from typing import Any, Protocol

from participation.rules import HasPath, held_paths, holds_role


class HasArea(Protocol):
    """A round or a project, as far as rules need it."""

    @property
    def area(self) -> HasPath: ...


class Planned(HasArea, Protocol):
    """A project that is open or not."""

    @property
    def is_open(self) -> bool: ...


def works_on_projects(user: Any) -> bool:
    """Whether the desks of delivery are open to the person at all."""
    return bool(held_paths(user, "office"))


def can_commit(user: Any, round: HasArea) -> bool:
    """The office of the round's area turns awards into projects."""
    return holds_role(user, "office", round.area)


def can_report(user: Any, project: HasArea) -> bool:
    """The office tells what is new; a finished project may still have news, and a dropped one may come back."""
    return holds_role(user, "office", project.area)


def can_plan(user: Any, project: Planned) -> bool:
    """Office, contact, dates and steps are set while the project is open."""
    return project.is_open and holds_role(user, "office", project.area)


def can_book(user: Any, project: HasArea) -> bool:
    """Bills arrive late: money is booked on finished projects as well, and for what a dropped one had cost."""
    return holds_role(user, "office", project.area)


def can_complete(user: Any, project: Planned) -> bool:
    """An open project can be declared done."""
    return can_plan(user, project)


def can_drop(user: Any, project: Planned) -> bool:
    """An open project can be given up, with the number of the decision."""
    return can_plan(user, project)


def can_illustrate(user: Any, project: HasArea) -> bool:
    """The office adds pictures at any time."""
    return holds_role(user, "office", project.area)
