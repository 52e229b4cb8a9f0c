"""The handbooks say what is on the pages: labels, addresses, commands, stored fields, and what is missing so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import allauth
import django
import pytest
import wagtail
from babel.messages.pofile import read_po
from django.apps import apps
from django.core.management import get_commands as commands
from django.core.management import load_command_class
from django.db import models
from django.urls import Resolver404, resolve

from cms.models import LegalPage
from delivery.viewsets import AwardDesk, ProjectDesk
from participation.desks import Desk
from participation.models import Role, Round, User
from participation.viewsets import AreaDesk, LogDesk, ResidenceDesk, RoundDesk
from proposals.viewsets import AssessmentDesk, CommentDesk, ModerationDesk, ObjectionDesk, ReportDesk
from voting.models import Ballot, VotingRight
from voting.viewsets import PaperDesk, ResultDesk

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
GERMAN = ["ballot-secrecy", "citizens-data", "districts", "editors", "moderators", "returning-officers"]
DESKS: list[type[Desk]] = [
    *(AreaDesk, LogDesk, ResidenceDesk, RoundDesk),
    *(AssessmentDesk, CommentDesk, ModerationDesk, ObjectionDesk, ReportDesk),
    *(PaperDesk, ResultDesk, AwardDesk, ProjectDesk),
]


def text(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def folded(words: str) -> str:
    return " ".join(words.split())


# Labels


def _catalogs() -> Iterator[Path]:
    """Our German, and that of the libraries whose screens staff and citizens use."""
    yield ROOT / "locale/de/LC_MESSAGES/django.po"
    for library in (wagtail, allauth, django):
        yield from Path(library.__path__[0]).glob("**/locale/de/LC_MESSAGES/django.po")


def _said(message: Any) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


@pytest.fixture(scope="module")
def on_pages() -> set[str]:
    """Every German text that pages can show; names of models and fields also as headings, with a capital."""
    found: set[str] = set()
    for file in _catalogs():
        with file.open("rb") as source:
            found |= {folded(said) for message in read_po(source, locale="de") if message.id for said in _said(message)}
    found.discard("")  # not translated
    found |= {said[:1].upper() + said[1:] for said in found}
    return found


def _quoted(name: str) -> set[str]:
    return {folded(label) for label in re.findall(r"„([^“]+)“", text(name))}


@pytest.mark.parametrize("name", GERMAN)
def test_quoted_labels_are_on_the_pages(name: str, on_pages: set[str]) -> None:
    assert _quoted(name)
    assert sorted(_quoted(name) - on_pages) == []


@pytest.mark.parametrize("label", ["Vorschlag freigeben", "veröffentlichen!", "Urne  schließen", ""])
def test_a_wrong_label_would_be_found(label: str, on_pages: set[str]) -> None:
    assert label not in on_pages


@pytest.mark.parametrize("name", GERMAN)
def test_quotation_marks_come_in_pairs(name: str) -> None:
    assert re.sub(r"„[^„“]+“", "", text(name)).translate({ord(mark): "!" for mark in '„“”"'}).count("!") == 0


# Addresses


def _leads_to(address: str) -> bool:
    """Wagtail takes any address; of its pages only those that every site has are good here."""
    try:
        match = resolve(address)
    except Resolver404:
        return False
    if match.func.__name__ == "default":  # the staff area answers 404 with a page of its own
        return False
    return match.url_name != "wagtail_serve" or address.strip("/") in {*LegalPage.SLUGS.values(), ""}


@pytest.mark.parametrize("name", [*GERMAN, "operations"])
def test_addresses_lead_somewhere(name: str) -> None:
    assert [address for address in re.findall(r"`(/[^`\s]*/)`", text(name)) if not _leads_to(address)] == []


@pytest.mark.parametrize("address", ["/verwaltung/gibt-es-nicht/", "/datenschuss/", "/mein/gibt-es-nicht/", "/mein"])
def test_a_wrong_address_would_be_found(address: str) -> None:
    assert not _leads_to(address)


def test_each_desk_is_in_a_handbook_with_label_address_and_every_action() -> None:
    words = {label for name in GERMAN for label in _quoted(name)}
    pages = "".join(text(name) for name in GERMAN)
    missing = []
    with django.utils.translation.override("de"):
        for desk in (kind() for kind in DESKS):
            missing += [desk.name] if f"`/verwaltung/{desk.name}/`" not in pages else []
            labels = [desk.menu_label, *(action.label for action in desk.actions)]
            missing += [f"{desk.name}: {label}" for label in map(str, labels) if label not in words]
    assert missing == []


# Commands


def _command_lines() -> Iterator[tuple[str, str, list[str]]]:
    """File, command and its options, wherever a text or a file of deploy/ names one."""
    files = [*sorted(DOCS.glob("*.md")), *sorted(file for file in (ROOT / "deploy").iterdir() if file.is_file())]
    for file in files:
        joined = re.sub(r"\\\n\s*", " ", file.read_text(encoding="utf-8"))
        for name, rest in re.findall(r"manage\.py (\w+)([^`\n;&\"|]*)", joined):
            yield file.name, name, re.findall(r"(?<=\s)--[\w-]+", rest)


@pytest.mark.parametrize(("name", "option"), [("load_areas", "--dry-ran"), ("close_papers", "--now")])
def test_a_wrong_option_would_be_found(name: str, option: str) -> None:
    assert option not in _options(name)


def _options(name: str) -> set[str]:
    app = commands()[name]
    command = app if not isinstance(app, str) else load_command_class(app, name)
    parser = command.create_parser("manage.py", name)
    return {option for action in parser._actions for option in action.option_strings}


@pytest.mark.parametrize(("file", "name", "options"), sorted(_command_lines()))
def test_commands_exist_with_their_options(file: str, name: str, options: list[str]) -> None:
    assert name in commands()
    assert sorted(set(options) - _options(name)) == []


# Personal data

# Models of which every field is about a person, or has to be shown not to be.
WHOLE = {
    *("participation.User", "participation.Residency", "participation.Role", "participation.LogEntry"),
    *("account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator", "sessions.Session"),
    *("proposals.Proposal", "proposals.Comment", "proposals.Objection", "proposals.Support", "proposals.Report"),
    *("voting.VotingRight", "voting.VoidRequest", "voting.Ballot", "django_tasks_database.DBTaskResult"),
}
TELLING = re.compile(
    r"(^|_)(e?mail|phone|contact|address|ip|birth|born|street|firstname|lastname|surname|witnesses)(_|$)"
)


def _is_personal(field: models.Field[Any, Any]) -> bool:
    if field.model._meta.label in WHOLE:
        return field.name != "id"
    points_to_a_person = field.is_relation and field.related_model is User
    return points_to_a_person or isinstance(field, models.EmailField) or bool(TELLING.search(field.name))


def _stored() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if _is_personal(field)
    }


def _rows() -> list[list[str]]:
    lines = [line for line in text("citizens-data").splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def _listed() -> list[str]:
    found = []
    for row in _rows():
        model, *fields = re.findall(r"`([^`]+)`", row[0])
        found += [f"{model}.{field}" for field in fields]
    return found


def test_every_stored_personal_field_is_listed() -> None:
    assert sorted(_stored() - set(_listed())) == []


def test_every_listed_field_is_stored_and_stands_there_once() -> None:
    listed = _listed()
    assert sorted(set(listed) - _stored()) == []
    assert len(listed) == len(set(listed))


def test_every_row_says_purpose_basis_reader_and_deletion() -> None:
    assert [row[0] for row in _rows() if len(row) != 5 or not all(row)] == []
    assert {basis for row in _rows() for basis in row[2].split(", ")} == {"A", "P", "S", "B"}


def _fields_after(heading: str) -> set[str]:
    section = text("ballot-secrecy").split(f"### {heading}\n")[1].split("\n###")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {field for row in rows for field in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize(
    ("heading", "model"), [("Was im Verzeichnis steht", VotingRight), ("Was in der Urne steht", Ballot)]
)
def test_register_and_box_hold_what_the_page_on_secrecy_says(heading: str, model: type[models.Model]) -> None:
    assert _fields_after(heading) == {field.name for field in model._meta.local_fields}


@pytest.mark.parametrize("model", [VotingRight, Ballot])
def test_register_and_box_point_at_nothing_but_the_paper(model: type[models.Model]) -> None:
    assert [field.name for field in model._meta.local_fields if field.is_relation] == ["paper"]
    assert not [f.name for f in model._meta.local_fields if isinstance(f, (models.DateField, models.TimeField))]


# What the handbooks call missing: whoever builds it is reminded here to write it down.


def _code(package: str = "") -> str:
    packages = [package] if package else ["participation", "proposals", "voting", "delivery", "cms"]
    files = [file for name in packages for file in (ROOT / name).rglob("*.py") if "migrations" not in file.parts]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if "demo" not in file.parts)


def _action_names(desk: type[Desk]) -> set[str]:
    return {action.name for action in desk().actions}


STILL_MISSING: dict[str, Callable[[], bool]] = {
    "districts.md: a round cannot be changed or deleted, only shown, hidden, extended": lambda: (
        _action_names(RoundDesk) == {"zeigen", "verbergen", "verlaengern"}
    ),
    "returning-officers.md: no voiding after the close": lambda: (
        'raise RightRefused("closed")' in (ROOT / "voting/rights.py").read_text(encoding="utf-8")
    ),
    "ballot-secrecy.md: votes by account only": lambda: (
        not re.search(r"Channel\.(LETTER|DESK|ASSEMBLY)", _code("voting"))
    ),
    "moderators.md: nobody edits or redacts others' texts": lambda: (
        _action_names(ModerationDesk)
        == {"veroeffentlichen", "zurueckgeben", "ablehnen", "zusammenfuehren", "weitergeben", "uebergeben"}
    ),
    "districts.md: both kinds of round run alike": lambda: "Kind.NEIGHBOURHOOD_FUND" not in _code("delivery"),
}


@pytest.mark.parametrize("claim", STILL_MISSING)
def test_what_a_handbook_calls_missing_is_still_missing(claim: str) -> None:
    assert STILL_MISSING[claim](), f"Built? Then change the text: {claim}"


# The index


def test_the_index_names_every_text() -> None:
    linked = set(re.findall(r"\((\w[\w-]*\.md)\)", text("README")))
    assert {file.name for file in DOCS.glob("*.md")} - {"README.md"} - linked == set()


def test_every_role_and_kind_of_round_is_explained_to_the_districts() -> None:
    with django.utils.translation.override("de"):
        names = {str(choice.label) for choice in [*Role.Name, *Round.Kind]}
    assert names - _quoted("districts") == set()
