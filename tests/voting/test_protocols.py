"""The protocol of a count: everything on it, as PDF, to print, and as a file that the recount confirms."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.users.models import UserProfile

from participation.models import User
from tests.conftest import lacking
from tests.factories.participation import DistrictFactory
from tests.factories.voting import a_paper, cast, closed, colleague, computed, officer, published, voting_round
from voting import exports, papers, protocols, queries, results
from voting.models import BallotPaper, Result, VotingRight

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def shut(*, votes: Any = ((1, 2), (1,), (3,)), **rules: Any) -> BallotPaper:
    round_ = voting_round(cents=1_000_000, area=DistrictFactory(key="01", name="Mitte"), **rules)
    return closed(a_paper(round=round_, costs=(600_000, 500_000, 400_000)), votes=votes)


def words(result: Result) -> str:
    with override("en"):
        text = render_to_string("voting/protocol_pdf.html", protocols.facts(queries.read(result)))
    return " ".join(text.split())


def test_the_paper_holds_hashes_settings_rule_version_and_what_was_decided() -> None:
    result = published(shut())
    text = words(result)
    outcome = result.outcomes[0]["outcome"]
    titles = list(result.paper.options.values_list("title", flat=True))
    shown = [
        result.digest, result.input_digest, result.paper.digest, result.paper.closing.box_digest,
        *titles, *(f"<code>{name} " for name in outcome["settings"]), f"<dd>{outcome['version']}</dd>",
        "Most votes first", "<h3>Funded</h3>", "<h3>Not funded</h3>", "<h3>Steps of the count</h3>",
        "Returning officer, has counted", "Returning officer, has certified", "run 1",
    ]  # fmt: skip
    assert [piece for piece in shown if piece not in text] == []
    sentences = [each.sentence for each in queries.read(result).options]
    with override("en"):
        assert [each.sentence for each in queries.read(result).options if each.sentence not in text] == []
    assert len(sentences) == 3


def test_rights_are_counted_issued_void_and_used() -> None:
    paper = a_paper(round=voting_round(cents=1_000_000, area=DistrictFactory(key="01")))
    for number in (1, 2, 3):
        cast(paper, number)
    VotingRight.objects.filter(pk=VotingRight.objects.first().pk).update(state=VotingRight.State.VOID)  # type: ignore[union-attr]
    assert queries.rights_of(paper) == {"issued": 3, "void": 1}


def test_names_stand_there_and_addresses_never() -> None:
    paper = shut()
    first = officer(paper.round)
    User.objects.filter(pk=first.pk).update(display_name="Ada Beispiel")
    first.refresh_from_db()

    result = results.compute(paper=paper, at=paper.closes_at, by=first)
    text = words(result)
    assert ["Ada Beispiel" in text, "@" in text, "not yet" in text] == [True, False, True]


def test_a_withdrawn_project_stands_there_with_its_reason() -> None:
    paper = shut()
    papers.withdraw_option(paper=paper, number=2, reason="Verkauft.", at=paper.closes_at)
    title = paper.options.get(number=2).title
    assert f"<dt>Withdrawn</dt><dd>2 {title}: Verkauft.</dd>" in words(computed(paper))


@pytest.mark.parametrize("rule", ["greedy_skip", "greedy_stop", "equal_shares"])
def test_the_file_is_confirmed_by_the_recount(rule: str, tmp_path: Path) -> None:

    result = published(shut(tally_rule=rule, votes=((1, 2), (1,), (3,), (2, 3), (3,))))
    found = queries.published_result(result.paper.round)
    assert found is not None
    for name, pot in protocols.json_files(found).items():
        (tmp_path / name).write_bytes(protocols.as_json(found, pot))
    for name, content in exports.files(result.paper.round).items():
        (tmp_path / name).write_bytes(content)
    [pb] = tmp_path.glob("*.pb")
    [stated] = tmp_path.glob("*.json")
    command = [sys.executable, "-m", "voting.allocation", "recount", str(stated), str(pb)]
    assert subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout == "same\n"
    altered = json.loads(stated.read_text())
    altered["outcome"]["spent"] += 1
    stated.write_text(json.dumps(altered))
    again = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (again.returncode, again.stdout.startswith("outcome.spent: ")) == (1, True)


def unpacked(pdf: bytes) -> Iterator[bytes]:
    """The streams of a PDF, those that are packed at all."""
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(packed)


def test_the_pdf_is_tagged_german_and_set_once() -> None:
    if not protocols.can_set_pdf():
        lacking("WeasyPrint with Pango", "install the extra 'pdf' and the system's Pango (docs/operations.md)")
    result = published(shut())
    found = queries.read(result)
    with override("en"):
        pdf = protocols.as_pdf(found)
    assert pdf.startswith(b"%PDF-1.7")
    content = pdf + b"".join(unpacked(pdf))
    assert [mark in content for mark in (b"/MarkInfo", b"/Marked true", b"/Lang (de)", b"pdfuaid:part")] == [True] * 4
    assert protocols.as_pdf(found) is pdf or protocols.as_pdf(found) == pdf
    result.certified_at = None
    result.published_at = None
    assert protocols.as_pdf(queries.read(result)) != pdf


def test_only_our_own_files_go_into_a_pdf() -> None:
    kind, data = protocols.our_file(f"{protocols.ADDRESS}voting/protocol.css")
    assert (kind, data.startswith(b"/* The protocol")) == ("text/css", True)
    elsewhere = [f"{protocols.ADDRESS}{name}" for name in ("../../pyproject.toml", "no.css")]
    for address in ("https://example.org/a.css", "file:///etc/hostname", *elsewhere):
        with pytest.raises(ValueError, match=r"is not one of our files\.$"):
            protocols.our_file(address)


def test_a_city_that_kept_only_the_collected_files_sets_its_protocols(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "only-collected.css").write_text("p { color: black }")
    assert protocols.our_file(f"{protocols.ADDRESS}only-collected.css") == ("text/css", b"p { color: black }")


# Addresses

PAGES = ("protokoll/", "protokoll.pdf", "{slug}.json")


def public(result: Result, page: str) -> str:
    slug = result.paper.round.slug
    return f"/runden/{slug}/ergebnis/{page.format(slug=slug)}"


@pytest.mark.parametrize("page", PAGES)
def test_outside_there_is_none_before_publication(client: Client, page: str) -> None:
    assert client.get(public(computed(shut()), page)).status_code == 404


@pytest.mark.parametrize(("page", "kind"), [(PAGES[0], "text/html; charset=utf-8"), (PAGES[2], "application/json")])
def test_afterwards_everybody_has_it(client: Client, page: str, kind: str) -> None:
    response = client.get(public(published(shut()), page))
    assert (response.status_code, response["Content-Type"]) == (200, kind)


def test_there_is_no_other_protocol(client: Client) -> None:
    result = published(shut())
    assert client.get(public(result, "andere.json")).status_code == 404
    assert client.get("/runden/gibt-es-nicht/ergebnis/protokoll/").status_code == 404


class NoPango:
    """A machine on which the library is there and the system's Pango is not."""

    def find_spec(self, name: str, *args: Any) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango'")


def without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])


def test_without_pango_the_page_to_print_is_offered(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    result = published(shut())
    without_pango(monkeypatch)
    response = client.get(public(result, "protokoll.pdf"))
    assert (response.status_code, response["Location"]) == (302, public(result, "protokoll/"))
    page = client.get(public(result, "protokoll/")).content.decode()
    assert ["protokoll.pdf" in page, "Drucken Sie diese Seite" in page] == [False, True]


def at(client: Client, person: User) -> None:
    UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": "en"})
    client.force_login(person)


def staff_pages(paper: BallotPaper) -> list[str]:
    slug = paper.round.slug
    return [
        reverse("ergebnisse:protocol", args=[paper.pk]),
        reverse("ergebnisse:protocol_json", args=[paper.pk, f"{slug}.json"]),
    ]


@pytest.mark.parametrize(
    ("role", "before", "after"), [("returning_officer", 200, 200), ("office", 404, 200), ("moderator", 302, 302)]
)
def test_staff_who_see_the_count_see_its_protocol(client: Client, role: str, before: int, after: int) -> None:
    paper = shut()
    result = computed(paper)
    at(client, colleague(role, paper.round.area))
    found = [[client.get(page).status_code for page in staff_pages(paper)]]
    Result.objects.filter(pk=result.pk).update(certified_at=paper.closes_at, published_at=paper.closes_at)
    found.append([client.get(page).status_code for page in staff_pages(paper)])
    assert found == [[before] * 2, [after] * 2]


def test_there_is_no_protocol_before_a_count(client: Client) -> None:
    paper = shut()
    at(client, officer(paper.round))
    assert [client.get(page).status_code for page in staff_pages(paper)] == [404, 404]


@pytest.mark.parametrize("options", [1, 30])
def test_the_queries_of_the_page_do_not_grow(client: Client, options: int, django_assert_num_queries: Any) -> None:
    round_ = voting_round(cents=1_000_000, area=DistrictFactory(key="01"))
    result = published(closed(a_paper(round=round_, costs=(30_000,) * options), votes=[[1]]))
    client.get(public(result, "protokoll/"))
    with django_assert_num_queries(11):
        client.get(public(result, "protokoll/"))


def test_the_desk_shows_the_pictures_and_leads_to_protocol_and_comparison(client: Client) -> None:
    paper = shut(tally_rule="equal_shares", votes=((1, 2), (1,), (3,)))
    result = computed(paper)
    at(client, officer(paper.round))
    page = client.get(reverse("ergebnisse:item", args=[paper.pk])).content.decode()
    with override("en"):
        said = [each.enough for each in queries.read(result).missed]
    shown = [
        'id="chart-represented-title"',
        f'href="{reverse("ergebnisse:protocol_pdf", args=[paper.pk])}"',
        f'href="{reverse("regelvergleich:item", args=[paper.pk])}"',
        *said,
    ]
    assert ([piece for piece in shown if piece not in page], "" in said) == ([], False)
    at(client, colleague("office", paper.round.area))
    hidden = client.get(reverse("ergebnisse:item", args=[paper.pk])).content.decode()
    assert [piece for piece in shown if piece in hidden] == []
