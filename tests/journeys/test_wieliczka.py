"""A real election end to end: Wieliczka 2023, the first city to use the Method of Equal Shares, on the results page."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories.participation import CityFactory
from tests.paper_browser import PaperBrowser
from voting.allocation import pabulib

pytestmark = pytest.mark.django_db
FILE = "Poland_Wieliczka_2023_Green_Budget.pb"


def test_the_results_page_shows_the_projects_that_the_city_funded(shared_dir: Path) -> None:
    CityFactory()
    file = shared_dir / "pabulib" / FILE
    out = io.StringIO()
    call_command("import_pabulib", str(file), stdout=out)
    assert "6586 ballots, 30 projects funded" in out.getvalue()
    document = pabulib.parse(file.read_bytes(), file=FILE)
    selected = {document.names[key] for key in document.selected()}
    page = PaperBrowser().go("/ergebnisse/").follow("30 Projekte")
    won = page.html.find("ul", class_="outcome")
    assert won is not None
    titles = {" ".join(heading.get_text(" ").split()) for heading in won.find_all("h3")}
    assert titles == {" ".join(name.split()) for name in selected}
    assert len(titles) == 30
