"""Setting up the site: once is enough, twice does no harm."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from cms.models import HomePage, LegalPage, SiteSettings
from cms.sites import LegalText, body_of, found_site, mirror
from participation import registration
from participation.models import Role, User
from tests.factories.cms import LEGAL, a_site, a_standard_page, english
from tests.factories.participation import NOON, CityFactory, UserFactory

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    models = (Locale, Site, Page, HomePage, LegalPage, SiteSettings, GroupPagePermission, GroupCollectionPermission)
    return {model.__name__: model.objects.count() for model in models}


def test_a_site_has_home_and_legal_pages_in_both_languages() -> None:
    home = a_site()
    assert (home.locale.language_code, home.url_path, home.live) == ("de", "/start/", True)
    assert sorted(LegalPage.objects.values_list("locale__language_code", "kind")) == sorted(
        (language, kind) for language in ("de", "en") for kind in LegalPage.Kind.values
    )


def test_wagtails_welcome_page_is_gone() -> None:
    a_site()
    assert list(Page.objects.filter(depth=2).order_by("path").values_list("slug", flat=True)) == ["start", "start-en"]


def test_founding_twice_changes_nothing() -> None:
    a_site()
    before = counts()
    assert a_site() == HomePage.objects.get(locale__language_code="de")
    assert counts() == before


def test_a_new_name_and_address_are_taken_over() -> None:
    a_site()
    found_site(hostname="mitmachen.example", port=443, name="Mitmachen")
    site = Site.objects.get()
    assert (site.hostname, site.port, site.site_name) == ("mitmachen.example", 443, "Mitmachen")


def test_what_editors_changed_stays() -> None:
    home = a_site(headline="Erste")
    page = LegalPage.objects.child_of(home).get(kind="imprint")
    page.body = body_of("<p>Von der Redaktion.</p>")
    page.save_revision().publish()
    again = a_site(headline="Zweite", legal=LEGAL | {"imprint": LegalText("Neu", "<p>Neu</p>")})
    assert again.headline == "Erste"
    assert "Von der Redaktion." in str(LegalPage.objects.child_of(home).get(kind="imprint").body)


def test_the_settings_get_the_name_once() -> None:
    a_site()
    SiteSettings.objects.update(name="Unser Name")
    a_site()
    assert SiteSettings.load().name == "Unser Name"


def test_the_root_answers_in_both_languages(client: Client) -> None:
    a_site(headline="Guten Tag")
    found = [client.get(path).content.decode() for path in ("/", "/en/")]
    assert ["Guten Tag" in text for text in found] == [True, True]
    assert ['<html lang="de"' in found[0], '<html lang="en"' in found[1]] == [True, True]


def test_mirroring_shows_a_page_in_the_other_language(client: Client) -> None:
    page = a_standard_page(a_site())
    mirror(page=page, locale=english())
    assert page.get_translation(english()).alias_of_id == page.pk
    assert client.get("/en/so-geht-es/").status_code == 200


def editor() -> User:
    user = UserFactory()
    registration.grant_role(user=user, area=CityFactory(), name=Role.Name.EDITOR, at=NOON)
    return user


def test_editors_publish_pages_and_use_pictures_and_settings() -> None:
    home, user = a_site(), editor()
    tester = home.permissions_for_user(user)
    assert (tester.can_edit(), tester.can_publish(), tester.can_add_subpage()) == (True, True, True)
    names = ["wagtailimages.add_image", "wagtaildocs.add_document", "cms.change_sitesettings"]
    assert [user.has_perm(name) for name in names[2:]] == [True]
    rights = Group.objects.get(name="Editors").collection_permissions.values_list("permission__codename", flat=True)
    assert {"add_image", "choose_image", "add_document"} - set(rights) == set()


def test_others_on_the_staff_do_not() -> None:
    home, user = a_site(), UserFactory()
    registration.grant_role(user=user, area=CityFactory(), name=Role.Name.MODERATOR, at=NOON)
    tester = home.permissions_for_user(user)
    assert (tester.can_edit(), tester.can_publish(), user.has_perm("cms.change_sitesettings")) == (False, False, False)
