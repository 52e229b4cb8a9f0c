"""Who may fetch the picture of an idea, under each of its addresses, with the real file."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.base import File
from django.test import Client
from django.utils import timezone

from participation.models import User
from proposals import pictures, submission, uploads
from proposals.models import Proposal
from proposals.states import State
from tests.factories.participation import DistrictFactory, UserFactory, a_round
from tests.factories.proposals import a_photo, a_proposal, an_idea, move, refused_in_public
from tests.participation.staff_area import at_work, colleague

pytestmark = pytest.mark.django_db

PUBLIC_STATES = {
    *(State.PUBLISHED, State.IN_ASSESSMENT, State.ADMITTED, State.MERGED, State.FORWARDED, State.INFEASIBLE),
}
STATES = [state for state in State if state != State.DRAFT]


def with_picture(**fields: Any) -> Any:
    return {"picture": pictures.clean(File(a_photo())), "picture_alt": "Zwei Bänke", **fields}


def addresses(proposal: Proposal) -> list[str]:
    """All that ever lead to the picture: the file's own, those of its copies, and those of the time before."""
    name = proposal.picture.name
    return [f"/vorschlaege/bild/{name.removeprefix('proposals/')}", f"/bilder/600/{name}", f"/bilder/1200/{name}"]


def statuses(client: Client, proposal: Proposal) -> set[int]:
    return {client.get(address).status_code for address in addresses(proposal)}


@pytest.mark.parametrize("state", STATES)
def test_everybody_sees_the_picture_of_what_everybody_reads(state: str) -> None:
    proposal = a_proposal(state, **with_picture())
    assert statuses(Client(), proposal) == ({200} if state in PUBLIC_STATES else {404})
    assert proposal.picture.url == addresses(proposal)[0]


@pytest.mark.parametrize(
    ("reason", "status"), [("not_specific", 200), ("duplicate", 200), ("personal_data", 404), ("unlawful", 404)]
)
def test_a_refused_idea_keeps_its_picture_unless_its_content_is_the_reason(reason: str, status: int) -> None:
    assert statuses(Client(), refused_in_public(reason, **with_picture())) == {status}


def test_what_was_fetched_before_is_gone_after() -> None:
    """The copies exist already, made while the idea was public; the addresses are known."""
    proposal, client = a_proposal(State.PUBLISHED, **with_picture()), Client()
    assert statuses(client, proposal) == {200}
    move("withdraw", proposal, by=UserFactory())
    assert statuses(client, proposal) == {404}


def test_a_hidden_round_hides_its_pictures() -> None:
    proposal = a_proposal(State.PUBLISHED, **with_picture())
    proposal.round.is_public = False
    proposal.round.save()
    assert statuses(Client(), proposal) == {404}


WHO: dict[str, tuple[Callable[[Proposal], User], int]] = {
    "author": (lambda idea: idea.author, 200),  # type: ignore[dict-item, return-value]
    "moderator": (lambda idea: colleague("moderator", idea.area), 200),
    "moderator of the city": (lambda idea: colleague("moderator", idea.area.parent), 200),
    "assessor": (lambda idea: colleague("assessor", idea.area), 200),
    "finance": (lambda idea: colleague("finance", idea.area), 200),
    "operator": (lambda idea: UserFactory(is_superuser=True), 200),
    "moderator elsewhere": (lambda idea: colleague("moderator", DistrictFactory()), 404),
    "clerk": (lambda idea: colleague("clerk", idea.area), 404),
    "office": (lambda idea: colleague("office", idea.area), 404),
    "another citizen": (lambda idea: UserFactory(), 404),
}


HIDDEN = {
    "submitted": lambda: a_proposal(State.SUBMITTED, **with_picture()),
    "unlawful": lambda: refused_in_public("unlawful", **with_picture()),
}


@pytest.mark.parametrize("why", HIDDEN)
@pytest.mark.parametrize("who", WHO)
def test_what_is_not_public_is_seen_by_its_author_and_those_who_decide(who: str, why: str) -> None:
    proposal = HIDDEN[why]()
    person, status = WHO[who]
    client = at_work(person(proposal))
    assert statuses(client, proposal) == {status}
    kept = {client.get(address).get("Cache-Control") for address in addresses(proposal)}
    assert kept == ({"private, no-store"} if status == 200 else {None})


def test_caches_ask_again_after_ten_minutes_and_get_nothing_twice() -> None:
    proposal = a_proposal(State.PUBLISHED, **with_picture())
    for address in addresses(proposal):
        first = Client().get(address)
        assert (first["Cache-Control"], "Cookie" in first.get("Vary", "")) == ("public, max-age=600", False)
        again = Client().get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert Client().post(address).status_code == 405


def test_a_public_picture_costs_one_query(django_assert_num_queries: Any) -> None:
    proposal = a_proposal(State.PUBLISHED, **with_picture())
    for address in addresses(proposal):
        with django_assert_num_queries(1):
            assert Client().get(address).status_code == 200


def test_a_picture_that_was_replaced_is_nobody_s() -> None:
    proposal = a_proposal(State.RETURNED, **with_picture())
    old = addresses(proposal)
    author = proposal.author
    assert author is not None
    submission.revise(proposal=proposal, idea=an_idea(**with_picture()), by=author, at=timezone.now())
    proposal.refresh_from_db()
    assert {at_work(author).get(address).status_code for address in old} == {404}
    assert statuses(at_work(author), proposal) == {200}


@pytest.mark.parametrize(
    "name", ["2027/fehlt.jpg", "../../db.sqlite3", "%2e%2e/keys/1", "", "uploads/x.jpg", "%00.jpg"]
)
def test_no_other_file_is_handed_out(name: str) -> None:
    assert at_work(UserFactory(is_superuser=True)).get(f"/vorschlaege/bild/{name}").status_code == 404


def test_the_proxy_s_folder_holds_no_picture_of_an_idea(settings: Any) -> None:
    proposal = a_proposal(State.PUBLISHED, **with_picture())
    statuses(Client(), proposal)
    media, apart = Path(settings.MEDIA_ROOT), Path(settings.PICTURES_ROOT)
    assert [path for path in media.rglob("*") if path.name.startswith(Path(proposal.picture.name).name)] == []
    assert (apart / proposal.picture.name).is_file()
    assert Client().get(f"/media/{proposal.picture.name}").status_code == 404


def test_the_picture_of_an_unfinished_form_is_for_whoever_is_signed_in() -> None:
    token = uploads.keep(pictures.clean(File(a_photo())), at=timezone.now())
    address = uploads.url(token)
    assert address is not None
    assert Client().get(address)["Location"] == f"/konto/login/?next={quote(address)}"
    response = at_work(UserFactory()).get(address)
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (
        200, "image/jpeg", "private, no-store",
    )  # fmt: skip
    assert at_work(UserFactory()).get(address + "x").status_code == 404


def test_the_question_shows_the_picture_that_was_just_sent() -> None:
    round_, client = a_round(now=timezone.now()), at_work(UserFactory())
    sent = {"step": "picture", "go": "next", "picture_alt": "", "picture": a_photo()}
    page = client.post(f"/runden/{round_.slug}/einreichen/", sent)
    assert client.get(page.context["picture_url"]).status_code == 200


# The migration


def test_pictures_of_the_time_before_move_out_of_the_proxy_s_folder(settings: Any, tmp_path: Path) -> None:
    migration = importlib.import_module("proposals.migrations.0002_pictures_apart")
    settings.MEDIA_ROOT, settings.PICTURES_ROOT = tmp_path / "media", tmp_path / "pictures"
    there = [
        *("proposals/2027/a.jpg", "projects/2027/b.jpg", "uploads/2027-01-01/c.jpg"),
        *("scaled/600/proposals/2027/a.jpg.webp", "scaled/600/projects/2027/b.jpg.webp"),
    ]
    for name in there:
        (tmp_path / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "media" / name).write_bytes(name.encode())

    def files(folder: str) -> list[str]:
        return sorted(str(p.relative_to(tmp_path / folder)) for p in (tmp_path / folder).rglob("*") if p.is_file())

    for _ in range(2):  # once more changes nothing
        migration.move(None, None)
        assert files("pictures") == ["proposals/2027/a.jpg"]
        assert files("media") == ["projects/2027/b.jpg", "scaled/600/projects/2027/b.jpg.webp"]
    migration.move_back(None, None)
    assert (files("pictures"), files("media")[1]) == ([], "proposals/2027/a.jpg")
