"""Either party to a contract finds on the partnership's first page what waits for it."""

import pytest

from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
HOME = "/partnerships/running-contract/"
COUNTY, CONTRACTOR = ("contract-manager", "example-county"), ("contract-manager", "example-contractor")


def test_the_month_to_issue_then_the_answer_to_it_and_each_dispute_wait(sign_in: SignIn) -> None:
    def said(who: tuple[str, str]) -> str:
        return sign_in(*who).get(HOME).content.decode()

    issue, answer = "Issue the statement of April 2026", "Agree or dispute the statement of April 2026"
    for who in (COUNTY, CONTRACTOR):
        found = said(who)
        assert issue in found
        assert answer not in found
        assert "Answer the dispute of March 2026, “Performance points: Fly-tips removed" in found
    sign_in(*COUNTY).post(f"{HOME}run/statements/2026-04/issue/", {"confirmed": "yes"})
    for who in (COUNTY, CONTRACTOR):
        assert issue not in said(who)
        assert answer in said(who)
    sign_in(*CONTRACTOR).post(f"{HOME}run/statements/2026-04/answer/", {"says": "agreed"})
    assert answer not in said(COUNTY)
