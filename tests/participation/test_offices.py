"""The offices of the administration."""

from __future__ import annotations

import pytest

from participation import offices, registration
from participation.models import Area, LogEntry, Office, Role, User
from tests.factories.participation import NOON, DistrictFactory, UserFactory

pytestmark = pytest.mark.django_db


def of_the_office(area: Area) -> User:
    user: User = UserFactory()
    registration.grant_role(user=user, area=area, name=Role.Name.OFFICE, at=NOON)
    return user


def test_an_office_is_entered_and_logged() -> None:
    area = DistrictFactory()
    user = of_the_office(area)
    office = offices.register(area=area, name=" Gartenamt ", email="garten@example.org", by=user, at=NOON)
    assert (office.area, office.name, office.email, office.phone) == (area, "Gartenamt", "garten@example.org", "")
    entry = LogEntry.objects.first()
    assert entry is not None
    assert (entry.action, entry.actor_id, entry.detail) == ("offices.register", user.pk, {"name": "Gartenamt"})


def test_the_same_name_corrects_the_address() -> None:
    area = DistrictFactory()
    first = offices.register(area=area, name="Gartenamt", at=NOON)
    offices.register(area=area, name="Gartenamt", phone="030 1", at=NOON)
    assert list(Office.objects.values_list("pk", "phone")) == [(first.pk, "030 1")]


@pytest.mark.parametrize(("name", "own", "code"), [("Gartenamt", False, "not_yours"), ("  ", True, "no_name")])
def test_what_is_refused(name: str, own: bool, code: str) -> None:
    area = DistrictFactory()
    user = of_the_office(area if own else DistrictFactory())
    with pytest.raises(offices.OfficeRefused) as refusal:
        offices.register(area=area, name=name, by=user, at=NOON)
    assert refusal.value.code == code
    assert Office.objects.count() == 0


def test_at_the_desk(client: object) -> None:
    area = DistrictFactory()
    client.force_login(of_the_office(area))  # type: ignore[attr-defined]
    address = f"/verwaltung/gebiete/{area.pk}/fachamt/"
    page = client.post(address, {"name": "Gartenamt", "email": "kein", "phone": ""})  # type: ignore[attr-defined]
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"email"}
    page = client.post(address, {"name": "Gartenamt", "email": "", "phone": ""}, follow=True)  # type: ignore[attr-defined]
    assert "Gartenamt" in page.content.decode()
    assert list(Office.objects.values_list("name", flat=True)) == ["Gartenamt"]
