"""Setting up the site: languages, home page, legal pages, and what editors may do with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from cms.models import HomePage, LegalPage, SiteSettings

EDITORS = "Editors"
PAGE_RIGHTS = ("add_page", "change_page")  # who publishes: Wagtail's group "Moderators", see participation.registration
FILE_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@dataclass(frozen=True)
class LegalText:
    """Title and HTML (p, h2, h3, ul, ol, li, a, b) of a legal page in one language."""

    title: str
    html: str


@transaction.atomic
def found_site(
    *,
    hostname: str,
    port: int,
    name: str,
    headline: str = "",
    lead: str = "",
    legal: Mapping[str, LegalText] | None = None,
) -> HomePage:
    """The German home page of the site, made with languages, legal pages (by kind) and editors' rights if missing.

    Calling it again changes nothing that is there, but gives the site this name, host and port.
    """
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _ in settings.LANGUAGES}
    home = HomePage.objects.filter(locale=locales[settings.LANGUAGE_CODE]).first()
    if home is None:
        home = _home(locales[settings.LANGUAGE_CODE], name, headline, lead)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": hostname, "port": port, "site_name": name, "root_page": home},
    )
    _drop_welcome_page()
    SiteSettings.objects.get_or_create(pk=SiteSettings.load().pk, defaults={"name": name})
    for kind, text in (legal or {}).items():
        _legal_page(home, kind, text)
    for locale in locales.values():
        mirror(page=home, locale=locale)
    _let_editors_edit(home)
    return home


def mirror(*, page: Page, locale: Locale) -> None:
    """Show a page and its children in another language, as they are, until somebody translates them."""
    if not page.has_translation(locale) and page.locale_id != locale.pk:
        page.copy_for_translation(locale, copy_parents=True, alias=True)
    for child in page.get_children().specific():
        mirror(page=child, locale=locale)


def body_of(html: str) -> str:
    """The stored form of a page's body with one text block."""
    return json.dumps([{"type": "text", "value": html}])


def _home(locale: Locale, name: str, headline: str, lead: str) -> HomePage:
    root = Page.get_first_root_node()
    page = HomePage(title=name, slug="start", headline=headline or name, lead=lead, locale=locale)
    root.add_child(instance=page)
    page.save_revision().publish()
    return page


def _legal_page(home: HomePage, kind: str, text: LegalText) -> None:
    if LegalPage.objects.child_of(home).filter(kind=kind).exists():
        return
    page = LegalPage(title=text.title, kind=kind, body=body_of(text.html), locale=home.locale)
    home.refresh_from_db()
    home.add_child(instance=page)
    page.save_revision().publish()


def _drop_welcome_page() -> None:
    """Wagtail's first page says "Welcome"; nobody wants to keep it."""
    for page in Page.objects.filter(depth=2, slug="home", content_type__app_label="wagtailcore"):
        if not page.get_children().exists():
            page.delete()


def _let_editors_edit(home: HomePage) -> None:
    group, _ = Group.objects.get_or_create(name=EDITORS)
    root = Page.get_first_root_node()
    for right in _permissions(PAGE_RIGHTS):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=right)
    collection = Collection.get_first_root_node()
    for right in _permissions(FILE_RIGHTS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=right)
    settings_right = Permission.objects.get(codename="change_sitesettings", content_type__app_label="cms")
    group.permissions.add(settings_right, *_permissions(("access_admin", "submit_translation")))


def _permissions(names: tuple[str, ...]) -> Any:
    return Permission.objects.filter(codename__in=names)
