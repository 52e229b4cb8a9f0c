"""Gives the first roles; later ones are given in the staff area."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from participation import registration
from participation.models import Area, Role, User


class Command(BaseCommand):
    """grant_role EMAIL ROLE AREA_KEY"""

    help = "Gives an account a role for an area (and everything below it): " + ", ".join(Role.Name.values)

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.Name.values)
        parser.add_argument("area", help="official key of the area")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        area = Area.objects.filter(key=options["area"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['email']}. Let the person sign up first.")
        if area is None:
            raise CommandError(f"There is no area with the key {options['area']}.")
        role = registration.grant_role(user=user, area=area, name=options["role"], at=timezone.now())
        self.stdout.write(f"{user.email}: {role}")
