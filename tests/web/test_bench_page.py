"""The test bench on the web: what the command line says, for whoever may see the rules, small trials at once, large ones kept."""

import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.utils.text import slugify

from concordat.application import actions, jobs
from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.queries import test_bench as query
from concordat.application.queries.cases import case_for
from concordat.data.files import write_case_folder
from concordat.data.records import models
from concordat.domain.kernel.audience import ORGANISATION, PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.money import format_pounds
from concordat.presentation.bench_words import LOOKED_FOR
from tests.cli.running import as_json
from tests.conftest import ROOT
from tests.web.conftest import SignIn
from tests.web.test_several_contracts import CONTRACTOR, COUNTY, RULES, SECOND, seat

pytestmark = pytest.mark.django_db
BENCH = "/partnerships/running-contract/run/test-bench/"
SMALL = {"contracts": 2, "years": 2, "seed": 9}


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(" ".join(answer.content.decode().split()))


def told_by_the_command_line(folder: Path, organisation: str, **asked: object) -> dict[str, Any]:
    write_case_folder(case_for(seat(organisation)), folder)
    return as_json("test-bench", folder, *(word for name, value in asked.items() for word in (f"--{name}", value)))


@pytest.mark.parametrize("who", [COUNTY, CONTRACTOR])
@pytest.mark.parametrize("more", [{}, {"until": "2025-06"}])
def test_the_page_says_what_the_command_line_says(
    sign_in: SignIn, tmp_path: Path, who: tuple[str, str], more: dict[str, str]
) -> None:
    said = text(sign_in(*who).get(BENCH, {**SMALL, **more}))
    told = told_by_the_command_line(tmp_path / "case", who[1], **SMALL, **more)
    for kind, one in told["contractors"].items():
        row = re.search(rf'<th scope="row">{kind.capitalize()}</th><td class="number">£.*?</tr>', said)
        assert row, kind
        shares = [f"{Decimal(one['paid']) / one[of] * 100:.1f}%" for of in ("most", "charges")]
        cells = [format_pounds(one["paid"]), *shares, f"{one['score']:.3f}", f"{one['term_months']:.0f}"]
        assert re.findall(r"<td[^>]*>([^<]*)</td>", row.group())[:5] == cells
    assert {finding["code"] for finding in told["findings"]} >= {"bench.cliff", "bench.double", "bench.coasting"}
    for finding in told["findings"]:
        if finding["code"].startswith("bench."):
            item = finding["where"]["item"]
            assert re.search(rf'Rule: <a href="[^"]*/run/mechanism/#{slugify(item)}">', said)
            assert finding["message"] in said
            assert finding["fix"] in said
    for one in told["cost_of_failing"]:
        assert f'<td class="number">{format_pounds(one["pence"])}</td>' in said
    assert told["hash"] in said


def test_every_finding_of_the_bench_has_its_heading_on_the_page() -> None:
    code = (ROOT / "src/concordat/domain/payment/bench_questions.py").read_text()
    assert set(re.findall(r'code="(bench\.\w+)"', code)) == {one for *_, codes in LOOKED_FOR for one in codes}


def test_a_picture_has_its_words_and_its_table(sign_in: SignIn) -> None:
    said = text(sign_in(*COUNTY).get(BENCH, SMALL))
    assert said.count("The figures behind the picture") == 2
    assert re.search(r"Good: £[\d,.]+ a year, 9\d\.\d% of the most it could be and ends with 24 months more\.", said)
    assert "Gaming: 99." in said  # before the last year, and less in it
    assert "Year by year" not in text(sign_in(*COUNTY).get(BENCH, {**SMALL, "years": 1}))


def test_a_small_trial_is_worked_out_on_the_page(sign_in: SignIn) -> None:
    client = sign_in(*CONTRACTOR)
    first = text(client.get(BENCH))
    assert "Not tried yet" in first
    answer = client.post(BENCH, SMALL)
    assert (answer.status_code, answer.url) == (302, f"{BENCH}?contracts=2&years=2&seed=9")
    assert "Paid a year" in text(client.get(answer.url))
    assert not models.Job.objects.filter(kind="test-bench").exists()


def test_a_large_one_is_a_job_whose_result_is_that_of_working_it_out_at_once(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(*COUNTY)
    at_once = text(client.get(BENCH, SMALL))
    monkeypatch.setattr(query, "AT_ONCE", 0)
    assert "worked out beside the page" in text(client.get(BENCH, SMALL))
    asked = client.post(BENCH, SMALL)
    assert "/partnership/jobs/" in asked.url
    assert client.post(BENCH, SMALL).url == asked.url  # it is not done twice
    assert "This is being worked out" in text(client.get(BENCH, SMALL))
    assert jobs.work(forever=False) == 1
    there = re.search(r'<a href="([^"]*)">See what came of it', text(client.get(asked.url)))
    assert there
    assert there.group(1) == f"{BENCH}?contracts=2&years=2&seed=9"
    kept = text(client.get(there.group(1)))
    for part in (
        r"<caption>A mean year.*?</table>",
        r'id="paid-caption".*?</figure>',
        r"What the bench found.*?<h2",
    ):
        was, now = re.search(part, at_once), re.search(part, kept)
        assert was
        assert now
        assert was.group() == now.group()
    assert client.post(BENCH, SMALL).url == there.group(1)  # nor when it is kept
    assert "Paid a year" in text(client.get(BENCH))  # whoever comes without asking reads the last one
    assert "Not tried yet" in text(sign_in(*CONTRACTOR).get(BENCH))  # it is kept for those who asked


def test_once_a_record_has_changed_the_kept_trial_is_shown_no_more(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "AT_ONCE", 0)
    client, by = sign_in(*COUNTY), seat("example-county")
    client.post(BENCH, SMALL)
    jobs.work(forever=False)
    row = case_for(by).rows("contract_entries")[0]
    append_facts(by=by, table="contract_entries", rows=[RowGiven(row.id, {**row.values, "note": "Counted again"})])
    said = text(client.get(BENCH, SMALL))
    assert "have changed since this was tried" in said
    assert "Paid a year" not in said
    assert "Not tried yet" in text(client.get(BENCH))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"years": "0"}, "Years of each contract: enter a whole number from 1 to 30"),
        ({"years": "31"}, "Years of each contract: enter a whole number from 1 to 30"),
        ({"contracts": "101"}, "Contracts of each kind: enter a whole number from 1 to 100"),
        ({"contracts": "some"}, "Contracts of each kind: enter a whole number from 1 to 100"),
        ({"seed": "-1"}, "Seed: enter a whole number from 0 to 999,999,999"),
        ({"seed": ""}, "Seed: enter a whole number from 0 to 999,999,999"),
        ({"until": "1999-01"}, "Recorded months to use: choose one of the list"),
    ],
)
def test_what_cannot_be_tried_is_told_beside_its_field(sign_in: SignIn, given: dict[str, str], says: str) -> None:
    client = sign_in(*COUNTY)
    for answer in (client.post(BENCH, {**SMALL, **given}), client.get(BENCH, {**SMALL, **given})):
        assert answer.status_code == 422
        assert answer.content.decode().count(says) >= 2  # in the summary and at the field
    assert not models.Job.objects.filter(kind="test-bench").exists()


def test_only_who_sees_the_rules_may_try_them(sign_in: SignIn) -> None:
    """Rules that the county still keeps to itself are not there for the contractor, and can be tried by the county."""
    actions.save_document(by=seat("example-county"), kind="mechanism", name="draft", text=RULES, audience=ORGANISATION)
    asked = {**SMALL, "contract": "draft"}
    assert "Mowing" not in text(sign_in(*COUNTY).get(BENCH, asked))
    assert "Grounds contract" in text(sign_in(*COUNTY).get(BENCH, asked))
    for client in (sign_in(*CONTRACTOR), sign_in("programme-manager", "example-borough")):
        assert client.get(BENCH, asked).status_code == 404
        assert client.post(f"{BENCH}?contract=draft", SMALL).status_code == 404
    assert sign_in().get(BENCH, SMALL).status_code == 404  # of another partnership


def test_a_job_of_rules_that_have_gone_says_so(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "AT_ONCE", 0)
    client = sign_in(*COUNTY)
    number = int(client.post(BENCH, SMALL).url.rstrip("/").rsplit("/", 1)[-1])
    held = models.Job.objects.get(pk=number)
    models.Job.objects.filter(pk=number).update(arguments={**held.arguments, "mechanism": "no-such"})
    jobs.work(forever=False)
    assert "not there for you any more" in text(
        client.get(f"/partnerships/running-contract/partnership/jobs/{number}/")
    )


def test_a_job_that_is_cancelled_keeps_nothing(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "AT_ONCE", 0)
    client = sign_in(*COUNTY)
    address = client.post(BENCH, SMALL).url
    models.Job.objects.filter(kind="test-bench").update(cancel_asked=True)  # while a worker is at it
    jobs.work(forever=False)
    assert "Nothing of it is kept" in text(client.get(address))
    assert "worked out beside the page" in text(client.get(BENCH, SMALL))


def test_of_several_contracts_each_is_tried_by_itself_and_what_was_put_forward_too(sign_in: SignIn) -> None:
    by = seat("example-county")
    actions.save_document(by=by, kind="mechanism", name=SECOND, text=RULES, audience=PARTNERS_AND_CONTRACTOR)
    offer = RULES.replace("Grounds contract", "Our offer").replace('"county-grounds"', '"offer"')
    actions.save_document(
        by=seat("example-contractor"), kind="mechanism", name="offer", text=offer, audience=PARTNERS_AND_CONTRACTOR
    )
    client = sign_in(*COUNTY)
    answer = client.post(f"{BENCH}?contract={SECOND}", SMALL)
    assert answer.url == f"{BENCH}?contract={SECOND}&contracts=2&years=2&seed=9"
    said = text(client.get(answer.url))
    assert '<strong aria-current="page">Grounds contract</strong>' in said
    assert f"--contract {SECOND}" in said
    assert 'href="?contract=offer">Our offer</a>' in said
    offered = text(client.get(BENCH, {**SMALL, "contract": "offer"}))
    assert "They pay nothing" in offered
    assert "run/mechanism/?mechanism=offer" in offered
    rules = text(client.get("/partnerships/running-contract/run/mechanism/?mechanism=offer"))
    assert f"{BENCH}?contract=offer" in rules


def test_rules_that_cannot_be_read_are_not_tried(sign_in: SignIn) -> None:
    broken = RULES.replace('kind = "lump sum"', 'kind = "lump of sugar"')
    actions.save_document(
        by=seat("example-county"), kind="mechanism", name=SECOND, text=broken, audience=PARTNERS_AND_CONTRACTOR
    )
    said = text(sign_in(*COUNTY).get(BENCH, {**SMALL, "contract": SECOND}))
    assert "These rules cannot be tried yet" in said
    assert "Try the rules" not in said


def test_without_a_contract_the_page_says_what_it_is_for(sign_in: SignIn) -> None:
    said = text(sign_in().get("/partnerships/herefordshire-2008/run/test-bench/"))
    assert "No rules to try yet" in said
    assert "/partnerships/herefordshire-2008/run/mechanism/" in said
