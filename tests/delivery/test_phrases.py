"""What people read: every refusal has its sentence and every change its words."""

from __future__ import annotations

import ast
import datetime
import inspect
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from delivery import forms, phrases, projects, recording
from delivery.models import Update
from participation import audit_texts

TODAY = datetime.date(2027, 3, 10)


def codes_raised_in(module: object, name: str) -> set[str]:
    """The codes of all refusals in the source of a module."""
    tree = ast.parse(Path(inspect.getfile(module)).read_text(encoding="utf-8"))  # type: ignore[arg-type]
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def test_every_refusal_has_a_sentence_and_none_is_left_over() -> None:
    assert codes_raised_in(projects, "ProjectRefused") | codes_raised_in(recording, "ProjectRefused") == set(
        phrases.REFUSALS
    )


def test_every_sentence_stands_beside_a_field_of_some_form() -> None:
    names = {
        name
        for form in vars(forms).values()
        if inspect.isclass(form) and issubclass(form, forms.forms.Form)
        for name in form.base_fields
    }
    assert set(phrases.FIELDS) <= set(phrases.REFUSALS)
    assert set(phrases.FIELDS.values()) - names == set()


def test_every_act_has_a_name_in_the_log() -> None:
    source = Path(inspect.getfile(projects)).read_text(encoding="utf-8")
    logged = set(re.findall(r"""recording\.(?:log|announce)\(\s*"(\w+)\"""", source)) | {"commit"}
    assert {f"projects.{name}" for name in logged} == set(phrases.ACTS)
    assert audit_texts.say("projects.drop") == str(phrases.ACTS["projects.drop"])


def test_facts_stand_in_the_sentence() -> None:
    with override("en"):
        said = phrases.refusal("foreign_office", {"office": "Parks", "area": "Mitte"})
        assert said == "Parks works elsewhere. Please choose an office in charge of Mitte."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": ["planned", "in_progress"]}, ("State", "Being prepared", "Being built")),
        ({"starts_on": [None, "2027-04-01"]}, ("Planned start", "", "April 1, 2027")),
        ({"ends_on": ["2027-07-01", None]}, ("Planned end", "July 1, 2027", "")),
        ({"due_on": ["2027-04-01", "2027-07-01"]}, ("Date of the step", "April 1, 2027", "July 1, 2027")),
        ({"committed": [0, 1_240_000]}, ("Committed", "€0", "€12,400")),
        ({"spent": [100, 150]}, ("Spent", "€1", "€1.50")),
        ({"cost": [100_000, 120_000]}, ("Awarded and spent", "€1,000", "€1,200")),
        ({"drop_reference": ["", "Drs. 1/VI"]}, ("By decision", "", "Drs. 1/VI")),
    ],
)
def test_a_change_in_words(changes: dict[str, list[object]], said: tuple[str, str, str]) -> None:
    with override("en"):
        [change] = phrases.changes(Update(changes=changes))
    assert (change.label, change.before, change.after) == said


def test_german_days_and_sums_and_other_currencies() -> None:
    update = Update(changes={"ends_on": [None, "2027-03-14"], "spent": [0, 1_240_000]})
    with override("de"):
        first, second = phrases.changes(update, currency="CHF")
    assert (first.after, second.after) == ("14. März 2027", "12.400\u00a0CHF")


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (None, ""),
        (TODAY + datetime.timedelta(days=4), "until March 14, 2027"),
        (TODAY, "due today"),
        (TODAY - datetime.timedelta(days=1), "1 day late"),
        (TODAY - datetime.timedelta(days=12), "12 days late"),
    ],
)
def test_how_late_something_is(due_on: datetime.date | None, said: str) -> None:
    with override("en"):
        assert phrases.deadline(due_on, today=TODAY) == said
