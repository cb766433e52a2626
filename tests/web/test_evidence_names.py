"""What the contract, its measures and the partnership know is told to a sender who writes it otherwise."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concordat.application.queries.evidence_names import names_known
from concordat.application.queries.partnerships import actor_for
from concordat.data.records import models
from tests.web.conftest import SignIn
from tests.web.test_dismissals import BASE, CONTRACTOR, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("organisation", ["example-county", "example-contractor"])
def test_both_parties_go_by_what_is_agreed(organisation: str, sign_in: SignIn) -> None:
    sign_in("contract-manager", organisation)
    person = models.Person.objects.get(email=f"contract-manager@{organisation}.example")
    known = names_known(actor_for(person=person.code, organisation=organisation, partnership="running-contract"))
    assert {"highways", "street cleansing", "grounds", "winter"} <= known["service"]
    assert "example-county" in known["partner"]
    assert "P1" in known["priority"]
    assert known["area"] == frozenset()


def test_a_misspelt_service_is_told_in_the_browser_with_what_was_meant(sign_in: SignIn) -> None:
    told = send(sign_in(*CONTRACTOR), "Z1,street cleaning,2026-04-01 08:00,2026-04-02 08:00,completed")
    assert "1 row went in" in told
    assert "“street cleaning” is a name that no earlier delivery, contract, measure or partner knows (1 row)" in told
    assert "“street cleansing” was probably meant" in told


def test_what_the_command_line_mends_with_a_file_is_mended_on_a_page(sign_in: SignIn) -> None:
    client = sign_in(*CONTRACTOR)
    file = SimpleUploadedFile("theirs.csv", b"Jobs of May\n\nRef,Team\nK1,streets\n")
    told = client.post(BASE, {"file": file, "table": "job_records", "mapping": ""}).content.decode()
    assert "Map its columns once: which are ours is proposed" in told
    assert told.count("run/evidence/mapping/") >= 2
    assert "their heading" not in told
    assert "theirs.csv" in told
    assert "delivered.csv" not in told
