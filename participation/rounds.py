"""Setting up a round: open it with its phases, divide its money, extend or fix a phase, show it to the public."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from participation import audit, money, timetable
from participation.models import Area, Phase, Pot, Round, User


class RoundRefused(Exception):
    """A round cannot be like this; ``code`` says why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@transaction.atomic
def open_round(
    *,
    area: Area,
    kind: str,
    title: str,
    slug: str,
    phases: Iterable[tuple[str, datetime.datetime, datetime.datetime]],
    pots: Mapping[Area, int],
    at: datetime.datetime,
    by: User | None = None,
    **rules: Any,
) -> Round:
    """Set up a round with phases (kind, start, end: aware, exclusive) and pots (area -> cents).

    ``rules`` are fields of Round. Raises RoundRefused (phases_overlap, pot_outside_area, no_money, upside_down).
    """
    spans = [Phase(kind=kind_, starts_at=start, ends_at=end) for kind_, start, end in phases]
    _check_phases(spans)
    _check_pots(area, pots)
    round_ = Round.objects.create(area=area, kind=kind, title=title, slug=slug, **rules)
    for span in spans:
        span.round = round_
    Phase.objects.bulk_create(spans)
    Pot.objects.bulk_create(Pot(round=round_, area=pot_area, cents=cents) for pot_area, cents in pots.items())
    detail = {"title": title, "cents": sum(pots.values()), "phases": [span.kind for span in spans]}
    audit.record(action="rounds.open", subject=round_, at=at, actor=by, area=area, detail=detail)
    return round_


@transaction.atomic
def extend_phase(
    *, phase: Phase, ends_at: datetime.datetime, reason: str, at: datetime.datetime, by: User | None = None
) -> None:
    """Let a phase end later; the next one then begins at that end, as long as some of it is left.

    Raises RoundRefused ("no_reason", "already_over", "fixed", "not_later", "phases_overlap", "next_fixed").
    """
    phase, *others = _locked_phases(phase)
    if not reason.strip():
        raise RoundRefused("no_reason")
    if phase.ends_at <= at:
        raise RoundRefused("already_over")
    if phase.is_fixed:
        raise RoundRefused("fixed")
    if ends_at <= phase.ends_at:
        raise RoundRefused("not_later")
    before, phase.ends_at = phase.ends_at, ends_at
    if any(other.is_fixed and before <= other.starts_at < ends_at for other in others):
        raise RoundRefused("next_fixed")
    pushed = [other for other in others if before <= other.starts_at < ends_at < other.ends_at]
    for other in pushed:
        other.starts_at = ends_at
    _check_phases([phase, *others])
    Phase.objects.bulk_update([phase, *pushed], ["starts_at", "ends_at"])
    detail = {"phase": phase.kind, "from": before.isoformat(), "to": ends_at.isoformat(), "reason": reason}
    if pushed:
        detail["pushed"] = pushed[0].kind
    audit.record(action="rounds.extend", subject=phase.round, at=at, actor=by, area=phase.round.area, detail=detail)


@transaction.atomic
def fix_phase(*, round: Round, kind: str) -> Phase:
    """From here on the hours of this phase stay as they are: whoever calls this has published them elsewhere.

    Waits for whoever moves them just now; compare what comes back. The act that calls it is the one in the log.
    Raises Phase.DoesNotExist.
    """
    phase = Phase.objects.select_for_update().get(round=round, kind=kind)
    phase.fixed_starts_at, phase.fixed_ends_at = phase.starts_at, phase.ends_at
    phase.save(update_fields=["fixed_starts_at", "fixed_ends_at"])
    return phase


@transaction.atomic
def show(*, round: Round, is_public: bool, at: datetime.datetime, by: User | None = None) -> None:
    """Show a round to the public, or hide it again."""
    round.is_public = is_public
    round.save(update_fields=["is_public"])
    audit.record(action="rounds.show" if is_public else "rounds.hide", subject=round, at=at, actor=by, area=round.area)


def pots_by_population(*, areas: Iterable[Area], total_cents: int, minimum_cents: int = 0) -> dict[Area, int]:
    """Divide money over areas by inhabitants with a minimum each; sums exactly. Raises money.CannotSplit."""
    by_area = {area: area.inhabitants for area in areas}
    return money.split(total_cents, by_area, minimum=minimum_cents)


def _locked_phases(phase: Phase) -> list[Phase]:
    """The phase, then the others of its round, as they are now and locked: extending moves the next one too."""
    phases = Phase.objects.select_for_update(of=("self",)).select_related("round__area").filter(round=phase.round_id)
    return sorted(phases.order_by("pk"), key=lambda each: each.pk != phase.pk)


def _check_phases(spans: list[Phase]) -> None:
    for span in spans:
        if span.ends_at <= span.starts_at:
            raise RoundRefused("upside_down", phase=span.kind)
    if clash := timetable.overlap(spans):
        raise RoundRefused("phases_overlap", first=clash[0].kind, second=clash[1].kind)


def _check_pots(area: Area, pots: Mapping[Area, int]) -> None:
    if not pots or any(cents <= 0 for cents in pots.values()):
        raise RoundRefused("no_money")
    outside = [pot_area.name for pot_area in pots if not area.contains(pot_area)]
    if outside:
        raise RoundRefused("pot_outside_area", areas=outside)
