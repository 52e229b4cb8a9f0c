"""Mails about projects: to the author of the idea, in their language, after the commit, on a change."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail

from delivery import projects
from delivery.models import Project
from participation.models import User
from tests.factories.delivery import a_project
from tests.factories.participation import NOON

pytestmark = pytest.mark.django_db
AUTUMN = datetime.date(2027, 10, 1)


@pytest.fixture
def project() -> Project:
    found = a_project(title="Bänke am Weiher", ends_on=datetime.date(2027, 7, 1))
    assert found.proposal is not None
    User.objects.filter(pk=found.proposal.author_id).update(display_name="Ayşe", email="ayse@example.org")
    mail.outbox.clear()
    return found


def report(project: Project, **facts: Any) -> None:
    words = {"title": "Baubeginn", "text": "Der Bagger rollt.", "at": NOON, "by": None}
    projects.report(**({"project": project} | words | facts))


def test_the_author_reads_what_changed_and_why(project: Project, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report(project, state="in_progress", ends_on=AUTUMN, reason="Das Holz kommt später")
    [sent] = mail.outbox
    assert sent.to == ["ayse@example.org"]
    assert "Bänke am Weiher" in sent.subject
    for text in (sent.body, sent.alternatives[0][0]):
        assert "Ayşe" in text
        assert "Der Bagger rollt." in text
        assert "1. Juli 2027 → 1. Oktober 2027" in text
        assert "Das Holz kommt später" in text
        assert f"/projekte/{project.pk}/" in text


def test_in_the_authors_language(project: Project, django_capture_on_commit_callbacks: Any) -> None:
    User.objects.filter(email="ayse@example.org").update(language="en")
    with django_capture_on_commit_callbacks(execute=True):
        report(project, ends_on=AUTUMN, reason="Das Holz kommt später")
    [sent] = mail.outbox
    assert sent.subject == "News of your idea “Bänke am Weiher”"
    assert "July 1, 2027 → Oct. 1, 2027" in sent.body or "July 1, 2027 → October 1, 2027" in sent.body
    assert f"/en/projekte/{project.pk}/" in sent.body


def test_a_quote_in_a_title_is_no_markup_in_text_but_safe_in_html(
    project: Project, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report(project, title="<b>Holz & Stahl</b>", ends_on=AUTUMN, reason="Weil")
    [sent] = mail.outbox
    assert "<b>Holz & Stahl</b>" in sent.body
    assert "&lt;b&gt;Holz &amp; Stahl&lt;/b&gt;" in sent.alternatives[0][0]


def test_every_end_is_told(project: Project, django_capture_on_commit_callbacks: Any) -> None:
    words = {"title": "Fertig", "reason": "Abgenommen", "at": NOON, "by": None}
    with django_capture_on_commit_callbacks(execute=True):
        projects.complete(project=project, text="", **words)
        projects.report(project=project, text="", state="in_progress", **words)
        projects.drop(project=project, reference="Drs. 1/VI", **words)
    assert len(mail.outbox) == 3
    assert "Drs. 1/VI" in mail.outbox[2].body


def test_news_without_a_change_and_money_are_not_mailed(
    project: Project, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report(project)
        projects.book(project=project, kind="spent", cents=5, on=NOON.date(), note="Holz", at=NOON, by=None)
    assert mail.outbox == []


def test_nothing_goes_out_where_the_verb_refuses(project: Project, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(projects.ProjectRefused):
        report(project, state="in_progress")
    assert mail.outbox == []


@pytest.mark.parametrize("lost", ["account", "proposal"])
def test_without_an_author_nobody_is_told(project: Project, django_capture_on_commit_callbacks: Any, lost: str) -> None:
    if lost == "account":
        User.objects.filter(email="ayse@example.org").delete()
    else:
        Project.objects.update(proposal=None)
    with django_capture_on_commit_callbacks(execute=True):
        report(project, ends_on=AUTUMN, reason="Weil")
    assert mail.outbox == []
