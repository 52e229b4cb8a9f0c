"""Who, where, when, what is allowed now."""

from participation.models.areas import AgeBand, Area, Landmark, Office
from participation.models.audit import LogEntry, LogHead
from participation.models.people import Residency, Role, User
from participation.models.rounds import Phase, Pot, Round

__all__ = [
    "AgeBand",
    "Area",
    "Landmark",
    "LogEntry",
    "LogHead",
    "Office",
    "Phase",
    "Pot",
    "Residency",
    "Role",
    "Round",
    "User",
]
