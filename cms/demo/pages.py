"""The demo's pages: home, rounds, how it works, help, news and the legal ones, in German and English."""

from __future__ import annotations

import datetime
import json
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from cms.demo import dates, ideas, pictures
from cms.demo.city import read
from cms.demo.editions import EDITIONS, Edition
from cms.models import HomePage, LegalPage, NewsIndexPage, NewsPage, RoundPage, SiteSettings, StandardPage
from cms.sites import LegalText, body_of, found_site, mirror
from participation.models import Area, Round

Block = dict[str, Any]
NAME = "Smarte Partizipation"
LEGAL = {
    "impressum": "imprint",
    "datenschutz": "privacy",
    "netiquette": "netiquette",
    "barrierefreiheit": "accessibility",
}


def build(*, port: int, now: datetime.datetime) -> None:
    """The whole site, German first; every page then gets its English translation."""
    texts = read("texts.json")
    legal = {LEGAL[page["slug"]]: LegalText(page["title"], page["body"]) for page in texts["legal"]}
    plain = next(page for page in texts["pages"] if page["slug"] == "leichte-sprache")
    legal["plain_language"] = LegalText(plain["title"], plain["body"])
    home = found_site(
        hostname="127.0.0.1",
        port=port,
        name=NAME,
        headline=texts["home"]["headline"],
        lead=texts["home"]["lead"],
        legal=legal,
    )
    settings = SiteSettings.load()
    settings.claim, settings.footer = "Berlin", texts["demo_note"]
    settings.contact_name, settings.contact_email = "Beteiligungsbüro", "beteiligung@stadt.example"
    settings.save()
    _write(home, body=_home_body(texts, ""))
    rounds = {edition.name: _round_page(home, edition, 700 + seed) for seed, edition in enumerate(EDITIONS)}
    standard = [_standard_page(home, page) for page in texts["pages"] if page["slug"] != "leichte-sprache"]
    news = _news(home, texts, now)
    events = dates.build(home, now=now)
    for locale in Locale.objects.exclude(pk=home.locale_id):
        mirror(page=HomePage.objects.get(pk=home.pk), locale=locale)
        _translate(home, locale, texts, rounds, standard, news)
        dates.translate(events, locale=locale)
    Site.clear_site_root_paths_cache()


def _write(page: Page, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def _add(parent: Page, page: Page) -> Any:
    parent = Page.objects.get(pk=parent.pk)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _home_body(texts: Any, ending: str) -> str:
    steps = [{"title": step[f"title{ending}"], "text": step[f"text{ending}"]} for step in texts["steps"]]
    english = bool(ending)
    blocks: list[Block] = [
        {"type": "now", "value": {"title": "What can I do now?" if english else "Was kann ich jetzt tun?"}},
        {
            "type": "projects",
            "value": {"title": "Built last" if english else "Zuletzt gebaut", "count": 3, "state": "done"},
        },
        {"type": "steps", "value": {"title": "How it works" if english else "So funktioniert es", "steps": steps}},
        {"type": "numbers", "value": {"title": "What came of it" if english else "Was bisher daraus wurde"}},
        {"type": "money", "value": {"title": "The money so far" if english else "Das Geld bis heute"}},
        {"type": "events", "value": {"title": "Dates" if english else "Termine", "count": 3}},
        {"type": "news", "value": {"title": "News" if english else "Neues", "count": 3}},
    ]
    return json.dumps(blocks)


def _round_body(texts: Any, ending: str) -> str:
    """What the rules in five sentences, which the page says by itself, leave out."""
    title = "Good to know" if ending else "Gut zu wissen"
    lines = "".join(f"<li>{line}</li>" for line in texts[f"good_to_know{ending}"])
    return json.dumps([{"type": "text", "value": f"<h2>{title}</h2><ul>{lines}</ul>"}])


def _round_page(home: Page, edition: Edition, seed: int) -> RoundPage:
    texts, round_ = read("texts.json")["rounds"][edition.name], Round.objects.get(slug=edition.slug)
    page = RoundPage(
        title=texts["title"], slug=edition.slug, lead=texts["lead"], round=round_, contact=texts["contact"],
        picture=_picture(texts, seed), picture_alt=texts["picture_alt"],
        body=_round_body(texts, ""), locale=home.locale,
    )  # fmt: skip
    made: RoundPage = _add(home, page)
    return made


def _standard_body(page: dict[str, Any], ending: str) -> str:
    if "questions" in page:
        items = [{"question": q[f"question{ending}"], "answer": q[f"answer{ending}"]} for q in page["questions"]]
        return json.dumps([{"type": "accordion", "value": {"title": "", "items": items}}])
    return body_of(page[f"body{ending}"])


def _standard_page(home: Page, told: dict[str, Any]) -> StandardPage:
    page = StandardPage(
        title=told["title"], slug=told["slug"], lead=told.get("lead", ""), body=_standard_body(told, ""),
        show_in_menus=told["slug"] == "hilfe", locale=home.locale,
    )  # fmt: skip
    made: StandardPage = _add(home, page)
    return made


def _news(home: Page, texts: Any, now: datetime.datetime) -> list[NewsPage]:
    index = _add(home, NewsIndexPage(title="Neues", slug="neues", locale=home.locale))
    made = []
    for number, told in enumerate(texts["news"], 1):
        page = NewsPage(
            title=told["title"],
            slug=slugify(told["title"])[:60],
            lead=told["lead"],
            day=timezone.localdate(now) - datetime.timedelta(days=told["days_ago"]),
            area=Area.objects.filter(key=told["district"]).first(),
            picture=_picture(told, 500 + number),
            picture_alt=told["picture_alt"],
            body=body_of(told["body"]),
            locale=home.locale,
        )
        made.append(_add(index, page))
    return made


def _picture(told: dict[str, Any], seed: int) -> Any:
    accent = ideas.PAINT.get(told["district"] or "", "#2c6e9b")
    drawn = pictures.draw(told["scene"], seed=seed, accent=accent, stage="after", size=ideas.SIZE)
    file = ImageFile(BytesIO(drawn), name=f"bild-{seed}.jpg")
    return get_image_model().objects.create(title=told["picture_alt"][:250], file=file)


def _translate(home: Page, locale: Locale, texts: Any, rounds: Any, standard: Any, news: Any) -> None:
    """Turn the mirrored pages into translations of their own, where the demo has the words."""
    said = texts["home"]
    _english(home, locale, headline=said["headline_en"], lead=said["lead_en"], body=_home_body(texts, "_en"))
    for name, page in rounds.items():
        told = texts["rounds"][name]
        body = _round_body(told, "_en")
        words = {"title": told["title_en"], "lead": told["lead_en"], "contact": told["contact_en"]}
        _english(page, locale, **words, picture_alt=told["picture_alt_en"], body=body)
    told_pages = [page for page in texts["pages"] if page["slug"] != "leichte-sprache"]
    for told, page in zip(told_pages, standard, strict=True):
        body = _standard_body(told, "_en")
        _english(page, locale, title=told["title_en"], lead=told.get("lead_en", ""), body=body)
    for told, page in zip(texts["news"], news, strict=True):
        words = {"title": told["title_en"], "lead": told["lead_en"], "picture_alt": told["picture_alt_en"]}
        _english(page, locale, **words, body=body_of(told["body_en"]))
    _english(news[0].get_parent(), locale, title="News")
    for told in texts["legal"]:
        page = LegalPage.objects.get(kind=LEGAL[told["slug"]], locale=home.locale)
        _english(page, locale, title=told["title_en"], body=body_of(told["body_en"]))


def _english(page: Page, locale: Locale, **fields: Any) -> None:
    twin = page.get_translation(locale).specific
    twin.alias_of = None
    _write(twin, **fields)
