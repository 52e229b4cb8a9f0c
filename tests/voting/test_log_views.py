"""The public log over HTTP, the check of a receipt, and the page that checks without any server."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.voting import a_paper, cast, closed, published, voter
from tests.voting.test_log import append, wait
from voting import closing, hashing, log, merkle, receipts, signing
from voting.log import Finding
from voting.models import Ballot, BallotPaper
from voting.receipts import Receipt

pytestmark = pytest.mark.django_db


def address(paper: BallotPaper, name: str) -> str:
    return f"/runden/{paper.round.slug}/abstimmen/{name}"


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


@pytest.fixture
def over(database_clock: Any) -> Any:
    """Close a paper when the database's clock says so; its receipts stay as they were signed."""

    def close(paper: BallotPaper) -> BallotPaper:
        database_clock(paper.closes_at)
        closing.close(paper=paper, at=timezone.now())
        return BallotPaper.objects.select_related("round", "closing").get(pk=paper.pk)

    return close


# For machines


def test_heads_can_be_read_while_people_vote_and_prove_that_they_extend_each_other(client: Client) -> None:
    paper = a_paper()
    assert client.get(address(paper, "siegel.json")).json()["heads"] == []
    wait(paper, 60)
    first = append(paper)
    wait(paper, 60, start=100)
    second = append(paper, minutes=20)
    answer = client.get(address(paper, "siegel.json"))
    assert answer.json() == log.published(paper)
    assert answer["Access-Control-Allow-Origin"] == "*"
    step = client.get(address(paper, f"siegel/{first.size}-{second.size}.json")).json()
    assert step == log.consistency(paper=paper, first=first.size, second=second.size)
    assert client.get(address(paper, f"siegel/{second.size}-{first.size}.json")).status_code == 404


def test_the_box_is_not_told_before_the_close_and_ballots_not_before_the_result(client: Client) -> None:
    paper = a_paper()
    receipt = cast(paper, 1, 3)
    assert client.get(address(paper, "urne.json")).status_code == 404
    assert client.post(address(paper, "siegel/nachweis.json"), {"leaf": receipt.leaf}).status_code == 404
    paper = closed(paper, votes=[[2]])
    box = json.loads(text_of(client.get(address(paper, "urne.json"))))
    assert (box["leaves"], box["ballots"]) == (list(log.leaves_of(paper)), None)
    result = published(paper)
    box = json.loads(text_of(client.get(address(result.paper, "urne.json"))))
    assert box["ballots"] == [list(row) for row in Ballot.objects.order_by("nonce").values_list("nonce", "choices")]


def test_invariant_1_everything_in_the_file_can_be_computed_anew(client: Client) -> None:
    paper = published(closed(votes=[[1, 2], [3], [4], [1]])).paper
    box = json.loads(text_of(client.get(address(paper, "urne.json"))))
    leaves = [hashing.leaf(paper_digest=box["paper"], nonce=nonce, choices=chosen) for nonce, chosen in box["ballots"]]
    assert sorted(leaves) == sorted(box["leaves"])
    root = merkle.Tree([bytes.fromhex(leaf) for leaf in box["leaves"]]).root().hex()
    (head,) = box["heads"]
    assert (head["root"], head["size"]) == (root, box["closing"]["leaves"])
    assert box["closing"] == {"ballots": 4, "leaves": 4, "box_digest": hashing.box(leaves)}


def test_a_proof_is_asked_for_by_post_so_that_no_web_log_holds_a_leaf(client: Client) -> None:
    paper = closed()
    leaf = next(log.leaves_of(paper))
    answer = client.post(address(paper, "siegel/nachweis.json"), {"leaf": f" {leaf.upper()} "})
    found = log.inclusion(paper=paper, leaf=leaf)
    assert found is not None
    assert answer.json() == found.facts()
    assert client.get(address(paper, "siegel/nachweis.json"), {"leaf": leaf}).status_code == 405


@pytest.mark.parametrize("leaf", ["", "zz", "0" * 64, "0" * 70, "\x00" * 64, "ü" * 64])
def test_what_is_no_leaf_is_not_found(client: Client, leaf: str) -> None:
    answer = client.post(address(closed(), "siegel/nachweis.json"), {"leaf": leaf})
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})


@pytest.mark.parametrize("name", ["siegel.json", "siegel/0-0.json", "urne.json", "quittung-pruefen.html"])
def test_a_vote_without_a_log_or_in_a_hidden_round_has_no_such_addresses(client: Client, name: str) -> None:
    paper = closed()
    BallotPaper.objects.filter(pk=paper.pk).update(public_key="")
    assert client.get(address(paper, name)).status_code == 404
    assert client.get(address(paper, "pruefziffer/")).status_code == 200
    hidden = closed()
    type(hidden.round).objects.filter(pk=hidden.round_id).update(is_public=False)
    assert client.get(address(hidden, name)).status_code == 404


# What became of a receipt


def given(receipt: Receipt) -> receipts.Given:
    found = receipts.read(receipt.text)
    assert found is not None
    return found


def test_a_receipt_is_counted_replaced_or_unknown(over: Any) -> None:
    paper = a_paper()
    person = voter(paper)
    old, new = cast(paper, 1, by=person), cast(paper, 2, by=person)
    paper = over(paper)
    asked = [given(new), receipts.Given(new.nonce), given(old), receipts.Given(old.nonce)]
    found = [log.look_up(paper=paper, given=each) for each in asked]
    assert [each.finding for each in found] == [Finding.COUNTED, Finding.COUNTED, Finding.REPLACED, Finding.UNKNOWN]
    assert [each.leaf for each in found] == [new.leaf, new.leaf, old.leaf, ""]
    assert [each.inclusion.leaf if each.inclusion else None for each in found] == [new.leaf, new.leaf, old.leaf, None]


def test_a_wrong_code_beside_a_true_signature_still_finds_the_ballot(over: Any) -> None:
    paper = a_paper()
    receipt = cast(paper, 1)
    paper = over(paper)
    mistyped = receipts.Given("0" * 16, receipt.leaf, receipt.signature)
    assert log.look_up(paper=paper, given=mistyped).finding == Finding.COUNTED


def test_a_signed_receipt_proves_that_a_leaf_was_left_out_and_a_made_up_one_proves_nothing(over: Any) -> None:
    paper = a_paper()
    receipt = cast(paper, 1)
    Ballot.objects.all().delete()
    paper.pending_leaves.all().delete()
    paper = over(paper)
    made_up = receipts.Given(receipt.nonce, "0" * 64, receipt.signature)
    findings = [log.look_up(paper=paper, given=each).finding for each in (given(receipt), made_up)]
    assert findings == [Finding.MISSING, Finding.UNKNOWN]


def test_a_ballot_that_was_changed_under_the_same_code_is_missing(over: Any) -> None:
    paper = a_paper()
    receipt = cast(paper, 1)
    leaf = hashing.leaf(paper_digest=paper.digest, nonce=receipt.nonce, choices=[4])
    Ballot.objects.update(choices=[4], leaf=leaf)
    paper.pending_leaves.update(hash=leaf)
    paper = over(paper)
    assert log.look_up(paper=paper, given=given(receipt)).finding == Finding.MISSING


@pytest.mark.parametrize("finding", ["counted", "replaced", "unknown"])
def test_the_page_says_what_became_of_a_receipt_and_where_it_stands(client: Client, over: Any, finding: str) -> None:
    paper = a_paper()
    person = voter(paper)
    old, new = cast(paper, 1, by=person), cast(paper, 2, by=person)
    paper = over(paper)
    typed = {"counted": new.code, "replaced": old.text, "unknown": old.code}[finding]
    answer = client.post(address(paper, "pruefziffer/"), {"code": typed})
    assert answer.context["answer"].finding == finding
    page = answer.content.decode()
    head = log.newest_head(paper)
    assert head is not None
    assert (head.root in page) == (finding != "unknown")


def test_the_receipt_has_a_qr_code_and_a_file_with_all_that_proves_it(client: Client) -> None:
    paper = a_paper()
    person = voter(paper)
    client.force_login(person)
    client.post(address(paper, "abgeben/"), {"choices": ["1"], "request": "k1"})
    page = client.get(address(paper, "quittung/")).content.decode()
    (line,) = set(re.findall(r"SP1\.[0-9A-Z]{16}\.[0-9a-f]{64}\.[\w-]{86}", page))
    leaf, signature = line.split(".")[2:]
    assert leaf == Ballot.objects.get().leaf
    message = signing.receipt(paper_digest=paper.digest, leaf=leaf)
    assert signing.is_signed(public_key=paper.public_key, message=message, signature=signature)
    assert 'class="receipt__qr"' in page
    assert " style=" not in page


# Without us


def test_the_page_to_keep_may_load_and_send_nothing_and_names_its_own_script(client: Client) -> None:
    answer = client.get(address(a_paper(), "quittung-pruefen.html"))
    page = answer.content.decode()
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    for tag in ("script", "style"):
        (inside,) = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", page, re.DOTALL)
        assert base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode() in policy
    assert re.findall(r'(?:src|href|action)="', page) == []


@pytest.fixture
def kept(client: Client, over: Any, tmp_path: Path) -> tuple[Path, dict[str, Receipt]]:
    """Page and file of a shut box as somebody downloaded them, and receipts of each kind."""
    paper = a_paper()
    person = voter(paper)
    old, new = cast(paper, 1, by=person), cast(paper, 2, 4, by=person)
    wait(paper, 60)
    append(paper, minutes=20)
    for number in (1, 2, 3):
        cast(paper, number)
    paper = over(paper)
    published(paper)
    (tmp_path / "check.html").write_text(text_of(client.get(address(paper, "quittung-pruefen.html"))), "utf-8")
    (tmp_path / "box.json").write_text(text_of(client.get(address(paper, "urne.json"))), "utf-8")
    return tmp_path, {"replaced": old, "counted": new}


@pytest.mark.browser
def test_the_page_checks_receipts_from_disk_in_a_real_browser(kept: Any, chromium: Any) -> None:
    folder, held = kept
    window = chromium.new_page()
    faults: list[str] = []
    window.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    window.goto((folder / "check.html").as_uri())

    def said(typed: str, box: str = "box.json") -> tuple[str, str]:
        window.set_input_files("#box", folder / box)
        window.fill("#receipt", typed)
        window.click("button")
        window.wait_for_selector("[data-say]:not([hidden]):not([data-say=working])")
        shown = window.locator("[data-say]:not([hidden])")
        return shown.get_attribute("data-say"), shown.inner_text()

    box = json.loads((folder / "box.json").read_text("utf-8"))
    found, words = said(held["counted"].code)
    assert (found, "2, 4" in words) == ("counted", True)
    assert window.locator("[data-fill=root]").inner_text() == box["heads"][-1]["root"]
    assert said(held["replaced"].text)[0] == "replaced"
    assert said(held["replaced"].code)[0] == "unknown"
    assert said("nichts")[0] == "no-receipt"

    def kept_as(name: str, **changes: Any) -> str:
        (folder / name).write_text(json.dumps(box | changes), "utf-8")
        return name

    nonce, choices = box["ballots"][0]
    changed = [[nonce, [*choices, 9]], *box["ballots"][1:]]
    heads = [box["heads"][0] | {"at": box["heads"][1]["at"]}, box["heads"][1]]
    assert said(held["counted"].code, kept_as("a.json", ballots=changed))[0] == "broken"
    assert f"ballot {nonce}" in window.inner_text("[data-say=broken]")
    assert said(held["counted"].code, kept_as("b.json", heads=heads))[0] == "broken"
    assert said(held["counted"].code, kept_as("c.json", leaves=box["leaves"][:-1]))[0] == "broken"
    assert said(held["counted"].text, kept_as("d.json", ballots=None))[0] == "logged"
    assert said(held["counted"].code, kept_as("e.json", format="x"))[0] == "no-box"
    window.close()
    assert faults == []
