"""What import-linter cannot see: relations of models, templates, addresses, signals, vocabulary of files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent
LINE = ["participation", "proposals", "voting", "delivery", "cms"]
PERMALINKS = {"round", "proposal", "results", "project"}
# Names that a lower package may use: its own namespace, those before it, permalinks, and addresses of libraries.
SHARED_TEMPLATES = {"base.html", "partials", "components", "emails", "wagtailadmin", "account", "mfa"}


def code_of(package: str) -> list[Path]:
    return [file for file in (ROOT / package).rglob("*.py") if "migrations" not in file.parts]


def templates_of(package: str) -> list[Path]:
    return [file for ending in ("html", "txt") for file in (ROOT / "templates" / package).rglob(f"*.{ending}")]


@pytest.mark.parametrize("package", LINE)
def test_relations_point_to_earlier_packages_only(package: str) -> None:
    later = LINE[LINE.index(package) + 1 :]
    wrong = [
        f"{model.__name__}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_app_config(package).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label in later
    ]
    assert wrong == []


@pytest.mark.parametrize("package", LINE)
def test_there_are_no_generic_foreign_keys(package: str) -> None:
    from django.contrib.contenttypes.fields import GenericForeignKey

    models = apps.get_app_config(package).get_models()
    own = [model for model in models if not model._meta.proxy]
    assert [m.__name__ for m in own if any(isinstance(f, GenericForeignKey) for f in m._meta.private_fields)] == []


@pytest.mark.parametrize("package", LINE)
def test_templates_include_their_own_and_shared_ones_only(package: str) -> None:
    allowed = SHARED_TEMPLATES | {package}
    if package == "cms":
        allowed |= set(LINE)
    if package != "participation":
        allowed.add("participation/desks")
    wrong = []
    for file in templates_of(package):
        for name in re.findall(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", file.read_text(encoding="utf-8")):
            if name.split("/")[0] not in allowed and "/".join(name.split("/")[:2]) not in allowed:
                wrong.append(f"{file.relative_to(ROOT)}: {name}")
    assert wrong == []


def _addresses(package: str) -> list[tuple[str, str]]:
    found = []
    for file in templates_of(package):
        found += [
            (str(file), name)
            for name in re.findall(r"""{%\s*url\s+["']([^"']+)["']""", file.read_text(encoding="utf-8"))
        ]
    for file in code_of(package):
        for name in re.findall(
            r"""(?:reverse|redirect|reverse_lazy)\(\s*["']([\w:]+)["']""", file.read_text(encoding="utf-8")
        ):
            found.append((str(file), name))
    return found


# My page is the one page of participation that leads on into the stages.
LEADS_ON = {"participation": {"proposals:submit", "proposals:mine", "voting:ballot"}}


@pytest.mark.parametrize("package", LINE)
def test_addresses_of_later_packages_are_not_named(package: str) -> None:
    later = set(LINE[LINE.index(package) + 1 :])
    wrong = [
        f"{file}: {name}"
        for file, name in _addresses(package)
        if name.split(":")[0] in later and ":" in name and name not in LEADS_ON.get(package, set())
    ]
    assert wrong == []


@pytest.mark.parametrize("package", LINE)
def test_side_effects_are_called_not_signalled(package: str) -> None:
    pattern = re.compile(r"django\.db\.models\.signals|@receiver|\.connect\(")
    assert [str(f.relative_to(ROOT)) for f in code_of(package) if pattern.search(f.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("package", LINE)
def test_no_drawer_for_anything(package: str) -> None:
    drawers = {"utils", "common", "core", "helpers", "services", "misc"}
    assert [str(f.relative_to(ROOT)) for f in code_of(package) if f.stem in drawers] == []


def _functions(file: Path) -> list[tuple[str, int, ast.FunctionDef]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]


@pytest.mark.parametrize("package", LINE)
def test_files_and_functions_stay_small(package: str) -> None:
    files = [
        f"{f.relative_to(ROOT)}" for f in code_of(package) if len(f.read_text(encoding="utf-8").splitlines()) > 400
    ]
    functions = [
        f"{f.relative_to(ROOT)}:{name}" for f in code_of(package) for name, lines, _ in _functions(f) if lines > 60
    ]
    assert (files, functions) == ([], [])


VERBS = {
    "participation": ["rounds", "registration", "areas", "audit"],
    "proposals": ["submission", "moderation", "assessment", "discussion"],
    "voting": ["papers", "rights", "ballots", "closing", "results"],
    "delivery": ["projects"],
}


@pytest.mark.parametrize(("package", "module"), [(p, m) for p, modules in VERBS.items() for m in modules])
def test_verbs_take_keywords_time_and_say_what_they_do(package: str, module: str) -> None:
    wrong = []
    for name, _, node in _functions(ROOT / package / f"{module}.py"):
        if name.startswith("_"):
            continue
        documented = ast.get_docstring(node) is not None
        typed = node.returns is not None and all(
            a.annotation for a in node.args.kwonlyargs + node.args.args if a.arg != "self"
        )
        if not documented or not typed:
            wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("package", LINE)
def test_the_clock_is_read_at_the_edge_only(package: str) -> None:
    edges = (
        "views",
        "desks",
        "viewsets",
        "management",
        "templatetags",
        "api",
        "wagtail_hooks",
        "models/people",
        "clock",
        "sessions",
        "unsent",
        "blocks",
        "pages",
        "forms",
        "demo",
        "delivery/exports",
    )
    wrong = [
        str(file.relative_to(ROOT))
        for file in code_of(package)
        if re.search(r"timezone\.now\(\)|datetime\.now\(|date\.today\(", file.read_text(encoding="utf-8"))
        and not any(edge in str(file.relative_to(ROOT)) for edge in edges)
    ]
    assert wrong == []


def test_no_address_of_a_package_index_is_committed() -> None:
    hosts = re.compile("files\\." + "pythonhosted|pypi\\." + "org/simple|registry\\." + "npmjs")
    names = [
        "requirements.txt",
        "requirements-dev.txt",
        "package-lock.json",
        "package.json",
        ".npmrc",
        "pyproject.toml",
    ]
    assert [name for name in names if hosts.search((ROOT / name).read_text(encoding="utf-8"))] == []
