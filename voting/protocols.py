"""The protocol of a count: a paper to sign and keep (PDF or print), and a file that the recount reads."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils.translation import override

from voting import exports, pictures, queries, rule_tables
from voting.allocation import Settings, pabulib, protocol
from voting.queries import OptionOutcome, PotOutcome, PublishedResult

LANGUAGE = "de"  # of the paper: it is a document of the authority
KEPT = 24 * 60 * 60  # seconds for which a finished paper is kept, because setting it takes seconds
STYLE = "voting/protocol.css"
ADDRESS = "http://static.invalid/"  # stands for our static files; no such host exists


class PdfMissing(Exception):
    """This machine cannot set PDF: the extra `pdf` or the system's Pango is missing."""


@dataclass(frozen=True)
class PotPart:
    """One pot as the protocol tells it."""

    name: str
    pot: PotOutcome
    won: list[OptionOutcome]
    missed: list[OptionOutcome]
    steps: list[dict[str, Any]]
    rule: str
    file: str
    command: str
    recount: str

    @property
    def rest_cents(self) -> int:
        return self.pot.cents - self.pot.spent_cents


def facts(published: PublishedResult) -> dict[str, Any]:
    """All that the templates of the protocol show. One query (rights)."""
    return {
        "published": published,
        "result": published.result,
        "paper": published.paper,
        "round": published.paper.round,
        "closing": published.paper.closing,
        "rights": queries.rights_of(published.paper),
        "withdrawn": [each for each in published.options if each.reason["code"] == "withdrawn"],
        "pots": [_part(published, pot) for pot in published.pots],
        "pictures": pictures.of(published),
    }


def as_json(published: PublishedResult, pot: PotOutcome) -> bytes:
    """What ``python -m voting.allocation recount FILE.json FILE.pb`` reads."""
    data = pabulib.render(exports.document(published, pot))
    stated = {
        "protocol": protocol.LAYOUT,
        "input": {"file": f"{stem(published, pot)}.pb", "sha256": hashlib.sha256(data).hexdigest(), "notes": []},
        "cents": True,
        "outcome": dict(pot.outcome),
        "outcome_sha256": pot.digest,
    }
    return protocol.render(stated)


def json_files(published: PublishedResult) -> dict[str, PotOutcome]:
    """The names of the protocols for machines, one for each pot."""
    return {f"{stem(published, pot)}.json": pot for pot in published.pots}


def stem(published: PublishedResult, pot: PotOutcome) -> str:
    """The name that the files of a pot share."""
    return exports.file_names(published.paper)[pot.area].removesuffix(".pb")


def as_pdf(published: PublishedResult) -> bytes:
    """The protocol as tagged PDF in German; the same count is set once a day. Raises PdfMissing."""
    result = published.result
    known = len(result.findings.get("changes", ()))
    key = f"protocol:{result.pk}:{result.digest}:{result.certified_at}:{result.published_at}:{known}"
    name = hashlib.sha256(key.encode()).hexdigest()
    found: bytes | None = cache.get(f"protocol:{name}")
    if found is None:
        found = _set(published)
        cache.set(f"protocol:{name}", found, KEPT)
    return found


def can_set_pdf() -> bool:
    """Whether this machine can set PDF."""
    try:
        _weasyprint()
    except PdfMissing:
        return False
    return True


def _set(published: PublishedResult) -> bytes:
    weasyprint = _weasyprint()
    fetcher = _fetcher(weasyprint)
    with override(LANGUAGE):
        text = render_to_string("voting/protocol_pdf.html", facts(published))
    page = weasyprint.HTML(string=text, base_url=ADDRESS, url_fetcher=fetcher)
    fonts = weasyprint.text.fonts.FontConfiguration()
    style = weasyprint.CSS(url=f"{ADDRESS}{STYLE}", url_fetcher=fetcher, font_config=fonts)
    return bytes(page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"))


def _fetcher(weasyprint: Any) -> Any:
    """Gives the library our own static files and nothing else."""

    class OurFiles(weasyprint.urls.URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            kind, data = our_file(url)
            return weasyprint.urls.URLFetcherResponse(url, data, {"Content-Type": kind})

    return OurFiles(fail_on_errors=True)


def _weasyprint() -> Any:
    """The library, loaded only when somebody wants a PDF: it is an extra, and looks for Pango when it is loaded."""
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise PdfMissing(str(error)) from error


def our_file(address: str) -> tuple[str, bytes]:
    """Type and bytes of one of our static files. Raises ValueError for every other address: no network, no disk."""
    try:
        found = _on_disk(address.removeprefix(ADDRESS)) if address.startswith(ADDRESS) else None
    except SuspiciousFileOperation:
        found = None
    if found is None:
        raise ValueError(f"{address} is not one of our files.")
    kind = {".css": "text/css", ".woff2": "font/woff2"}.get(found.suffix, "application/octet-stream")
    return kind, found.read_bytes()


def _on_disk(name: str) -> Path | None:
    """Where it is collected in a city's installation, which may have thrown the sources away; else its source."""
    collected = Path(staticfiles_storage.path(name))
    if collected.is_file():
        return collected
    source = finders.find(name)
    return Path(source) if isinstance(source, str) else None


def _part(published: PublishedResult, pot: PotOutcome) -> PotPart:
    own = [each for each in published.options if each.option.pot.area.key == pot.area]
    titles = {each.option.key: each.option for each in own}
    won = sorted((each for each in own if each.funded), key=lambda each: each.step or 0)
    missed = [each for each in own if not each.funded and each.reason["code"] != "withdrawn"]
    rule = Settings.from_dict(pot.outcome["settings"])
    name = stem(published, pot)
    return PotPart(
        name=own[0].option.pot.area.name if own else pot.area,
        pot=pot,
        won=won,
        missed=sorted(missed, key=lambda each: (-each.votes, each.option.number)),
        steps=[_step(step, titles[step["project"]]) for step in pot.outcome["steps"]],
        rule=rule_tables.rule_in_words(rule),
        file=f"{name}.pb",
        command=f"python -m voting.allocation count {name}.pb --cents {exports.recount_options(rule)}",
        recount=f"python -m voting.allocation recount {name}.json {name}.pb",
    )


def _step(step: Mapping[str, Any], option: Any) -> dict[str, Any]:
    return {**step, "option": option, "left_cents": round(Fraction(step["left"]))}
