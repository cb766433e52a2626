"""The committee report as its reader downloads it: full, and open where a part is exempt."""

import io
import zipfile

import pytest

from concordat.application import actions
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/partnerships/herefordshire-2008/decide/report/"
EXEMPT = '[sections.legal]\nsays = "The secret advice."\nexempt = "paragraph 5"\n'


def words(content: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()


def signed_in(sign_in: SignIn):  # type: ignore[no-untyped-def]
    from concordat.data.records import models

    held = models.RoleHolding.objects.filter(partnership__slug="herefordshire-2008", role="programme-manager").first()
    assert held is not None
    return sign_in(*held.person.email.removesuffix(".example").split("@")), actor_for(
        person=held.person.code, organisation=held.organisation_id, partnership="herefordshire-2008"
    )


def test_an_open_version_is_offered_only_where_a_part_is_exempt(sign_in: SignIn) -> None:
    client, actor = signed_in(sign_in)
    assert "Open version" not in client.get(PAGE).content.decode()
    held = case_for(actor).document("committee_report", "report")
    assert held is not None
    actions.save_document(by=actor, kind="committee_report", name="report", text=EXEMPT, parent=held.hash)
    assert "Open version as Word" in client.get(PAGE).content.decode()
    assert "The secret advice." in words(client.get(f"{PAGE}committee-report.docx").content)
    answer = client.get(f"{PAGE}committee-report.docx", {"version": "open"})
    assert "report-open.docx" in answer["Content-Disposition"]
    assert "The secret advice." not in words(answer.content)
    assert "exempt under paragraph 5" in words(answer.content)
