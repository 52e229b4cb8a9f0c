"""The command that makes the public site of a fresh installation."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Site

pytestmark = pytest.mark.django_db


def found(**options: object) -> str:
    out = io.StringIO()
    call_command("found_site", hostname="testserver", port=80, name="Musterstadt beteiligt", stdout=out, **options)
    return out.getvalue()


def test_a_fresh_installation_gets_its_site() -> None:
    assert found(headline="Ihre Idee.") == "Musterstadt beteiligt: http://testserver/\n"
    assert "Ihre Idee." in Client().get("/").content.decode()
    legal = ["impressum", "datenschutz", "netiquette", "barrierefreiheit", "leichte-sprache"]
    assert [Client().get(f"/{slug}/").status_code for slug in legal] == [200] * 5


def test_again_changes_nothing_but_the_address() -> None:
    found(headline="Ihre Idee.")
    found(headline="Anders.")
    assert "Ihre Idee." in Client().get("/").content.decode()
    assert Site.objects.count() == 1
