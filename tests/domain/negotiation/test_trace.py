import pytest

from concordat.data.files import read_case
from concordat.domain.kernel.case import Case
from concordat.domain.negotiation import check_negotiations, trace_of
from tests.conftest import EXAMPLES
from tests.domain.negotiation.test_settled import PARTIES, case, point, said


@pytest.fixture(scope="module")
def herefordshire() -> Case:
    found = read_case(EXAMPLES / "herefordshire-2008").case
    assert found is not None
    return found


def test_everything_the_report_of_2008_recommends_is_on_the_table(herefordshire: Case) -> None:
    """Herefordshire Council, Service Delivery Review, Phase 2 report, 11 September 2008, para 84 and the table of the
    recommended model: a managing agent for highways, and six things the negotiations should seek for every service."""
    trace = trace_of(herefordshire)
    assert trace is not None
    clauses = [row for row in trace.rows if row.kind == "clause"]
    assert len(clauses) == 6
    assert not [row.title for row in trace.rows if row.must and row.stands == "not raised"]
    property_left_out = next(row for row in trace.rows if row.id == "property")
    assert not property_left_out.must
    assert "negotiation.not_raised" not in {finding.code for finding in check_negotiations(herefordshire)}


def test_a_feature_is_in_the_contract_when_one_of_its_points_is(herefordshire: Case) -> None:
    trace = trace_of(herefordshire)
    assert trace is not None
    stands = {(row.kind, row.id): row.stands for row in trace.rows}
    assert stands["feature", "profit-and-extension"] == "in the contract"
    assert stands["feature", "watchman"] == "agreed, no clause yet"
    assert stands["clause", "integrated-delivery"] == "open"
    assert [point.point.id for point in trace.not_recommended] == ["guaranteed-saving"]


def test_what_was_recommended_and_nobody_raised_is_told(herefordshire: Case) -> None:
    bare = Case(
        herefordshire.name,
        herefordshire.title,
        documents=herefordshire.documents,
        facts=tuple(fact for fact in herefordshire.facts if fact.table != "negotiation_points"),
    )
    lost = [finding for finding in check_negotiations(bare) if finding.code == "negotiation.not_raised"]
    trace = trace_of(bare)
    assert trace is not None
    assert len(lost) == trace.needed == 12


def test_where_nothing_is_negotiated_there_is_no_trace() -> None:
    assert trace_of(Case("c", "C")) is None


def test_a_point_given_up_does_not_hide_one_that_was_agreed() -> None:
    rows = [
        point("first", features=("watchman",), given_up=True, given_up_because="x"),
        point("second", features=("watchman",)),
        *(said(party, "second", says="Yes") for party in PARTIES),
    ]
    from concordat.domain.kernel.case import Fact

    feature = Fact("features", "watchman", {"title": "Watchman", "taken": "taken"})
    trace = trace_of(case(*rows, feature))
    assert trace is not None
    assert [row.stands for row in trace.rows] == ["agreed, no clause yet"]
