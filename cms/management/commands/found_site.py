"""Makes the public site of a fresh installation."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.sites import LegalText, found_site

LEGAL = {
    "imprint": "Impressum",
    "privacy": "Datenschutz",
    "netiquette": "Netiquette",
    "accessibility": "Barrierefreiheit",
    "plain_language": "Leichte Sprache",
}
EMPTY = "<p>Diese Seite wird noch geschrieben.</p>"


class Command(BaseCommand):
    """found_site --hostname HOST [--port 443] --name NAME [--headline …] [--lead …]"""

    help = (
        "Makes home page, legal pages (to be written by editors), languages and editors' rights. "
        "Runs again safely: what is there stays, name, host and port of the site are set."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--hostname", required=True)
        parser.add_argument("--port", type=int, default=443)
        parser.add_argument("--name", required=True)
        parser.add_argument("--headline", default="", help="above the drawing of the city; else the name")
        parser.add_argument("--lead", default="", help="one sentence below it")

    def handle(self, *args: Any, **options: Any) -> None:
        legal = {kind: LegalText(title, EMPTY) for kind, title in LEGAL.items()}
        names = ("hostname", "port", "name", "headline", "lead")
        home = found_site(**{name: options[name] for name in names}, legal=legal)
        self.stdout.write(f"{home.title}: {home.full_url}")
