"""Mails: in the person's language, after the commit, never because of a roll-back."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings
from django.utils.translation import get_language, override

from participation.notifications import tell
from tests.factories.participation import UserFactory

TEMPLATES = {
    "mails/news.txt": (
        "\n{% load smarte %}{% autoescape off %}  {{ sum|money }} für {{ what }}  \n\n"
        "Hallo {{ person.display_name }},\n"
        "{{ on|yesno }}.\n{{ site_name }} {{ site_url }}{% endautoescape %}\n\n"
    ),
    "mails/news.html": (
        "{% load i18n smarte %}{% get_current_language as language %}<html lang='{{ language }}'>"
        "<title>{{ subject }}</title>{{ what }}: {{ sum|money }}</html>"
    ),
}


@pytest.fixture(autouse=True)
def two_templates(settings: Any) -> None:
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0] |= {"APP_DIRS": False}
    engines[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.locmem.Loader", TEMPLATES),
        "django.template.loaders.app_directories.Loader",
    ]
    settings.TEMPLATES = engines


def news(person: Any) -> None:
    tell(person, "mails/news", what="Bänke & Bäume", sum=1_240_000, on=True)


@pytest.mark.django_db
class TestWording:
    def test_subject_text_and_html(self, django_capture_on_commit_callbacks: Any) -> None:
        person = UserFactory(email="ada@example.org", display_name="Ada", language="de")
        with django_capture_on_commit_callbacks(execute=True):
            news(person)
        (letter,) = mail.outbox
        assert (letter.to, letter.from_email) == (["ada@example.org"], "Smarte Partizipation <noreply@localhost>")
        assert letter.subject == "12.400\u00a0€ für Bänke & Bäume"
        assert letter.body == "Hallo Ada,\nJa.\nSmarte Partizipation http://127.0.0.1:8000\n"
        ((html, kind),) = letter.alternatives
        assert kind == "text/html"
        assert html == (
            "<html lang='de'><title>12.400\u00a0€ für Bänke &amp; Bäume</title>Bänke &amp; Bäume: 12.400\u00a0€</html>"
        )

    @pytest.mark.parametrize("page", ["de", "en"])
    @pytest.mark.parametrize(
        ("language", "subject"), [("de", "12.400\u00a0€ für Bänke & Bäume"), ("en", "€12,400 für Bänke & Bäume")]
    )
    def test_the_language_is_the_person_s_not_the_page_s(
        self, language: str, subject: str, page: str, django_capture_on_commit_callbacks: Any
    ) -> None:
        with override(page), django_capture_on_commit_callbacks(execute=True):
            news(UserFactory(language=language))
            assert get_language() == page
        assert [letter.subject for letter in mail.outbox] == [subject]

    @pytest.mark.parametrize("make", [lambda: None, lambda: UserFactory(is_active=False)], ids=["erased", "locked"])
    def test_who_is_gone_is_told_nothing(self, make: Any, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True) as waiting:
            news(make())
        assert (waiting, mail.outbox) == ([], [])

    def test_one_mail_for_each_person(self, django_capture_on_commit_callbacks: Any) -> None:
        people = [UserFactory() for _ in range(3)]
        with django_capture_on_commit_callbacks(execute=True):
            for person in people:
                news(person)
        assert [letter.to for letter in mail.outbox] == [[person.email] for person in people]

    def test_a_mail_server_that_is_away_does_not_undo_the_act(self, django_capture_on_commit_callbacks: Any) -> None:
        away = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": 1,
        }
        with override_settings(**away), django_capture_on_commit_callbacks(execute=True) as sent:
            news(UserFactory())
        assert (len(sent), mail.outbox) == (1, [])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestCommit:
    def test_a_mail_goes_out_after_the_commit(self) -> None:
        person = UserFactory()
        with transaction.atomic():
            news(person)
            assert mail.outbox == []
        assert [letter.to for letter in mail.outbox] == [[person.email]]

    def test_what_is_rolled_back_is_not_told(self) -> None:
        person = UserFactory()

        @transaction.atomic
        def act() -> None:
            news(person)
            raise RuntimeError("the act failed")

        with pytest.raises(RuntimeError, match="the act failed"):
            act()
        assert mail.outbox == []

    def test_a_roll_back_within_takes_its_mail_along(self) -> None:
        first, second = UserFactory(), UserFactory()
        with transaction.atomic():
            news(first)
            with contextlib.suppress(RuntimeError), transaction.atomic():
                news(second)
                raise RuntimeError("a part of the act failed")
        assert [letter.to for letter in mail.outbox] == [[first.email]]
