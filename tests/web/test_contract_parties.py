"""What one party to a contract may not do in the other's name, by whatever form or address: each was tried as an attack."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.test import Client

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotAllowed
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.application.queries.payments import contract_for, payment_for
from concordat.domain.kernel.audience import ORGANISATION, PARTNERS_AND_CONTRACTOR
from concordat.domain.kernel.statement import Says
from concordat.domain.performance.periods import Month
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
ALL = "/partnerships/running-contract"
RUN = f"{ALL}/run"
COUNTY, CONTRACTOR = ("contract-manager", "example-county"), ("contract-manager", "example-contractor")
LINE = "performance/points/street_cleansing.fly_tips"
SHARED = str(PARTNERS_AND_CONTRACTOR)


def seat(organisation: str) -> Actor:
    person = f"{organisation}.contract-manager"
    return actor_for(person=person, organisation=organisation, partnership="running-contract")


@pytest.fixture
def county(db: None) -> Actor:
    return seat("example-county")


@pytest.fixture
def contractor(db: None) -> Actor:
    return seat("example-contractor")


def payable(by: Actor, month: str = "2026-04") -> int:
    found = payment_for(by, month=month)
    assert found is not None
    return found.statement.total


def write(client: Client, kind: str, name: str, text: str) -> int:
    return client.post(f"{ALL}/documents/{kind}/{name}/edit/", {"text": text, "audience": SHARED}).status_code


def add(client: Client, table: str, values: Mapping[str, str]) -> int:
    form = {f"v-{name}": value for name, value in values.items()}
    return client.post(f"{ALL}/tables/{table}/add/", {**form, "audience": SHARED, "source": "Ours"}).status_code


def test_nobody_writes_a_statement_as_a_document(sign_in: SignIn, county: Actor) -> None:
    """A statement that the contractor wrote itself stood beside those that the client issued."""
    held = case_for(county).document("statement", "county-highways-2026-03")
    assert held is not None
    text = held.text.replace("2026-03", "2026-04")
    for who in (CONTRACTOR, COUNTY):
        assert write(sign_in(*who), "statement", "county-highways-2026-04", text) == 403
    assert [one.month for one in contract_for(county).issued][-1] == Month(2026, 3)


def test_the_client_does_not_write_an_issued_statement_anew(sign_in: SignIn, county: Actor) -> None:
    before = payable(county, "2026-03")
    held = case_for(county).document("statement", "county-highways-2026-03")
    assert held is not None
    client = sign_in(*COUNTY)
    edit = f"{ALL}/documents/statement/county-highways-2026-03/edit/"
    form = Page(client.get(edit)).as_sent(holding="seen") | {"text": [held.text.replace("pence = ", "pence = 1")]}
    assert client.post(edit, form).status_code == 403
    assert payable(county, "2026-03") == before
    page = client.get(f"{ALL}/documents/statement/county-highways-2026-03/").content.decode()
    assert "/edit/" not in page


def test_a_mechanism_of_the_contractors_takes_no_place_of_the_clients(sign_in: SignIn, county: Actor) -> None:
    """Neither under the client's name for it, nor under one that comes before it in the alphabet."""
    before, rules = payable(county), contract_for(county).document
    assert rules is not None
    better = rules.text.replace("cap_on_all_deductions", "# cap_on_all_deductions")
    client = sign_in(*CONTRACTOR)
    assert write(client, "mechanism", "county-highways", better) in {403, 404}
    write(client, "mechanism", "aaa", better)
    seen = contract_for(county)
    assert seen.document is not None
    assert (seen.document.name, seen.document.hash) == ("county-highways", rules.hash)
    assert payable(county) == before
    assert "example-contractor" not in sign_in(*COUNTY).get(f"{RUN}/mechanism/").content.decode()


def test_the_clients_figures_count_and_not_those_the_contractor_enters(sign_in: SignIn, county: Actor) -> None:
    before = payable(county)
    client = sign_in(*CONTRACTOR)
    one = next(row for row in case_for(county).rows("contract_entries") if row.get("kind") == "orders")
    order = {"contract": "county-highways", "month": "2026-04", "kind": "orders", "about": str(one.get("about"))}
    assert add(client, "contract_entries", {**order, "amount": "1000000"}) == 302
    figure = next(row for row in case_for(county).rows("measure_values") if row.get("month") == "2026-04")
    given = {"contract": "county-highways", "measure": str(figure.get("measure")), "month": "2026-04"}
    assert add(client, "measure_values", {**given, "value": "1", "numerator": "1", "denominator": "100"}) == 302
    assert payable(county) == before
    page = sign_in(*COUNTY).get(f"{RUN}/statements/").content.decode()
    assert "nobody is paid by their own entry" in page


def test_a_mechanism_kept_private_and_then_shown_takes_no_place_either(county: Actor, contractor: Actor) -> None:
    rules = contract_for(county).document
    assert rules is not None
    for version in range(4):
        text = f"{rules.text}\n# {version}\n"
        parent = "" if not version else rules.hash
        with pytest.raises(NotAllowed):
            actions.save_document(
                by=contractor, kind="mechanism", name="county-highways", text=text, parent=parent, audience=ORGANISATION
            )
    assert contract_for(county).document == rules


def test_a_measure_the_contractor_defines_does_not_measure_it(county: Actor, contractor: Actor) -> None:
    from concordat.application.queries.contract_records import measures_known

    case = case_for(county)
    held = case.document("measure", "defects-on-time")
    assert held is not None
    before = measures_known(case, client="example-county")["highways.defects_on_time"]
    easy = held.text + "\n[suspensions_]\nx = 1\n"
    actions.save_document(by=contractor, kind="measure", name="zzz", text=easy, audience=PARTNERS_AND_CONTRACTOR)
    assert measures_known(case_for(county), client="example-county")["highways.defects_on_time"] == before


def test_the_contractor_does_not_resolve_its_own_dispute_by_a_row(sign_in: SignIn, county: Actor) -> None:
    before = payable(county)
    form = {"statement": "county-highways-2026-03", "says": "resolved", "line": LINE, "amount": "0", "reason": "Ours"}
    assert add(sign_in(*CONTRACTOR), "statement_answers", form) == 403
    assert payable(county) == before


def test_nobody_takes_back_or_changes_what_was_answered(sign_in: SignIn, contractor: Actor, county: Actor) -> None:
    rows = case_for(contractor).rows("statement_answers")
    for who, organisation in ((CONTRACTOR, "example-contractor"), (COUNTY, "example-county")):
        row = next(one for one in rows if one.organisation == organisation)
        base = f"{ALL}/tables/statement_answers/rows/{row.id}"
        client = sign_in(*who)
        page = client.get(f"{base}/").content.decode()
        assert f"{base}/change/" not in page
        assert client.post(f"{base}/withdraw/").status_code == 403
        form = {"v-statement": row.get("statement"), "v-says": row.get("says"), "audience": "public", "source": ""}
        assert client.post(f"{base}/change/", form).status_code == 403
        assert client.post(f"{base}/publish/", {"audience": "public"}).status_code == 403
    assert case_for(contractor).rows("statement_answers") == rows


def test_an_answer_of_the_wrong_side_counts_for_nothing(county: Actor) -> None:
    """In a case file too, which no page has checked."""
    from concordat.domain.payment.issued import issued_in

    case = case_for(county)
    given = next(row for row in case.rows("statement_answers") if row.get("says") == "disputed")
    for says, organisation in (("resolved", "example-contractor"), ("agreed", "example-county")):
        wrong = replace(given, id="wrong", values={**given.values, "says": says, "line": None, "amount": 0})
        wrong = replace(wrong, organisation=organisation)
        more = replace(case, facts=(*case.facts, wrong))
        assert issued_in(more, "county-highways") == issued_in(case, "county-highways")


def test_no_more_is_disputed_than_the_line_holds(county: Actor, contractor: Actor) -> None:
    held = payment_for(contractor, month="2026-01")
    assert held is not None
    line = held.statement.line(LINE)
    for pence in (line.pence * 1000, -line.pence):
        with pytest.raises(NotAccepted, match="more than the line"):
            actions.answer_statement(
                by=contractor, statement=held.statement, says=Says.DISPUTED, line=LINE, pence=pence, reason="Much"
            )


def test_a_line_nobody_disputes_is_not_resolved(county: Actor) -> None:
    held = payment_for(county, month="2026-01")
    assert held is not None
    with pytest.raises(NotAccepted, match="not in dispute"):
        actions.answer_statement(
            by=county, statement=held.statement, says=Says.RESOLVED, line=LINE, pence=-1_000_000, reason="We say so"
        )


def test_a_form_sent_twice_says_it_once(sign_in: SignIn, contractor: Actor) -> None:
    client = sign_in(*CONTRACTOR)
    before = len(case_for(contractor).rows("statement_answers"))
    for _ in range(2):
        client.post(f"{RUN}/statements/2026-01/answer/", {"says": "disputed", "line": LINE, "reason": "Blocked"})
    for _ in range(2):
        client.post(f"{RUN}/statements/2026-02/answer/", {"says": "agreed"})
    assert len(case_for(contractor).rows("statement_answers")) <= before + 2


def test_both_sides_read_what_was_resolved_and_come_to_the_same_pence(sign_in: SignIn) -> None:
    client = sign_in(*COUNTY)
    form = {"says": "resolved", "line": LINE, "amount": "0", "reason": "You are right"}
    client.post(f"{RUN}/statements/2026-03/answer/", form)
    pages = [sign_in(*who).get(f"{RUN}/statements/2026-04/").content.decode() for who in (COUNTY, CONTRACTOR)]
    assert all("Corrections: £977.83" in page for page in pages)  # £887.83 of January, and the disputed £90
    client.post(f"{RUN}/statements/2026-04/issue/", {"confirmed": "yes"})
    for who in (COUNTY, CONTRACTOR):
        assert "the same to the penny" in sign_in(*who).get(f"{RUN}/statements/2026-04/").content.decode()


def test_the_client_issues_nothing_that_rests_on_what_the_contractor_may_not_see(county: Actor) -> None:
    """Otherwise the statement tells of a private figure, and the contractor cannot work it out again."""
    figure = next(row for row in case_for(county).rows("measure_values") if row.get("month") == "2026-04")
    hidden = actions.RowGiven(figure.id, {**figure.values, "why": "Private"}, audience=ORGANISATION)
    actions.append_facts(by=county, table="measure_values", rows=[hidden])
    with pytest.raises(NotAccepted, match="may not see"):
        actions.issue_payment(by=county, month=Month(2026, 4))


def test_quarantined_rows_are_their_senders_alone(sign_in: SignIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    rows = "order_id,service,reported_at,status\nX2,highways,zebra-crossing,completed\n"
    sent = {"file": SimpleUploadedFile("may.csv", rows.encode()), "table": "job_records", "mapping": ""}
    sender = sign_in(*COUNTY)
    assert "zebra-crossing" in sender.post(f"{RUN}/evidence/", {**sent, "take_good_rows": "on"}).content.decode()
    download = f"{RUN}/evidence/quarantine/job_records/"
    assert "zebra-crossing" in sender.get(download).content.decode()
    other = sign_in(*CONTRACTOR)
    assert "zebra-crossing" not in other.get(download).content.decode()
    assert "zebra-crossing" not in other.get(f"{RUN}/evidence/").content.decode()


def test_what_a_council_calls_its_partners_in_private_is_not_on_the_contractors_page(
    sign_in: SignIn, county: Actor
) -> None:
    secret = actions.RowGiven(
        "example-district", {"name": "zebra-crossing-secret", "kind": "district"}, audience=ORGANISATION
    )
    case = case_for(county)
    held = case.row("organisations", "example-district")
    assert held is not None
    district = seat_of("programme-manager", held.organisation)
    actions.append_facts(by=district, table="organisations", rows=[secret])
    first = Client()
    first.force_login(person("programme-manager", held.organisation))
    first.get(f"{RUN}/fairness/")
    assert "zebra-crossing-secret" not in sign_in(*CONTRACTOR).get(f"{RUN}/fairness/").content.decode()


def seat_of(duty: str, organisation: str) -> Actor:
    return actor_for(person=person(duty, organisation).code, organisation=organisation, partnership="running-contract")


def person(duty: str, organisation: str):  # type: ignore[no-untyped-def]
    from concordat.data.records import models

    return models.Person.objects.get(email=f"{duty}@{organisation}.example")


def test_the_trail_of_the_contractor_holds_no_release_among_partners(sign_in: SignIn) -> None:
    by = seat_of("programme-manager", "example-district")
    actions.release_inputs(by=by, table="baseline", calculations=())
    trail = f"{ALL}/partnership/trail/"
    assert "release" in sign_in("programme-manager", "example-borough").get(trail).content.decode()
    assert "release" not in sign_in(*CONTRACTOR).get(trail).content.decode()


def test_a_case_file_brings_in_no_statement_and_no_answer(county: Actor) -> None:
    """Its own file goes in unchanged; with an answer changed, or a month issued elsewhere, it does not."""
    by = seat_of("programme-manager", "example-county")
    case = case_for(by)
    assert actions.import_case(by=by, case=case) == 0
    answer = next(row for row in case.rows("statement_answers") if row.organisation == "example-county")
    changed = replace(answer, values={**answer.values, "amount": 1}, revision=answer.revision + 1)
    held = case.document("statement", "county-highways-2026-03")
    assert held is not None
    elsewhere = replace(held, name="county-highways-2026-04", content={**held.content, "month": "2026-04"})
    for other in (
        replace(case, facts=(*case.facts, changed)),
        replace(case, documents=(*case.documents, elsewhere)),
    ):
        with pytest.raises(NotAllowed, match="own page"):
            actions.import_case(by=by, case=other)
