"""Positions at a glance."""

from datetime import date

from concordat.domain.kernel.findings import Severity
from concordat.domain.sharing.checks import check_sharing
from concordat.domain.sharing.inputs import read_sharing
from concordat.domain.sharing.matrix import positions_matrix
from tests.domain.sharing.cases import baseline, make, position

DAY = date(2026, 4, 1)


def matrix(*facts: object, **said: object):  # type: ignore[no-untyped-def]
    return positions_matrix(make(*facts, **said)[0], on=DAY)  # type: ignore[arg-type]


def codes(*facts: object, **said: object) -> dict[str, Severity]:
    sharing, _ = make(*facts, **said)  # type: ignore[arg-type]
    return {finding.code: finding.severity for finding in check_sharing(sharing.case)}


def test_the_one_council_short_of_the_others_by_a_step_is_named() -> None:
    (row,) = matrix(
        position("ash", "waste", "share the service"),
        position("birch", "waste", "share the service"),
        position("cedar", "waste", "share management"),
    ).rows
    assert (row.one_step, row.one_step_to) == ("cedar", 2)


def test_two_steps_or_two_councils_are_not_one_step() -> None:
    two_steps = matrix(
        *(
            position(c, "waste", s)
            for c, s in zip(
                ("ash", "birch", "cedar"), ("share the service", "share the service", "retain"), strict=True
            )
        )
    )
    two_councils = matrix(
        *(
            position(c, "waste", s)
            for c, s in zip(("ash", "birch", "cedar"), ("share management", "retain", "retain"), strict=True)
        )
    )
    assert not two_steps.one_step
    assert not two_councils.one_step


def test_a_position_holds_from_its_day_and_what_comes_later_is_shown() -> None:
    rows = matrix(
        position("ash", "waste", "share management"),
        position("ash", "waste", "share the service", from_date=date(2027, 4, 1)),
    ).rows
    cell = rows[0].cells[0]
    assert cell.word == "share management"
    assert [later.stance.value for later in cell.later] == ["share the service"]


def test_a_partnership_venture_is_worked_out_and_never_typed() -> None:
    shared = [
        position(c, "waste", "already shared", shared_with=tuple(o for o in ("ash", "birch", "cedar") if o != c))
        for c in ("ash", "birch", "cedar")
    ]
    assert matrix(*shared).rows[0].venture_now
    assert not matrix(*shared[:2], position("cedar", "waste", "retain")).rows[0].venture_now


def test_saying_that_one_shares_with_somebody_who_does_not_say_so_is_a_conflict() -> None:
    facts = [position("ash", "waste", "already shared", shared_with=("birch",)), position("birch", "waste", "retain")]
    assert "Birch does not say so" in matrix(*facts).rows[0].conflicts[0]
    assert codes(*facts)["position.conflict"] is Severity.WARNING


def test_the_score_to_retain_adds_up_the_reasons_given_and_is_missing_without_any() -> None:
    rows = matrix(
        position("ash", "waste", "retain", sovereignty=4, local_knowledge=3, member_interest=0),
        position("birch", "waste", "retain"),
    ).rows
    assert [cell.score for cell in rows[0].cells] == [7, None, None]


def test_a_council_in_two_groups_for_one_service_is_told_how_to_mend_it() -> None:
    from dataclasses import replace

    one = position("ash", "waste", "already shared", shared_with=("birch",))
    other = replace(position("ash", "waste", "already shared", shared_with=("cedar",)), id="again")
    sharing, _ = make(one, other)
    finding = next(f for f in check_sharing(sharing.case) if f.code == "position.twice")
    assert finding.is_error
    assert "Ash is in two groups for Waste" in finding.message
    assert "Withdraw" in finding.fix


def test_limits_that_contradict_each_other_or_name_nobody_are_found() -> None:
    found = codes(
        position("ash", "waste", "share the service", never_with=("birch", "nowhere"), only_with=("birch",)),
        position("birch", "waste", "share the service", never_with=("birch",), only_after=("moon",)),
    )
    assert found["position.never_and_only"] is Severity.ERROR
    assert found["position.unknown_partner"] is Severity.WARNING
    assert found["position.itself"] is Severity.ERROR
    assert found["position.only_after"] is Severity.ERROR


def test_rates_that_fall_and_assumptions_that_cannot_be_read_are_found() -> None:
    assert "assumptions.rate_falls" in codes(
        position("ash", "waste", "retain"),
        savings_rates=[
            {"layer": "management", "teams": 2, "low": 0, "likely": 1, "high": 1},
            {"layer": "management", "teams": 3, "low": 0, "likely": 0, "high": 1},
        ],
    )


def test_somebody_without_a_baseline_is_named() -> None:
    found = codes(
        position("ash", "waste", "share the service"), position("birch", "waste", "retain"), baseline("birch", "waste")
    )
    assert found["baseline.missing"] is Severity.WARNING


def test_a_case_without_positions_has_no_findings() -> None:
    sharing, _ = make()
    assert check_sharing(sharing.case) == []
    assert read_sharing(sharing.case).positions == ()
