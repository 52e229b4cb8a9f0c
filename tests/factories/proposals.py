"""Proposals for tests, made by the verbs themselves so that their history is whole."""

from __future__ import annotations

import datetime
import io
import uuid
from typing import Any

from PIL import Image

from participation.models import Area, Office, Round, User
from proposals import assessment, categories, discussion, moderation, objections, searching, submission
from proposals.models import Assessment, Category, Comment, Objection, Proposal
from proposals.states import State
from tests.factories.participation import NOON, OfficeFactory, UserFactory, a_round

# How a proposal comes to a state: the moves after submission, in order.
WAYS: dict[str, tuple[str, ...]] = {
    State.SUBMITTED: (),
    State.RETURNED: ("return_to_author",),
    State.PUBLISHED: ("publish",),
    State.REFUSED: ("refuse",),
    State.FORWARDED: ("forward",),
    State.WITHDRAWN: ("withdraw",),
    State.MERGED: ("merge",),
    State.IN_ASSESSMENT: ("publish", "hand_over"),
    State.ADMITTED: ("publish", "hand_over", "admit"),
    State.INFEASIBLE: ("publish", "hand_over", "find_infeasible"),
}


def a_category(slug: str = "green") -> Category:
    """One of the default topics."""
    return next(category for category in categories.load() if category.slug == slug)


def an_idea(**fields: Any) -> submission.Idea:
    """What a citizen writes, without a point."""
    words = {
        "title": "Bänke am Weiher",
        "what": "Vier Bänke aus Holz am Rundweg um den Weiher.",
        "why": "Ältere Menschen brauchen Pausen.",
        "place": "Rundweg am Weiher",
    }
    return submission.Idea(**({"category": fields.pop("category", None) or a_category()} | words | fields))


def submitted(
    *,
    round: Round | None = None,
    by: User | None = None,
    at: datetime.datetime = NOON,
    key: uuid.UUID | None = None,
    **idea: Any,
) -> Proposal:
    """An idea just handed in, in a round that collects."""
    round = round or a_round()
    return submission.submit(round=round, idea=an_idea(**idea), by=by or UserFactory(), key=key or uuid.uuid4(), at=at)


def a_proposal(
    state: str = State.PUBLISHED, *, staff: User | None = None, cost: int = 100_000, **fields: Any
) -> Proposal:
    """A proposal that came to ``state`` by the verbs; ``cost`` in cents where it was assessed."""
    proposal = submitted(**fields)
    at = fields.get("at", NOON)
    staff = staff or UserFactory()
    for name in WAYS[state]:
        move(name, proposal, by=staff, at=at, cost=cost)
    proposal.refresh_from_db()
    return proposal


def refused_in_public(reason: str = "not_specific", **fields: Any) -> Proposal:
    """A proposal that everybody could read before it was refused, for this reason."""
    proposal = a_proposal(**fields)
    moderation.refuse(
        proposal=proposal, reason_code=reason, text="Das geht hier nicht.", by=UserFactory(), at=fields.get("at", NOON)
    )
    proposal.refresh_from_db()
    return proposal


def move(name: str, proposal: Proposal, *, by: User, at: datetime.datetime = NOON, cost: int = 100_000) -> None:
    """Make one move of the table with all that it needs."""
    now: dict[str, Any] = {"proposal": proposal, "by": by, "at": at}
    if name in {"publish", "hand_over"}:
        getattr(moderation, name)(**now)
    elif name == "return_to_author":
        moderation.return_to_author(text="Bitte nennen Sie den Ort genauer.", **now)
    elif name == "refuse":
        moderation.refuse(reason_code="not_specific", text="Wir wissen nicht, was gebaut werden soll.", **now)
    elif name == "forward":
        moderation.forward(forwarded_to="BVG", text="Darüber entscheidet die BVG.", **now)
    elif name == "merge":
        other = a_proposal(round=proposal.round, title="Sitzplätze am Weiher", at=at)
        moderation.merge(other=other, text="Beide wollen dasselbe.", **now)
    elif name == "admit":
        assessment.sign_off(assessment=an_assessment(proposal, cost=cost, at=at), by=by, at=at)
    elif name == "find_infeasible":
        office = an_office(proposal.area)
        statement = "Unter dem Weg liegt eine Gasleitung."
        assessment.find_infeasible(reason_code="technically_impossible", office=office, statement=statement, **now)
    elif name == "reinstate":
        uphold_objection(proposal, by=by, at=at)
    elif name == "withdraw":
        assert proposal.author is not None
        submission.withdraw(proposal=proposal, by=proposal.author, at=at)
    else:
        assert proposal.author is not None
        submission.revise(proposal=proposal, idea=an_idea(), by=proposal.author, at=at)


def an_objection(
    proposal: Proposal, *, text: str = "Der Ort steht doch da.", at: datetime.datetime = NOON
) -> Objection:
    """What the author says against a refusal."""
    assert proposal.author is not None
    return objections.file(proposal=proposal, text=text, by=proposal.author, at=at)


def uphold_objection(proposal: Proposal, *, by: User, at: datetime.datetime = NOON) -> Objection:
    """A second moderator says that the author is right."""
    return objections.uphold(objection=an_objection(proposal, at=at), answer="Das stimmt.", by=by, at=at)


def an_office(area: Area) -> Office:
    """An office in charge of the area."""
    return Office.objects.filter(area=area).first() or OfficeFactory(area=area)


def an_assessment(
    proposal: Proposal, *, by: User | None = None, cost: int = 100_000, at: datetime.datetime = NOON, **fields: Any
) -> Assessment:
    """Feasible at this cost (cents), not signed yet."""
    return assessment.assess(
        proposal=proposal,
        office=an_office(proposal.area),
        statement="Das geht. Die Bänke stehen auf öffentlichem Grund.",
        cost_likely_cents=cost,
        by=by or UserFactory(),
        at=at,
        **fields,
    )


def a_comment(proposal: Proposal, text: str = "Gute Idee", *, at: datetime.datetime = NOON) -> Comment:
    """What somebody says about a proposal."""
    return discussion.comment(proposal=proposal, text=text, by=UserFactory(), key=uuid.uuid4(), at=at)


def many(
    round: Round, count: int, *, state: str = State.PUBLISHED, at: datetime.datetime = NOON, **fields: Any
) -> None:
    """``count`` rows written at once, for lists; without history."""
    category, start = a_category(), Proposal.objects.filter(round=round).count()
    rows = []
    for number in range(start + 1, start + count + 1):
        words = {"title": f"Idee {number}", "what": "Was", "why": "Warum", "category": category, "area": round.area}
        times = {"created_at": at, "submitted_at": at, "published_at": at}
        row = Proposal(
            **({"round": round, "number": number, "state": state, "shuffle": number * 7919} | words | times | fields)
        )
        row.search_text = searching.fold(f"{row.title} {row.what} {row.why} {row.place}")
        rows.append(row)
    Proposal.objects.bulk_create(rows)


def a_photo(*, size: tuple[int, int] = (640, 480), kind: str = "JPEG", colour: str = "teal", **save: Any) -> io.BytesIO:
    """A picture file of this size, named like a person's photo."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **save)
    out.name = f"foto.{kind.lower()}"
    out.seek(0)
    return out
