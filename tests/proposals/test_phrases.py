"""Every refusal has its sentence, with its facts in it."""

from __future__ import annotations

import ast
import datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from participation.eligibility import Reason
from proposals import phrases
from proposals.moves import MoveRefused
from proposals.pictures import PictureRefused
from proposals.states import MOVES, State
from proposals.submission import SubmissionRefused
from tests.factories.proposals import WAYS, a_proposal

PACKAGE = Path(phrases.__file__).parent
MODULES = ["moves", "submission", "moderation", "assessment", "discussion", "pictures"]


def codes_raised_in(module: str) -> set[str]:
    """The literal codes of all refusals that a module raises."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name | ast.Attribute)
        and getattr(call.func, "id", getattr(call.func, "attr", "")).endswith("Refused")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


@pytest.mark.parametrize(
    ("module", "table", "more"),
    [
        ("moves", phrases.MOVE, {f"needs_{need}" for move in MOVES.values() for need in move.needs}),
        ("submission", phrases.SUBMISSION, {"wrong_state"}),
        ("moderation", phrases.MODERATION, set()),
        ("assessment", phrases.ASSESSMENT, {"wrong_state"}),
        ("discussion", phrases.DISCUSSION, set()),
        ("pictures", phrases.PICTURE, {"gone"}),
    ],
)
def test_every_code_has_a_sentence_and_every_sentence_a_code(
    module: str, table: dict[str, object], more: set[str]
) -> None:
    raised = codes_raised_in(module) | more
    assert raised - {"wrong_state"} == set(table) - {"wrong_state"}


def test_no_code_stands_for_two_sentences() -> None:
    tables = [
        phrases.PICTURE, phrases.SUBMISSION, phrases.MOVE, phrases.MODERATION, phrases.ASSESSMENT, phrases.DISCUSSION,
        dict.fromkeys(map(str, Reason)),
    ]  # fmt: skip
    codes = [code for table in tables for code in table]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (
            SubmissionRefused("outside_area", lies_in="Neukölln", area="Lichtenberg"),
            "This place lies in Neukölln. This round is for Lichtenberg. "
            "Please choose a place in Lichtenberg, or submit the idea in Neukölln.",
        ),
        (
            SubmissionRefused("over_cap", cap_cents=2_000_000, currency="EUR"),
            "In this round a project may cost €20,000 at most.",
        ),
        (SubmissionRefused(Reason.NOT_YET), "Ideas cannot be submitted yet."),
        (
            MoveRefused("wrong_state", state=State.REFUSED),
            "This is not possible any more. The proposal now has the state “Not accepted”.",
        ),
        (PictureRefused("too_large", megabytes=8), "This picture is larger than 8 MB. Please choose a smaller one."),
        (PictureRefused("heic"), "This picture is in Apple’s format HEIC. Please save it as JPEG and choose it again."),
    ],
)  # fmt: skip
def test_facts_stand_in_the_sentence(refusal: phrases.Refusal, sentence: str) -> None:
    with override("en"):
        assert phrases.sentence(refusal) == sentence


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_of_eligibility_can_be_said(reason: Reason) -> None:
    assert phrases.sentence(SubmissionRefused(reason)) == phrases.why_not(reason) != ""


@pytest.mark.parametrize(
    ("days", "text", "level"),
    [
        (-1, "overdue since March 9", "late"),
        (0, "today", "soon"),
        (1, "until March 11", "soon"),
        (2, "until March 12", "calm"),
    ],
)
def test_the_deadline_light(days: int, text: str, level: str) -> None:
    today = datetime.date(2027, 3, 10)
    with override("en"):
        assert phrases.deadline(today + datetime.timedelta(days=days), today=today) == (text, level)


@pytest.mark.django_db
@pytest.mark.parametrize("state", WAYS)
def test_where_it_stands(state: str) -> None:
    proposal = a_proposal(state)
    with override("en"):
        expected = str(State(state).label)
        if state == State.SUBMITTED:
            expected += ", answer by March 12"
        if state == State.IN_ASSESSMENT:
            expected += ", answer by April 7"
        assert phrases.where_it_stands(proposal) == expected


def test_a_day_in_german() -> None:
    with override("de"):
        assert phrases.say_day(datetime.date(2027, 3, 14)) == "14. März"
