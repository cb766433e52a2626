"""Weights brought in from a spreadsheet on the page: seen before they are kept, merged, never overwriting unasked."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concordat.application.queries.appraisal import appraisal_for
from concordat.application.queries.partnerships import actor_for
from concordat.domain.appraisal.inputs import Statement
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
HERE = "/partnerships/vision-2020/decide/weights/"
OUTCOMES = ("Financial", "Efficiency", "Resilience", "Impact", "Democracy")
MESS = "Agreed on 3 March\n\nOutcome\tCotswold\nFinancial\tplenty\nEfficency\t20%\nResilience\t20%\nImpact\t20%\nDemocracy\t10%"


def actor(council: str):  # type: ignore[no-untyped-def]
    return actor_for(person=f"{council}.programme-manager", organisation=council, partnership="vision-2020")


def statements(council: str, seen_by: str = "", *, speaks_for: str = "partner") -> dict[str, Statement]:
    appraisal = appraisal_for(actor(seen_by or council)).appraisal
    assert appraisal is not None
    own = [s for s in appraisal.statements if s.judge.organisation == council and s.speaks_for.value == speaks_for]
    return {item.criterion: item for item in own if "preadsheet" in (item.fact.source if item.fact else "")}


def pasted(rows: list[tuple[object, ...]]) -> str:
    return "\n".join("\t".join(str(cell) for cell in row) for row in rows)


COTSWOLD = pasted([("Outcome", "Cotswold"), *((name, 20) for name in OUTCOMES)])


def test_the_usual_mess_is_told_by_row_and_column_and_nothing_is_kept(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    said = client.post(HERE, {"pasted": MESS, "whose": "person", "keep": "submit"}).content.decode()
    assert "row 4, column B" in said
    assert "“plenty” is not a weight" in said
    assert "Did you mean Efficiency?" in said
    assert "Outcome\tCotswold" in said.replace("&#x27;", "'")  # what was pasted is not lost
    assert statements("cotswold") == {}


def test_weights_are_seen_then_submitted_and_every_partner_sees_them(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    seen = client.post(HERE, {"pasted": COTSWOLD, "whose": "person", "check": "yes"}).content.decode()
    assert "How the weights were read" in seen
    assert "Share of 100" in seen
    assert "They replace what was said before" in seen
    assert statements("cotswold") == {}
    given = {"pasted": COTSWOLD, "whose": "person", "replace": "on", "keep": "submit"}
    assert client.post(HERE, given).status_code == 302
    assert {item.points for item in statements("cotswold", seen_by="cheltenham").values()} == {20}


def test_what_is_kept_for_oneself_nobody_else_sees(sign_in: SignIn) -> None:
    plain = pasted([("Outcome", "Weight"), *((name, 20) for name in OUTCOMES)])
    given = {"pasted": plain, "whose": "person", "replace": "on", "keep": "mine"}
    assert sign_in(organisation="cotswold").post(HERE, given).status_code == 302
    assert len(statements("cotswold", speaks_for="person")) == 5
    assert statements("cotswold", seen_by="cheltenham", speaks_for="person") == {}


def test_what_stands_there_is_a_conflict_until_it_is_to_be_replaced(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    client.post(HERE, {"pasted": COTSWOLD, "whose": "person", "replace": "on", "keep": "submit"})
    other = COTSWOLD.replace("Democracy\t20", "Democracy\t10-20")
    told = client.post(HERE, {"pasted": other, "whose": "person", "check": "yes"}).content.decode()
    assert "Another weight stands there already: direct 20. The file says interval 10 to 20." in told
    assert "row 6, column B" in told
    looked = Page(client.post(HERE, {"pasted": other, "whose": "person", "replace": "on", "check": "yes"}))
    [row] = looked.table(holding="The spreadsheet says")
    assert (row["Stands there now"], row["The spreadsheet says"]) == ("Points 20", "At least 10 At most 20")
    assert client.post(HERE, {**looked.as_sent(holding="seen"), "keep": "submit"}).status_code == 302
    now = statements("cotswold")
    assert (now["democracy"].kind.value, now["democracy"].least) == ("interval", 10)
    again = client.post(HERE, {"pasted": other, "whose": "person", "check": "yes"}).content.decode()
    assert "there is nothing to keep" in again


def test_another_councils_column_is_refused(sign_in: SignIn) -> None:
    theirs = COTSWOLD.replace("Cotswold", "Cheltenham")
    told = sign_in(organisation="cotswold").post(HERE, {"pasted": theirs, "keep": "submit", "whose": "person"})
    assert "These are the weights of cheltenham" in told.content.decode()
    assert statements("cheltenham") == {}


def test_a_workbook_is_read_by_the_sheet_that_names_the_criteria(sign_in: SignIn) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Minutes of the workshop"])
    sheet = book.create_sheet("Weights")
    sheet.append([])
    sheet.append(["Outcome", "Cotswold"])
    for name in OUTCOMES:
        sheet.append([name, 0.2])
    held = BytesIO()
    book.save(held)
    client = sign_in(organisation="cotswold")
    file = SimpleUploadedFile("weights.xlsx", held.getvalue())
    seen = client.post(HERE, {"file": file, "whose": "person", "check": "yes"}).content.decode()
    assert "How the weights were read" in seen
    assert "Financial\t0.2" in seen  # stands in the box, to be kept or mended
    broken = SimpleUploadedFile("weights.xlsx", b"not a workbook")
    assert "could not be opened" in client.post(HERE, {"file": broken, "whose": "person"}).content.decode()


def test_nothing_given_is_told(sign_in: SignIn) -> None:
    assert "Paste the weights" in sign_in(organisation="cotswold").post(HERE, {"whose": "person"}).content.decode()
