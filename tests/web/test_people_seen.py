"""Who sees people: whoever acts for another organisation reads neither their names, nor their addresses, nor the codes of
their accounts. Every address of a contract is asked; workbooks, Word files and PDFs are read as text.
"""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.actions.documents import write_document
from concordat.application.actions.facts import add_rows
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for, people_named
from concordat.data.files import load_catalogue
from concordat.data.records import models
from concordat.domain.kernel.audience import PUBLIC
from concordat.web.places import OF_A_CONTRACT
from tests.people import Table
from tests.web.test_contract_leaks import SLUG, client_of, fills, onlookers
from tests.web.test_leaks import addresses

pytestmark = pytest.mark.django_db
__all__ = ["onlookers"]  # a fixture for every test of this module
HOME = "example-county"
LINE = "2026-04--performance-points-street-cleansing-fly-tips"
CODE, EMAIL, NAME = "p-quagga4711", "quagga.eland@example-county.example", "Quagga Eland"
# What is taken away says by which account it was entered or sent, by its code: the same for every reader, and no name.
TAKEN = ("partnership/case-file/workbook", "partnership/case-file/folder", "run/evidence/folder")
SAYS_CODES = {f"/partnerships/{SLUG}/{one}/" for one in TAKEN}


@pytest.fixture(autouse=True)
def store_of_its_own(settings: Any, tmp_path: Path) -> None:
    """What is delivered here goes with the test: the store lies beside the database, and is not rolled back."""
    settings.FOLDER = tmp_path


@pytest.fixture
def somebody() -> Client:
    """Of the county, who entered again whatever the county had entered, and took part in each kind of joint act."""
    held = models.Partnership.objects.get(slug=SLUG)
    person = models.Person.objects.create(code=CODE, email=EMAIL, name=NAME, home_id=HOME)
    for duty in ("programme-manager", "contract-manager", "section-151", "scorer"):
        models.RoleHolding.objects.create(person=person, organisation_id=HOME, partnership=held, role=duty)
    by = actor_for(person=CODE, organisation=HOME, partnership=SLUG)
    case = case_for(by)
    for table in load_catalogue():
        own = [row for row in case.rows(table.name) if row.organisation == HOME]
        again = [RowGiven(row.id, row.values, row.source, row.illustrative, row.audience) for row in own]
        add_rows(by=by, table=table.name, rows=again)
    for document in [one for one in case.documents if one.organisation == HOME and one.kind != "statement"]:
        text = f"{document.text}\n# entered again\n"
        write_document(
            by=by,
            kind=document.kind,
            name=document.name,
            text=text,
            audience=document.audience,
            parent=document.hash,
        )
    actions.release_inputs(by=by, table="baseline", calculations=("groupings",))
    actions.freeze_decision(by=by, title="What stands today", audience=PUBLIC)
    client = Client()
    client.force_login(person)
    rows = "order_id,service,reported_at,completed_at,status\nQ1,highways,2026-04-01 08:00,,ordered\nTOTAL,,,,\n"
    file = SimpleUploadedFile("may.csv", rows.encode())
    given = {"file": file, "table": "job_records", "mapping": "", "take_good_rows": "on"}
    run = f"/partnerships/{SLUG}/run/evidence/"
    client.post(run, given)
    client.post(f"{run}1/", {"every": "on", "why": "The line of totals"})
    assert NAME in client.get(f"{run}1/").content.decode(), "the dismissal is made, and its own side reads by whom"
    return client


def text_of(body: bytes, folder: Path) -> str:
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(text_of(archive.read(name), folder) for name in archive.namelist())
    if body[:4] == b"%PDF":
        (folder / "one.pdf").write_bytes(body)
        done = subprocess.run(["pdftotext", str(folder / "one.pdf"), "-"], capture_output=True, check=True)
        return " ".join(re.sub("[\u200b\xad]", "", done.stdout.decode(errors="replace")).split())
    return body.decode(errors="replace")


def everything(client: Client, folder: Path) -> dict[str, str]:
    """Every address of the contract's partnership, what it answers as text: where it came from, deliveries and files too."""
    actor = actor_for(person=CODE, organisation=HOME, partnership=SLUG)
    case = case_for(actor)
    rows = [
        row.id
        for row in case.facts
        if row.organisation == HOME and row.table in {"measure_values", "contract_anomalies"}
    ]
    given = {
        **fills(case),
        "table": [table.name for table in load_catalogue()],
        "row": [*fills(case)["row"], *rows[:2]],
        "result": ["payment", "baseline", "programme"],
        "number": ["1"],
    }
    wanted = {one for _, one in addresses(SLUG, given) if "sign-out" not in one}
    wanted |= {
        f"{one}?contract=county-highways" for one in wanted if any(f"/run/{part}" in one for part in OF_A_CONTRACT)
    }
    answers = {one: client.get(one) for one in sorted(wanted)}
    return {
        one: f"{answer.headers} {text_of(answer.getvalue() if answer.streaming else answer.content, folder)}"
        for one, answer in answers.items()
    }


def people_of_the_county() -> tuple[set[str], set[str]]:
    """Of those who act for it here: their codes; their names and addresses."""
    people = models.Person.objects.filter(roles__organisation_id=HOME, roles__partnership__slug=SLUG).distinct()
    return {one.code for one in people}, {said for one in people for said in (one.name, one.email)}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not on this machine")
@pytest.mark.parametrize(
    "viewer", ["contractor", *(pytest.param(one, marks=pytest.mark.postgres) for one in ("borough", "parish"))]
)
def test_people_of_another_organisation_are_shown_nowhere(somebody: Client, viewer: str, tmp_path: Path) -> None:
    codes, names = people_of_the_county()
    seen = everything(client_of(viewer), tmp_path)
    assert {CODE} < codes
    assert [(one, name) for one, said in seen.items() for name in names if name in said] == []
    told = {one for one, said in seen.items() if any(code in said for code in codes)}
    assert told <= SAYS_CODES
    if viewer == "contractor":
        assert told == SAYS_CODES, "the county's rows and deliveries are in the files it takes away"
        base = f"/partnerships/{SLUG}"
        assert "by Example County" in seen[f"{base}/sources/payment/{LINE}/"]
        assert "Entered for, when" in seen[f"{base}/run/statements/2026-03/statement.pdf"]
        assert "Example County" in seen[f"{base}/partnership/trail/"]


def test_ones_own_people_are_named(somebody: Client) -> None:
    """The other way round, so that the test above cannot pass by naming nobody."""
    base = f"/partnerships/{SLUG}"
    for one in (f"{base}/sources/payment/{LINE}/", f"{base}/partnership/trail/"):
        said = somebody.get(one).content.decode()
        assert NAME in said
        assert CODE not in said


def test_a_person_is_named_to_whom_they_acted_for_alone(table: Table) -> None:
    """A manager of two councils is named to each for what was done for it, and not for what was done for the other."""
    shared = models.RoleHolding.objects.filter(person__code="p-north").first()
    assert shared is not None
    models.RoleHolding.objects.create(
        person=shared.person, partnership=shared.partnership, organisation_id=table.east.organisation, role="member"
    )
    acts = [("p-north", table.north.organisation), ("p-north", table.east.organisation), ("operator", "anybody")]
    own, operator = shared.person.name, {acts[2]: "Whoever runs the service"}
    assert people_named(acts, by=table.east) == {acts[1]: own} | operator
    assert people_named(acts, by=table.north) == {acts[0]: own} | operator
    assert people_named(acts, by=table.contractor) == operator
