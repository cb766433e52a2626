from decimal import Decimal
from fractions import Fraction
from typing import Any

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.reference_class import OutsideView, outside_view
from tests.domain.options.cases import make_case


def view(*rows: dict[str, Any], claim: int = 1_000_000_00) -> OutsideView:
    return outside_view(make_case(arrangements=list(rows)), reference=load_reference(), claim=claim)


def own(id: str, claimed: str, achieved: str | None, **said: Any) -> dict[str, Any]:
    got = None if achieved is None else Decimal(achieved)
    return {
        "id": id,
        "title": id,
        "unit": "£m",
        "subject": "saving",
        "claimed": Decimal(claimed),
        "achieved": got,
        "strength": "fair",
        **said,
    }


def test_what_was_published_stands_there_with_the_strength_of_its_source():
    rows = {row.id: row for row in view().arrangements}
    assert (rows["3c-shared-services"].claimed, rows["3c-shared-services"].achieved) == (
        Decimal("15.0"),
        Decimal("8.5"),
    )
    assert rows["two-in-three"].strength == "weak"
    assert rows["southwest-one"].kind == "part way"
    assert [rows[id].claimed for id in ("vision-2014", "vision-2015a", "vision-2016")] == [
        Decimal("55.0"),
        Decimal("38.0"),
        Decimal("41.0"),
    ]
    assert all(row.source for row in rows.values())


def test_one_outcome_is_too_few_for_a_middle():
    found = view()
    assert found.middle is None
    assert "too few" in found.words
    assert found.shares == (Fraction(17, 30),)


def test_users_add_their_own_and_the_middle_follows():
    found = view(own("a", "10", "9"), own("b", "10", "2"), own("c", "10", None))
    assert found.middle == Fraction(17, 30)
    assert found.claim_at_middle == 56_666_667
    assert found.arrangements[0].own


def test_a_part_way_figure_a_rate_and_a_cost_are_in_no_average():
    found = view(
        own("a", "10", "9", kind="part way"), own("b", "10", "20", kind="cost"), own("c", "10", "5", kind="rate")
    )
    assert len(found.shares) == 1
