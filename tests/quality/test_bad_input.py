"""Whatever is sent, and however: never a 500, a sentence where a person sees it, and what was typed is still there."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.admin.viewsets import viewsets

from participation.desks import Desk
from proposals.forms import STEPS
from tests.factories.proposals import a_photo
from tests.quality import whole as worlds
from tests.quality.crawler import crawl, kind_of
from tests.quality.filling import WORDS, Pairs, Question, Sheet, complaints, send, sheets, written
from tests.quality.whole import Whole

pytestmark = pytest.mark.django_db

NASTY = {
    "nothing": "", "blanks": " \t ", "nul": "a\x00b", "half a letter": "\ud800x", "digits": "9" * 30, "negative": "-1",
    "infinite": "1e400", "no number": "NaN", "fraction": "1.5", "no such day": "2024-02-30",
    "no such year": "99999-01-01", "huge": "ß" * 20_000, "markup": "<script>alert(1)</script>",
    "other digits": "٣", "backwards": "\u202ex", "brackets": "[]", "format": "%(n)s {0} {{ 7 }}",
    "header": "a\r\nBcc: x@example.org",
}  # fmt: skip
# In the staff area each request costs more; the rest of the table is tried on public forms, whose fields are the same.
FOR_STAFF = {
    "text": ("nul", "huge"), "email": ("nul",), "url": ("huge",), "decimal": ("digits", "negative"),
    "number": ("digits",), "date": ("no such day",), "choice": ("digits",), "hidden": ("digits",),
}  # fmt: skip
# What cannot come back as it was: browsers send none of it, or the page would not be text.
CHANGED = ("nul", "half a letter", "header")


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> Iterator[Whole]:
    """The whole world, built once; whatever a test sends is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)
    cache.clear()


def sent(client: Client, address: str, pairs: Pairs, **extra: Any) -> Any:
    """Send and take it back; an exception is an answer of 500 with its name."""
    with transaction.atomic():
        answer = send(client, address, pairs, **extra)
        transaction.set_rollback(True)
    return answer


def judged(answer: Any, sheet: Sheet, asked: Question, name: str) -> list[str]:
    """What is wrong with an answer to a form in which one field had a nasty value."""
    if answer.status_code == 302:
        return []
    if answer.status_code != 200:
        return [f"status {answer.status_code}"]
    still = written(answer.content)
    faults = [] if complaints(answer.content) else ["no sentence"]
    kept = [question for question in sheet.questions if question.is_written and question.name != asked.name]
    faults += [f"{question.name} is lost" for question in kept if still.get(question.name) != question.sensible]
    if asked.is_written and name not in CHANGED and still.get(asked.name) != NASTY[name].removesuffix("\x00"):
        faults.append("what was typed is lost")
    return faults


def nasty_for(question: Question, *, is_staff: bool) -> dict[str, str]:
    """What to send in a field: files are another test, and of choices two wrong ones are enough."""
    names = FOR_STAFF[question.kind] if is_staff else ("digits", "nul") if question.kind == "choice" else NASTY
    return {name: NASTY[name] for name in names}


def faults_of_forms(client: Client, address: str, *, is_staff: bool = False) -> dict[Any, list[str]]:
    """Each field of each form of a page, with each value, all other answers sensible."""
    found: dict[Any, list[str]] = {}
    forms = sheets(client.get(address).getvalue(), address)
    assert forms, address
    for sheet in forms:
        assert sent(client, sheet.action, sheet.filled()).status_code in (200, 302)
        for question in (question for question in sheet.questions if question.kind != "file"):
            for name, value in nasty_for(question, is_staff=is_staff).items():
                answer = sent(client, sheet.action, sheet.filled(**{question.name: value}))
                found[sheet.action, question.name, name] = judged(answer, sheet, question, name)
    return {place: faults for place, faults in found.items() if faults}


PUBLIC_FORMS = [
    ("visitor", "/konto/login/"), ("visitor", "/konto/signup/"), ("visitor", "/konto/password/reset/"),
    ("visitor", "/vorschlaege/{published}/melden/?kommentar={comment}"),
    ("visitor", "/runden/gezaehlt/abstimmen/pruefziffer/"), ("citizen", "/mein/"), ("citizen", "/mein/wohnort/"),
    ("citizen", "/mein/loeschen/"), ("citizen", "/konto/email/"), ("citizen", "/konto/password/change/"),
    ("citizen", "/konto/reauthenticate/"), ("citizen", "/vorschlaege/{published}/kommentieren/"),
    ("citizen", "/vorschlaege/{published}/"), ("citizen", "/vorschlaege/{published}/zuruecknehmen/"),
]  # fmt: skip


def filled_in(whole: Whole, address: str) -> str:
    return address.format(comment=whole.comment.pk, **{name: idea.pk for name, idea in whole.ideas.items()})


@pytest.mark.parametrize(("who", "address"), PUBLIC_FORMS)
def test_public_forms(whole: Whole, who: str, address: str) -> None:
    assert faults_of_forms(whole.window(who), filled_in(whole, address)) == {}


# How many kinds of forms each role meets: none is left out.
FORMS = {"moderator": 7, "assessor": 2, "finance": 1, "office": 17, "returning_officer": 6, "clerk": 1, "editor": 0}


@pytest.mark.parametrize("who", FORMS)
def test_forms_of_the_desks(whole: Whole, who: str) -> None:
    client = whole.window(who)
    desks = tuple(f"/verwaltung/{viewset.name}/" for viewset in viewsets.viewsets if isinstance(viewset, Desk))
    starts = [*desks, "/verwaltung/wohnsitz/?q=buergerin@example.org"]
    pages = crawl(client, *starts, within=lambda link: link.startswith(desks), often=lambda address: 4)
    forms = {kind_of(page.address): page.address for page in pages if page.is_whole and sheets(page.body, "")}
    found = {address: faults_of_forms(client, address, is_staff=True) for address in forms.values()}
    assert {address: faults for address, faults in found.items() if faults} == {}
    assert len(forms) == FORMS[who]


# The idea, question by question

IDEA = {
    "title": WORDS,
    "what": WORDS,
    "why": WORDS,
    "place": "Am Weiher",
    "estimate": "120",
    "picture_alt": "Ein Weiher",
}


def idea(whole: Whole, **fields: str) -> Pairs:
    category = str(whole.ideas["published"].category_id)
    return list((IDEA | {"category": category, "key": "0" * 32} | fields).items())


ASKED = (*IDEA, "category", "area", "lon", "lat", "upload", "key")


def judged_idea(client: Client, address: str, answers: Pairs, field: str, name: str) -> list[str]:
    """It goes on with what was typed, or says what is wrong with it; all other answers are still there."""
    answer = sent(client, address, answers)
    if answer.status_code != 200:
        return [] if answer.status_code == 302 else [f"status {answer.status_code}"]
    still = written(answer.content)
    faults = [f"{other} is lost" for other in ("title", "what", "why") if other != field and still[other] != WORDS]
    if field in IDEA and name not in CHANGED and still[field] not in (NASTY[name], " ".join(NASTY[name].split())):
        faults.append("what was typed is lost")
    return faults


@pytest.mark.parametrize("name", NASTY)
def test_each_answer_of_an_idea(whole: Whole, name: str) -> None:
    """At its own question, at the end of all, and when a returned idea is handed in again."""
    first, again = "/runden/lichtenberg/einreichen/", filled_in(whole, "/vorschlaege/{returned}/bearbeiten/")
    found, client = {}, whole.window("citizen")
    for field in ASKED:
        step = next((step.name for step in STEPS if field in step.fields), "title")
        alone = idea(whole, **{field: NASTY[name]}, step=step, go="next")
        whole_idea = idea(whole, **{field: NASTY[name]}, step="preview", go="submit")
        found[field, step] = judged_idea(client, first, alone, field, name)
        found[field, "all"] = judged_idea(client, first, whole_idea, field, name)
        found[field, "again"] = judged_idea(client, again, whole_idea, field, name)
    assert {place: faults for place, faults in found.items() if faults} == {}


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""
    part = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # noqa: E731
    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"\0" * 1000)) + part(b"IEND", b"")


PICTURES: dict[str, tuple[str, bytes, str]] = {
    "drawing": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "apple": ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
    "bomb": ("a.png", bomb(60_000, 60_000), "Millionen Bildpunkte"),
    "words": ("a.jpg", b"kein Bild", "nicht als Bild lesen"),
    "cut off": ("a.jpg", a_photo().getvalue()[:900], "beschädigt"),
    "too large": ("a.jpg", b"\xff\xd8\xff" + b"\0" * (8 * 1024 * 1024), "MB"),
    "empty": ("a.jpg", b"", "leer"),
    "program": ("../../../etc/x.php\x00.jpg", b"<?php", "nicht als Bild lesen"),
    "long name": ("a" * 300 + ".jpg", a_photo().getvalue(), ""),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_of_an_idea(whole: Whole, name: str) -> None:
    filename, content, sentence = PICTURES[name]
    data = dict(idea(whole, step="picture", go="next")) | {"picture": SimpleUploadedFile("a.jpg", content)}
    data["picture"].name = filename  # type: ignore[union-attr]
    answer = whole.window("citizen").post("/runden/lichtenberg/einreichen/", data)
    assert answer.status_code == 200
    assert written(answer.content)["picture_alt"] == "Ein Weiher"
    said = " ".join(complaints(answer.content))
    assert sentence in said
    assert bool(said) is bool(sentence)


# The ballot


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ([], "mindestens ein Projekt"), ([""], "nicht auf diesem Stimmzettel"),
        (["99"], "nicht auf diesem Stimmzettel"),
        (["9" * 30], "nicht auf diesem Stimmzettel"), (["-1"], "nicht auf diesem Stimmzettel"),
        (["1.0"], "nicht auf diesem Stimmzettel"), (["\x00"], "nicht auf diesem Stimmzettel"),
        (["\ud800"], "nicht auf diesem Stimmzettel"), (["1", "1"], "doppelt"), (["1"] * 900, "doppelt"),
        (["1", "2", "3"], "nicht auf diesem Stimmzettel"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", ["pruefen", "abgeben"])
def test_ballots(whole: Whole, choices: list[str], words: str, step: str) -> None:
    client = whole.window("citizen")
    pairs = [("request", "eine-kennung"), *(("choices", choice) for choice in choices)]
    answer = sent(client, f"/runden/wahlrunde/abstimmen/{step}/", pairs)
    assert (answer.status_code, len(complaints(answer.content))) == (200, 1)
    assert words in complaints(answer.content)[0]


@pytest.mark.parametrize("key", ["", "\x00", "ü" * 500, "\ud800", "a b"])
def test_a_ballot_without_a_readable_key_is_asked_again(whole: Whole, key: str) -> None:
    client = whole.window("citizen")
    answer = sent(client, "/runden/wahlrunde/abstimmen/abgeben/", [("request", key), ("choices", "1")])
    assert answer.status_code in (200, 302)
    if answer.status_code == 200:
        assert written(answer.content)["choices"] == "1"


# What comes with it: addresses, methods, bodies, headers, cookies

PAGES = [
    "/", "/vorschlaege/", "/vorschlaege/{published}/", "/vorschlaege/{withdrawn}/", "/vorschlaege/{published}/melden/",
    "/vorschlaege/{published}/kommentieren/", "/vorschlaege/{published}/unterstuetzen/",
    "/vorschlaege/{published}/zuruecknehmen/", "/vorschlaege/{published}/eingereicht/",
    "/vorschlaege/{returned}/bearbeiten/", "/runden/", "/runden/lichtenberg/", "/runden/lichtenberg/einreichen/",
    "/runden/wahlrunde/abstimmen/", "/runden/wahlrunde/abstimmen/pruefen/", "/runden/wahlrunde/abstimmen/abgeben/",
    "/runden/wahlrunde/abstimmen/quittung/", "/runden/gezaehlt/abstimmen/pruefziffer/", "/runden/entschieden/ergebnis/",
    "/runden/entschieden/ergebnis/entschieden.pb", "/projekte/", "/ergebnisse/", "/mein/", "/mein/wohnort/",
    "/mein/daten/", "/mein/vorschlaege/", "/mein/loeschen/", "/konto/login/", "/konto/signup/", "/konto/logout/",
    "/konto/email/", "/konto/zweiter-faktor/", "/karte/stadt.json", "/karte/vorschlaege.json", "/gesund/",
    "/api/v1/", "/api/v1/proposals/", "/api/v1/proposals/{published}/", "/api/v1/schema/", "/verwaltung/",
    "/verwaltung/vorschlaege/", "/verwaltung/vorschlaege/{submitted}/", "/verwaltung/vorschlaege/{submitted}/ablehnen/",
    "/gibt/es/nicht/",
]  # fmt: skip
FINE = {200, 302, 400, 403, 404, 405, 406, 410, 415}


@pytest.fixture
def somebody(whole: Whole) -> Client:
    """Who is signed in and works in the staff area gets furthest everywhere."""
    return whole.window("moderator")


def statuses(whole: Whole, ask: Any, pages: list[str] = PAGES) -> dict[str, int]:
    """What is not among the answers that are fine, for each page."""
    found = {}
    for page in pages:
        with transaction.atomic():
            found[page] = ask(filled_in(whole, page)).status_code
            transaction.set_rollback(True)
    return {page: status for page, status in found.items() if status not in FINE}


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "QUERY"])
def test_other_methods(whole: Whole, somebody: Client, method: str) -> None:
    assert statuses(whole, lambda address: somebody.generic(method, address)) == {}


BODIES = {
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "no end": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nabc'),
    "no names": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n"),
    "long boundary": ("multipart/form-data; boundary=" + "x" * 300, b""),
    "bad base64": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--\r\n',
    ),
    "unknown letters": ("application/x-www-form-urlencoded; charset=klingon", b"title=%FF%FE"),
    "other letters": ("application/x-www-form-urlencoded; charset=utf-16", b"t\0i\0t\0l\0e\0=\0x\0"),
    "json": ("application/json; charset=utf-7", b'{"title": "+ADw-"}'),
    "half json": ("application/json", b'{"a": "\\ud800'),
    "many fields": ("application/x-www-form-urlencoded", b"a=1&" * 5000),
    "much": ("application/x-www-form-urlencoded", b"title=" + b"x" * 3_000_000),
    "no type": ("", b"title=x"),
    "bytes": ("application/octet-stream", bytes(range(256))),
}


@pytest.mark.parametrize("name", BODIES)
def test_other_bodies(whole: Whole, somebody: Client, name: str) -> None:
    kind, body = BODIES[name]
    assert statuses(whole, lambda address: somebody.generic("POST", address, body, content_type=kind)) == {}


HEADERS = {
    "host": {"HTTP_HOST": "evil.example\x00"},
    "wishes": {
        "HTTP_ACCEPT_LANGUAGE": "xx-" + "y" * 5000 + ";q=9,,de;q=NaN,\x00",
        "HTTP_ACCEPT": "text/xml;q=;,*",
        "HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 9999 99:99:99 GMT",
        "HTTP_IF_NONE_MATCH": 'W/",,"',
        "HTTP_RANGE": "bytes=9-1,-,x",
    },
    "where from": {
        "HTTP_REFERER": "javascript:alert(1)",
        "HTTP_ORIGIN": "null",
        "HTTP_X_FORWARDED_FOR": "x,,\x00",
        "REMOTE_ADDR": "keine",
        "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
        "HTTP_COOKIE": "sessionid=../../x; csrftoken=ä; django_language=%00; receipt=a:b:c; =;;; messages=[[[",
    },
}


@pytest.mark.parametrize("name", HEADERS)
def test_other_headers(whole: Whole, name: str) -> None:
    assert statuses(whole, lambda address: Client().get(address, **HEADERS[name])) == {}


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith(("/api/", "/verwaltung/", "/gibt/"))])
def test_a_forged_form_is_refused_in_words(whole: Whole, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(filled_in(whole, page), {"title": "x"})
    takes_nothing = answer.status_code == 405 or "pruefziffer" in page  # reads only, whoever asks
    assert takes_nothing or (answer.status_code, "noch einmal" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("key", ["9" * 19, "9" * 60, "0", "-1", "1.0", "%00", "%ED%A0%80", "٣", "a" * 3000, "%2F", "'"])
@pytest.mark.parametrize("shape", [*sorted({page for page in PAGES if "{" in page}), "/runden/{}/", "/bilder/{}/x.jpg"])
def test_keys_that_nothing_has(whole: Whole, shape: str, key: str) -> None:
    client = whole.window("moderator")
    address = re.sub(r"\{\w*\}", lambda match: key, shape)
    assert client.get(address).status_code in (404, 405)
    assert client.post(address).status_code in (404, 405)


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("listing", ["areas", "rounds", "proposals", "results", "projects"])
def test_parameters_of_the_api(whole: Whole, listing: str, name: str) -> None:
    cache.clear()  # its requests are counted there
    client, parameters = (
        Client(),
        ("page", "page_size", "round", "area", "state", "q", "ordering", "kind", "phase", "x"),
    )
    for parameter in parameters:
        query = f"{parameter}={quote_plus(NASTY[name], errors='surrogatepass')}"
        answer = client.get(f"/api/v1/{listing}/?{query}&{query}")
        assert answer.status_code in (200, 400, 404), parameter
        assert answer.headers["Content-Type"] == "application/json"
        if answer.status_code == 400:
            assert all(sentence.endswith(".") for sentences in answer.json().values() for sentence in sentences)


FIND = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FIND
@given(words=st.text(max_size=80))
def test_any_words_can_be_searched(whole: Whole, words: str) -> None:
    for address in ("/vorschlaege/", "/projekte/", "/runden/"):
        answer = Client().get(address, {"q": words})
        assert answer.status_code == 200
        if words.isprintable():
            assert written(answer.content)["q"].strip() == words.strip()


@FIND
@given(
    words=st.text(max_size=60), name=st.sampled_from(["title", "place", "estimate", "lon", "lat", "category", "area"])
)
def test_any_words_in_an_idea(whole: Whole, words: str, name: str) -> None:
    answer = sent(
        whole.window("citizen"),
        "/runden/lichtenberg/einreichen/",
        idea(whole, **{name: words}, step="preview", go="submit"),
    )
    assert answer.status_code == 302 or complaints(answer.content)
