"""Areas of a city (city, districts, regions), the people who live there, and the offices that answer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaQuerySet(models.QuerySet["Area"]):
    """Areas by place in the tree."""

    def districts(self) -> AreaQuerySet:
        return self.filter(kind=Area.Kind.DISTRICT)

    def within(self, area: Area) -> AreaQuerySet:
        """The area itself and everything below it; keys of a tree share their path."""
        return self.filter(path__startswith=area.path)


class Area(models.Model):
    """A piece of the city with an official key: the city, a district (Bezirk) or a region (Bezirksregion)."""

    class Kind(models.TextChoices):
        CITY = "city", _("City")
        DISTRICT = "district", _("District")
        REGION = "region", _("Region")

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.CharField(_("official key"), max_length=20, unique=True)
    # Keys from the city down, each ended by a slash: "00/09/090101/". Answers "below" with one index look-up.
    path = models.CharField(max_length=80, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    edition = models.CharField(_("edition of the borders"), max_length=40, blank=True)
    # GeoJSON geometry (WGS 84, lon/lat). NULL: only the centre is known.
    boundary = models.JSONField(null=True, blank=True)
    lon = models.FloatField(_("longitude of the centre"))
    lat = models.FloatField(_("latitude of the centre"))
    inhabitants = models.PositiveIntegerField(_("inhabitants"), default=0)
    # Name of the accent colour of the look ("accent-3"); the style sheet knows what it means in light and dark.
    accent = models.CharField(_("accent"), max_length=20, default="accent-1")

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="area_city_alone_has_no_parent",
                condition=models.Q(kind="city", parent__isnull=True)
                | (~models.Q(kind="city") & models.Q(parent__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = (self.parent.path if self.parent else "") + self.key + "/"
        super().save(*args, **kwargs)

    def contains(self, other: Area) -> bool:
        """Whether ``other`` is this area or lies below it. No query."""
        return other.path.startswith(self.path)


class AgeBand(models.Model):
    """Inhabitants of an area from ``low`` to ``high`` years, both included; ``high`` NULL: and older."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="age_bands")
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField(null=True)
    inhabitants = models.PositiveIntegerField()

    class Meta:
        ordering = ["area", "low"]
        constraints = [
            models.UniqueConstraint(name="age_band_once", fields=["area", "low"]),
            models.CheckConstraint(
                name="age_band_not_upside_down",
                condition=models.Q(high__isnull=True) | models.Q(high__gte=models.F("low")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.low}–{self.high}" if self.high is not None else f"{self.low}+"


class Landmark(models.Model):
    """A river, lake, park or wood that makes the drawing of the city readable."""

    class Kind(models.TextChoices):
        WATER = "water", _("Water")
        GREEN = "green", _("Green")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    geometry = models.JSONField()  # GeoJSON geometry, WGS 84

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """An office of the administration (Fachamt) that checks, answers and builds."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="offices")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["area", "name"]
        constraints = [models.UniqueConstraint(name="office_once", fields=["area", "name"])]

    def __str__(self) -> str:
        return self.name
