"""Docs that fail the build when they are stale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ["participation", "proposals", "voting", "delivery", "cms"]
MARKDOWN = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_variable_is_in_operations() -> None:
    settings = "".join(text(f"participation/settings/{name}.py") for name in ("base", "production"))
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)\"""", settings))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", text("docs/operations.md"), re.MULTILINE))
    assert read | {"DJANGO_SETTINGS_MODULE"} == listed


def test_every_record_is_in_the_glossary() -> None:
    models = {m.__name__ for app in OURS[:4] for m in apps.get_app_config(app).get_models()}
    explained = set(re.findall(r"^\| (\w+) \|", text("docs/glossary.md"), re.MULTILINE))
    # Parts of a record that the glossary explains under its whole.
    assert models - explained == {"AgeBand", "Comment", "LogEntry", "LogHead", "User"}


def test_every_make_target_named_in_a_text_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = {
        name for file in MARKDOWN for name in re.findall(r"`make ([a-z-]+)(?=[` ])", file.read_text(encoding="utf-8"))
    }
    assert named - targets == set()


def test_every_command_named_in_a_text_exists() -> None:
    named = {name for file in MARKDOWN for name in re.findall(r"manage\.py (\w+)", file.read_text(encoding="utf-8"))}
    assert named - set(get_commands()) == set()


def test_every_link_between_texts_leads_somewhere() -> None:
    broken = [
        f"{file.relative_to(ROOT)}: {target}"
        for file in MARKDOWN
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", file.read_text(encoding="utf-8"))
        if not (file.parent / target).exists()
    ]
    assert broken == []


def test_every_decision_is_listed() -> None:
    files = sorted(f.name for f in (ROOT / "docs/decisions").glob("0*.md"))
    assert re.findall(r"\((0\d+-[\w-]+\.md)\)", text("docs/decisions/README.md")) == files


@pytest.mark.parametrize("command", ["demo", "test"])
def test_the_readme_shows_the_two_commands_first(command: str) -> None:
    shown = re.findall(r"^make (\w[\w-]*)", text("README.md"), re.MULTILINE)
    assert command in shown[:2]
