"""How far long work is, and cancelling it where that shows."""

import pytest

from concordat.application.queries.jobs import jobs_of
from concordat.application.queries.partnerships import actor_for
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
JOBS = "/partnerships/vision-2020/partnership/jobs/"
COUNCIL = "west-oxfordshire"


def asked_for(sign_in: SignIn, duty: str) -> tuple[str, int]:
    """A report asked for by the person, and the address of its page."""
    address = sign_in(duty, COUNCIL).post(JOBS + "report-word/").headers["Location"]
    return address, int(address.rstrip("/").rsplit("/", 1)[1])


def state_of(number: int) -> str:
    by = actor_for(person=f"{COUNCIL}.member", organisation=COUNCIL, partnership="vision-2020")
    return next(job.state for job in jobs_of(by) if job.number == number)


def test_the_page_offers_cancelling_to_who_asked_and_does_it(sign_in: SignIn) -> None:
    address, number = asked_for(sign_in, "member")
    client = sign_in("member", COUNCIL)
    assert "Cancel it" in client.get(address).content.decode()
    assert client.post(address + "cancel/").status_code == 302
    said = client.get(address).content.decode()
    assert "Cancelled before it began" in said
    assert "Cancel it" not in said
    assert "ended already" in client.post(address + "cancel/", follow=True).content.decode()
    assert state_of(number) == "cancelled"


def test_an_administrator_is_offered_it_too_and_another_colleague_is_told_who_can(sign_in: SignIn) -> None:
    address, number = asked_for(sign_in, "member")
    colleague = sign_in("section-151", COUNCIL)
    said = colleague.get(address).content.decode()
    assert "Cancel it" not in said
    assert "an administrator of their organisation, can cancel it" in said
    assert colleague.post(address + "cancel/").status_code == 403
    assert state_of(number) == "waiting"
    administrator = sign_in("programme-manager", COUNCIL)
    assert "Cancel it" in administrator.get(address).content.decode()
    administrator.post(address + "cancel/")
    assert state_of(number) == "cancelled"
