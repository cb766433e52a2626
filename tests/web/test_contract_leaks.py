"""Does anything a party to a contract keeps to itself change what another one reads of the contract? Every address of it, to
the byte: for the contractor, another council, a parish that observes, somebody without a role, and nobody.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.actions.documents import write_document
from concordat.application.actions.facts import add_rows
from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.data.files import load_catalogue
from concordat.data.records import models
from concordat.domain.kernel.audience import MINE, ORGANISATION, PARTNERS, Audience
from concordat.domain.kernel.case import Case
from concordat.web.places import OF_A_CONTRACT
from tests.web.test_leaks import ORDINARY, SECRET, a_row, addresses, plain

pytestmark = pytest.mark.django_db
SLUG = "running-contract"
MONTH, LINE = "2026-04", "performance/points/street_cleansing.fly_tips"
ONLOOKERS = (
    "contractor",
    "parish",
    *(pytest.param(one, marks=pytest.mark.postgres) for one in ("borough", "nobody in particular", "nobody")),
)
# What concerns the contract; the census of `test_leaks` walks every other address.
ABOUT = ("/run/", "/sources/", "/tables/", "/documents/", "/partnership/trail/", "/partnership/case-file/", "/health/")


def client_of(viewer: str) -> Client:
    client = Client(raise_request_exception=True)
    emails = {
        "contractor": "contract-manager@example-contractor.example",
        "borough": "programme-manager@example-borough.example",
        "parish": "parish@test.example",
        "nobody in particular": "no-role@test.example",
    }
    if viewer in emails:
        client.force_login(models.Person.objects.get(email=emails[viewer]))
    return client


@pytest.fixture(autouse=True)
def onlookers(db: None) -> None:
    """A parish that observes, and somebody of the county who acts for it nowhere."""
    parish = models.Organisation.objects.create(id="parish-test", name="Parish Test", kind="parish")
    held = models.Partnership.objects.get(slug=SLUG)
    models.Membership.objects.create(partnership=held, organisation=parish, role="observer")
    clerk = models.Person.objects.create(code="p-parish", email="parish@test.example", name="Clerk", home=parish)
    models.RoleHolding.objects.create(person=clerk, organisation=parish, partnership=held, role="member")
    models.Person.objects.create(
        code="p-no-role", email="no-role@test.example", name="No role", home_id="example-county"
    )


def seat(duty: str, organisation: str) -> Actor:
    person = models.Person.objects.get(email=f"{duty}@{organisation}.example")
    return actor_for(person=person.code, organisation=organisation, partnership=SLUG)


def fills(case: Case) -> dict[str, list[str]]:
    anomaly = case.rows("contract_anomalies")[0].id
    return {
        **ORDINARY,
        "table": [table.name for table in load_catalogue().in_stage("run")],
        "row": [anomaly],
        "result": ["payment"],
        "item": [f"{MONTH}--performance-points-street-cleansing-fly-tips", "2026-03--x"],
        "kind": ["mechanism", "measure"],
        "name": ["county-highways", "defects-on-time"],
        "month": ["2026-03", MONTH],
        "measure": ["street_cleansing.fly_tips"],
    }


def look(client: Client, given: dict[str, list[str]]) -> dict[str, tuple[int, str, bytes]]:
    wanted = {one for _, one in addresses(SLUG, given) if any(part in one for part in ABOUT)}
    # Which of several contracts is meant: each page of one is asked for by its name too.
    wanted |= {
        f"{one}?contract=county-highways" for one in wanted if any(f"/run/{part}" in one for part in OF_A_CONTRACT)
    }
    # What a trial of the rules comes to, beside the page that only offers one.
    wanted |= {f"{one}?contracts=1&years=1&seed=1" for one in wanted if one.endswith("/run/test-bench/")}
    return {one: plain(client.get(one)) for one in sorted(wanted)}


def private_rows(case: Case) -> Iterator[tuple[str, RowGiven]]:
    """Rows that would move the money, the rating or the list of disputes if they counted for others."""
    figure = next(row for row in case.rows("measure_values") if row.get("month") == MONTH)
    entry = next(row for row in case.rows("contract_entries") if row.get("month") == MONTH)
    index = case.rows("index_values")[-1]
    anomaly = case.rows("contract_anomalies")[0]
    answer = case.rows("statement_answers")[-1]
    said = {"statement": "county-highways-2026-03", "says": "disputed", "line": LINE, "reason": SECRET}
    changed = (
        ("measure_values", figure, {"value": Decimal(1), "numerator": Decimal(1), "why": SECRET}),
        ("contract_entries", entry, {"amount": 99_999_999, "note": SECRET}),
        ("index_values", index, {"value": Decimal(999)}),
        (
            "contract_anomalies",
            anomaly,
            {"title": SECRET, "at_risk": 88_888_888, "disputes": (f"{said['statement']}",)},
        ),
        ("statement_answers", answer, said),
    )
    for table, row, values in changed:
        yield table, RowGiven(f"{SECRET}-{table}", {**row.values, **values}, source=SECRET)
        if row.organisation == "example-county":  # and a revision of the row that others see
            yield table, RowGiven(row.id, {**row.values, **values}, source=SECRET)


def keep(by: Actor, *audiences: Audience) -> None:
    case = case_for(by)
    for audience in audiences:
        for table, row in private_rows(case):
            add_rows(by=by, table=table, rows=[replace(row, audience=audience)])
        for table in load_catalogue().in_stage("run"):
            add_rows(by=by, table=table.name, rows=[a_row(table, "county", audience)])
        reach = audience.reach.value
        for kind, name, like in (
            ("mechanism", f"aaa-{SECRET}-{reach}", "county-highways"),
            ("mechanism", f"aab-{SECRET}-{reach}", "county-highways"),
            ("measure", f"aaa-{SECRET}-{reach}", "defects-on-time"),
            ("statement", f"county-highways-{MONTH}-{reach}", "county-highways-2026-03"),
        ):
            held = case.document(kind, like)
            assert held is not None
            text = f'note_of = "{SECRET}"\n{held.text.replace("2026-03", MONTH)}'
            if name.startswith("aab"):  # a second contract, and not only another text of the first
                text = text.replace('"county-highways"', f'"{SECRET}-{reach}"')
            write_document(by=by, kind=kind, name=name, text=text, audience=audience)


@pytest.mark.parametrize("viewer", ONLOOKERS)
def test_what_the_client_keeps_to_itself_changes_nothing_of_the_contract(viewer: str) -> None:
    county = seat("programme-manager", "example-county")
    given, client = fills(case_for(county)), client_of(viewer)
    before = look(client, given)
    keep(county, ORGANISATION, MINE)
    if viewer != "borough":  # the partners' own, a note on money at risk say, is not the contractor's
        add_rows(by=county, table="contract_anomalies", rows=[RowGiven(f"{SECRET}-among-partners", {
            "contract": "county-highways", "title": SECRET, "kind": "other", "at_risk": 77_777_777,
        }, audience=PARTNERS)])  # fmt: skip
        actions.release_inputs(by=county, table="baseline", calculations=("groupings",))
    after = look(client, given)
    assert [one for one in before if before[one] != after[one]] == []
    assert not [one for one, (_, headers, body) in after.items() if SECRET.encode() in body or SECRET in headers]


def test_what_waits_in_quarantine_is_read_by_its_sender_alone() -> None:
    """That something was sent is no secret; what stands in it may hold what no rule has looked at yet."""
    rows = f"order_id,service,reported_at,status\nX9,highways,{SECRET},completed\n"
    sent = {"file": SimpleUploadedFile("unread.csv", rows.encode()), "table": "job_records", "mapping": ""}
    sender = Client()
    sender.force_login(models.Person.objects.get(email="contract-manager@example-county.example"))
    run = f"/partnerships/{SLUG}/run/evidence"
    assert SECRET in sender.post(f"{run}/", sent).content.decode()
    mended = f"{run}/quarantine/job_records/"
    assert SECRET.encode() in plain(sender.get(mended))[2]
    given = {**ORDINARY, "table": ["job_records"], "number": [str(number) for number in range(1, 100)]}
    for viewer in ("contractor", "borough", "parish"):
        client = client_of(viewer)
        for one in {one for _, one in addresses(SLUG, given) if f"{run}/" in one}:
            assert SECRET.encode() not in plain(client.get(one))[2], (viewer, one)


@pytest.mark.parametrize("viewer", ["parish", "nobody in particular", "nobody"])
def test_who_is_no_party_finds_no_contract_matter(viewer: str) -> None:
    """Not the pence, not a job record, not the rules: a parish that observes reads what is public, the others nothing."""
    seen = look(client_of(viewer), fills(case_for(seat("programme-manager", "example-county"))))
    told = [
        one for one, (_, _, body) in seen.items() for word in (b"232,170.87", b"Fly-tip", b"cap on all") if word in body
    ]
    assert told == []
    if viewer != "parish":
        assert {status for one, (status, _, _) in seen.items() if SLUG in one} <= {302, 404, 405}


@pytest.mark.postgres
def test_the_client_finds_it_all() -> None:
    """The other way round, so that the tests above cannot pass by showing nobody anything."""
    county = seat("programme-manager", "example-county")
    given = fills(case_for(county))
    keep(county, ORGANISATION)
    client = Client()
    client.force_login(models.Person.objects.get(code=county.person))
    seen = look(client, given)
    assert sum(SECRET.encode() in body for _, _, body in seen.values()) > 8
