"""What an act is called in the log, as people read it."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

ACTS = {
    "areas.load": _("Areas brought in"),
    "offices.register": _("Office entered"),
    "rounds.open": _("Round set up"),
    "rounds.extend": _("Phase extended"),
    "rounds.show": _("Round shown"),
    "rounds.hide": _("Round hidden"),
    "registration.look_up": _("Account looked up"),
    "registration.confirm_residence": _("Residence confirmed"),
    "registration.grant_role": _("Role given"),
    "registration.withdraw_role": _("Role withdrawn"),
    "registration.erase": _("Account deleted"),
}


def say(action: str) -> str:
    """The act in words, or its code where it has none."""
    return str(ACTS.get(action, action))


def say_subject(subject: str) -> str:
    """What an act was about: ``participation.Round:17`` is "round 17"."""
    label, _, key = subject.partition(":")
    try:
        return f"{apps.get_model(label)._meta.verbose_name} {key}"
    except (LookupError, ValueError):
        return subject
