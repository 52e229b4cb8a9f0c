"""The topics a platform starts with; a city may rename them and add its own."""

from __future__ import annotations

from proposals.models import Category

# slug, German, English, in the order of the list
DEFAULTS = (
    ("green", "Grün und Parks", "Green spaces and parks"),
    ("play", "Spielen und Familie", "Play and families"),
    ("mobility", "Straßen und Wege", "Streets and paths"),
    ("culture", "Kultur und Geschichte", "Culture and history"),
    ("sport", "Sport und Bewegung", "Sport and exercise"),
    ("school", "Schule und Jugend", "School and youth"),
    ("social", "Soziales und Nachbarschaft", "Social affairs and neighbourhood"),
    ("climate", "Klima und Umwelt", "Climate and environment"),
    ("safety", "Sicherheit und Sauberkeit", "Safety and cleanliness"),
    ("participation", "Beteiligung und Information", "Participation and information"),
)


def load() -> list[Category]:
    """The default topics, made where they are missing; a topic that is there keeps its names. In order."""
    return [
        Category.objects.get_or_create(slug=slug, defaults={"names": {"de": de, "en": en}, "position": position})[0]
        for position, (slug, de, en) in enumerate(DEFAULTS)
    ]
