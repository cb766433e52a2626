"""What the contract, its measures and the partnership know is told to a sender who writes it otherwise."""

import pytest

from concordat.application.queries.evidence_names import names_known
from concordat.application.queries.partnerships import actor_for
from concordat.data.records import models
from tests.web.conftest import SignIn
from tests.web.test_dismissals import CONTRACTOR, send, store_of_its_own  # noqa: F401 - the store lies beside the database

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
