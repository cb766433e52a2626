"""The baseline: reconciled, mapped, compared."""

from concordat.domain.sharing.baseline import read_the_baseline
from concordat.domain.sharing.baseline_checks import check_baseline
from tests.domain.sharing.cases import baseline, fact, make


def total(council: str, pounds: int, kind: str = "budget book total") -> object:
    return fact(
        "budget_totals",
        f"{council}-{kind}-{pounds}",
        council,
        financial_year="2025/26",
        kind=kind,
        title=kind,
        amount=pounds * 100,
    )


def read(*facts: object, **said: object):  # type: ignore[no-untyped-def]
    return read_the_baseline(make(*facts, **said)[0])  # type: ignore[arg-type]


def test_baseline_and_explained_differences_come_to_the_budget_book() -> None:
    found = read(baseline("ash", "waste", 100_000), total("ash", 130_000), total("ash", 25_000, "explained difference"))
    (one,) = found.reconciliations
    assert (one.baseline, one.total, one.difference, one.unexplained) == (10_000_000, 13_000_000, 3_000_000, 500_000)
    assert not one.is_reconciled


def test_a_council_without_a_total_is_named() -> None:
    assert read(baseline("ash", "waste")).without_total == ("ash",)


def test_the_map_tells_missing_stale_and_graded_apart() -> None:
    found = read(
        baseline("ash", "waste"),
        baseline("birch", "waste", financial_year="2023/24"),
    )
    states = {cell.council: cell.state for cell in found.cells}
    assert states == {"ash": "medium", "birch": "stale", "cedar": "missing"}


def test_the_latest_year_counts_and_an_older_row_is_kept() -> None:
    sharing, _ = make(baseline("ash", "waste", 1_000, financial_year="2024/25"), baseline("ash", "waste", 2_000))
    row = read_the_baseline(sharing).by_place["waste", "ash"].row
    assert row is not None
    assert row.gross == 200_000


def test_unit_costs_that_count_something_else_are_shown_and_not_compared() -> None:
    found = read(
        baseline("ash", "waste", 100_000, volume=1000, volume_unit="households"),
        baseline("birch", "waste", 120_000, volume=1000, volume_unit="Households "),
        baseline("cedar", "waste", 90_000, volume=50, volume_unit="tonnes"),
        fact(
            "unit_costs",
            "elm",
            "ash",
            authority="Elm",
            service="waste",
            financial_year="2024/25",
            unit_cost=9_900,
            volume_unit="households",
            cost_basis="full cost",
        ),
    )
    (costs,) = found.unit_costs
    by = {cost.who: cost for cost in costs.costs}
    assert by["Ash"].pence == 10_000
    assert not by["Birch"].differs
    assert by["Cedar"].differs == ("counts tonnes, not households",)
    assert by["Elm"].differs == ("full cost, not direct cost", "2024/25, not 2025/26")


def test_the_outturn_stands_beside_the_net_baseline_of_its_line_and_says_when_years_differ() -> None:
    sharing, _ = make(
        baseline("ash", "waste", 100_000, income=2_000_000),
        fact(
            "national_outturn",
            "ash-590",
            "ash",
            authority="ash",
            financial_year="2024/25",
            line="590",
            title="Environment",
            amount=9_000_000,
        ),
    )
    from dataclasses import replace

    lined = replace(sharing, services=tuple(replace(s, outturn_line="590") for s in sharing.services))
    (one,) = read_the_baseline(lined).outturn
    assert (one.published, one.baseline, one.difference) == (9_000_000, 8_000_000, 1_000_000)
    assert not one.same_year


def codes(*facts: object) -> set[str]:
    return {finding.code for finding in check_baseline(make(*facts)[0].case)}  # type: ignore[arg-type]


def test_figures_in_thousands_are_recognised() -> None:
    assert "baseline.thousands" in codes(baseline("ash", "waste", 120, posts=4))
    assert "baseline.thousands" not in codes(baseline("ash", "waste", 120_000, posts=4))


def test_people_entered_as_posts_show_in_what_a_post_costs() -> None:
    assert "baseline.post_cost" in codes(baseline("ash", "waste", 100_000, posts=90))


def test_two_rows_for_one_service_and_year_are_an_error() -> None:
    from dataclasses import replace

    one = baseline("ash", "waste")
    assert "baseline.twice" in codes(one, replace(one, id="again"))


def test_full_cost_without_overheads_and_direct_cost_with_them_are_asked_about() -> None:
    assert "baseline.no_overheads" in codes(baseline("ash", "waste", cost_basis="full cost"))
    assert "baseline.overheads" in codes(baseline("ash", "waste", overheads=5_000_000))


def test_a_good_row_has_no_finding_but_what_is_missing_elsewhere() -> None:
    assert codes(baseline("ash", "waste", posts=2, volume=10, volume_unit="things")) <= {"baseline.not_reconciled"}
