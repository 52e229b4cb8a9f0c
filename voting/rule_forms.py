"""Which rules to put side by side, with their settings, and a file to try them on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from voting.allocation import Settings, SettingsError, pabulib
from voting.allocation.pabulib import Document

UNIT = 100  # cents: shares are raised by whole units of the money
LARGEST = 20 * 1024 * 1024
LONGEST_LINE = 80
RULES: list[tuple[str, str | Promise]] = [
    ("", _("– no further rule –")),
    ("greedy", _("Most votes first")),
    ("equal-shares", _("Equal shares")),
    ("phragmen", _("Sequential Phragmén")),
    ("max-utility", _("Greatest total benefit")),
]
LABELS = {
    "utility": _("What counts"),
    "misfit": _("What does not fit the pot"),
    "completion": _("Money left over"),
    "comparison": _("Compared with most votes first"),
}
CHOICES: dict[str, list[tuple[str, str | Promise]]] = {
    "utility": [
        ("cost", _("votes (equal shares: euros funded)")),
        ("cardinality", _("number of projects (most votes first: votes per cost)")),
        ("points", _("points, where ballots carry them")),
    ],
    "misfit": [("skip", _("is passed over")), ("stop", _("ends the count"))],
    "completion": [
        ("none", pgettext_lazy("money left over", "stays")),
        ("utilitarian", _("goes on by votes")),
        ("add1", _("larger shares")),
        ("add1-utilitarian", _("larger shares, then by votes")),
    ],
    "comparison": [
        ("none", pgettext_lazy("comparison", "no")),
        ("satisfaction", _("that wins if more ballots get more projects")),
        ("exclusion", _("that wins if fewer ballots get none")),
    ],
}
#: What stands in the three columns before anybody chooses.
PROPOSED = (
    {"rule": "greedy"},
    {"rule": "equal-shares", "completion": "add1-utilitarian"},
    {"rule": "phragmen", "completion": "utilitarian"},
)


class RuleForm(forms.Form):
    """One column of the comparison; without a rule it stays empty. After cleaning: ``settings``."""

    rule = forms.ChoiceField(label=_("Rule"), choices=RULES, required=False)
    utility = forms.ChoiceField(label=LABELS["utility"], choices=CHOICES["utility"], required=False)
    misfit = forms.ChoiceField(label=LABELS["misfit"], choices=CHOICES["misfit"], required=False)
    completion = forms.ChoiceField(label=LABELS["completion"], choices=CHOICES["completion"], required=False)
    comparison = forms.ChoiceField(label=LABELS["comparison"], choices=CHOICES["comparison"], required=False)
    min_votes = forms.IntegerField(
        label=_("Votes needed at least"), min_value=0, max_value=1_000_000, required=False, initial=0
    )

    settings: Settings | None = None

    def clean(self) -> dict[str, Any]:
        given = {name: value for name, value in super().clean().items() if value not in ("", None)}  # type: ignore[union-attr]
        if "rule" not in given or self.errors:
            return given
        try:
            self.settings = Settings(increment=UNIT, unit=UNIT, **given)
        except SettingsError as error:
            self.add_error(error.field, _("This rule knows no such setting. Please choose the first one here."))
        return given


def rule_forms(data: Any, *, min_votes: int = 0) -> list[RuleForm]:
    """The three columns; ``data`` None: as proposed. Their names in the address begin with a, b, c."""
    return [
        RuleForm(data, prefix=prefix, initial={"min_votes": min_votes, **proposed})
        for prefix, proposed in zip("abc", PROPOSED, strict=True)
    ]


class VoteFileForm(forms.Form):
    """A Pabulib file of any vote. It is read, counted and forgotten. After cleaning: ``document``."""

    file = forms.FileField(
        label=_("Vote (Pabulib file, .pb)"),
        help_text=_("Up to 20 MB. The file is counted and not stored."),
        allow_empty_file=True,
    )
    document: Document | None = None

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > LARGEST:
            said = gettext("This file has %(size)s, 20 MB at most are possible.")
            raise forms.ValidationError(said % {"size": filesizeformat(file.size)})
        data = file.read()
        try:
            self.document = pabulib.parse(data, file="file")
        except pabulib.FileError as error:
            raise forms.ValidationError(_line_in_words(error, data)) from error
        return file


def _line_in_words(error: pabulib.FileError, data: bytes) -> str:
    """Where the file does not hold to the format, with what stands there and the reader's own (English) words."""
    lines = data.decode("utf-8-sig", errors="replace").splitlines()
    line = lines[error.line - 1] if 0 < error.line <= len(lines) else ""
    said = gettext("Line %(line)d is not as the format wants it: “%(text)s”. The reader says: %(message)s")
    message = str(error).split(": ", 1)[-1]
    return said % {"line": error.line, "text": line[:LONGEST_LINE], "message": message}
