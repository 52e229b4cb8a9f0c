"""Who can sign in to the demo. Read by `make demo` before Django stands, so nothing is imported here."""

PASSWORD = "buergerhaushalt"  # noqa: S105 - printed on the terminal, for the demo alone
LOGINS = [
    ("buergerin@example.org", "citizen of Marzahn-Hellersdorf, may vote now"),
    ("buerger@example.org", "citizen of Lichtenberg, can submit ideas"),
    ("moderation@example.org", "moderator"),
    ("fachamt@example.org", "assessor"),
    ("finanzen@example.org", "finance officer"),
    ("bezirksamt@example.org", "district office"),
    ("wahlleitung@example.org", "returning officer"),
    ("wahlleitung2@example.org", "second returning officer"),
    ("schalter@example.org", "clerk at the residence desk"),
    ("redaktion@example.org", "editor of the pages"),
    ("betrieb@example.org", "operator, may do everything"),
]
