"""The published description of the API is the API: the file is fresh, and every answer is as it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from jsonschema import Draft4Validator, FormatChecker

from delivery import projects
from tests.factories.delivery import a_project
from tests.factories.participation import NOON

FILE = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.yaml"


def written() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_file_is_what_the_code_says_in_every_language(language: str) -> None:
    with override(language):
        schema = SchemaGenerator().get_schema(request=None, public=True)
    fresh = OpenApiYamlRenderer().render(schema, renderer_context={})
    assert FILE.read_bytes() == fresh, "run `make schema`"


def test_all_of_it_is_reading() -> None:
    paths = written()["paths"]
    assert {path: list(methods) for path, methods in paths.items()} == {
        "/api/v1/": ["get"],
        **{f"/api/v1/{name}/": ["get"] for name in ("areas", "rounds", "proposals", "results", "projects")},
        **{f"/api/v1/{name}/": ["get"] for name in ("areas/{key}", "rounds/{slug}", "results/{slug}")},
        **{f"/api/v1/{name}/{{id}}/": ["get"] for name in ("proposals", "projects")},
    }


def test_every_list_explains_its_parameters_and_its_faults() -> None:
    for path, methods in written()["paths"].items():
        if path == "/api/v1/":
            continue
        names = [parameter["name"] for parameter in methods["get"].get("parameters", [])]
        listing = "{" not in path
        assert ({"page", "page_size"} <= set(names)) is listing, path
        assert sorted(methods["get"]["responses"]) == (["200", "400", "404"] if listing else ["200", "404"]), path


def as_json_schema(part: Any) -> Any:
    """OpenAPI 3.0 writes "may be null" as a word of its own, and its parts lie below components."""
    if isinstance(part, list):
        return [as_json_schema(each) for each in part]
    if not isinstance(part, dict):
        return part
    plain = {name: as_json_schema(value) for name, value in part.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if part.get("nullable") is True else plain


def closed(part: Any) -> Any:
    """The same, without room for fields that it does not name."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    plain = {name: closed(value) for name, value in part.items()}
    return plain | {"additionalProperties": False} if isinstance(part.get("properties"), dict) else plain


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["areas", "rounds", "proposals", "results", "projects"])
def test_answers_are_as_described(client: Client, name: str) -> None:
    cache.clear()
    project = a_project(lon=13.4, lat=52.5)
    projects.report(
        project=project, title="Start", text="Los.", state="in_progress", reason="Auftrag", at=NOON, by=None
    )
    keys: dict[str, Any] = {
        "areas": project.area.key,
        "rounds": project.round.slug,
        "proposals": project.proposal_id,
        "results": project.round.slug,
        "projects": project.pk,
    }
    document = closed(as_json_schema(written()))
    for path, parameter in ((f"/api/v1/{name}/", ""), (f"/api/v1/{name}/{keys[name]}/", "{")):
        answer = client.get(path).json()
        template = next(p for p in document["paths"] if p.startswith(f"/api/v1/{name}/{parameter}"))
        described = document["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = Draft4Validator(described | {"components": document["components"]}, format_checker=FormatChecker())
        assert [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(answer)] == []
        assert answer.get("count", 1) >= 1
