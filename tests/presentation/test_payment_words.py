"""Figures and scores of a contract in sentences."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from concordat.domain.kernel.periods import ContractYear
from concordat.domain.payment.evidence_types import Evidence, Figure
from concordat.domain.payment.extension import term_of
from concordat.domain.payment.inputs import Award, ExtensionRule, MeasureRule, Mechanism, ProfitAtRisk
from concordat.domain.payment.score import Score
from concordat.domain.payment.statement import make_statement, year_score
from concordat.domain.performance.periods import Month
from concordat.presentation.payment_words import figure_in_words, scores_in_words, term_in_words, year_so_far

APRIL, MAY = Month(2026, 4), Month(2026, 5)
RULE = MeasureRule("time", "On time", unit="%", weight=Decimal(1), minimum=Decimal(80), target=Decimal(100))
CONTRACT = Mechanism(
    name="c", title="C", contract="c", client="a", contractor="b", starts=date(2026, 4, 1), prices=(), measures=(RULE,)
)


def share(top: int, bottom: int, month: Month, *, assessable: bool = True) -> Figure:
    value = Decimal(top) / Decimal(bottom) * 100
    why = "" if assessable else "Only 4 to judge by."
    return Figure("time", month, value, Decimal(top), Decimal(bottom), Decimal(100), assessable=assessable, why=why)


def test_a_share_shows_its_counts_and_a_mean_does_not() -> None:
    assert figure_in_words(share(494, 539, APRIL), RULE) == "91.65% (494 of 539)."
    assert figure_in_words(share(3, 4, APRIL, assessable=False), RULE) == "75% (3 of 4). Only 4 to judge by."
    days = replace(RULE, unit="days")
    assert figure_in_words(Figure("time", APRIL, Decimal("6.74"), Decimal(674), Decimal(100)), days) == "6.74 days."
    assert figure_in_words(Figure("time", APRIL, None), RULE) == ""


def test_the_scores_of_month_and_year_say_what_each_is_for() -> None:
    held = Evidence((share(95, 100, APRIL), share(3, 4, MAY, assessable=False)))
    result = make_statement(CONTRACT, held, month=MAY).result
    year = year_score(CONTRACT, held, month=MAY)
    fee = ProfitAtRisk("fee", "Fee", Decimal("0.1"), Decimal("0.5"), Decimal(0), Decimal(1))
    plain = scores_in_words(CONTRACT, result, year)
    assert [what for what, _ in plain] == ["The month: May 2026", "The contract year so far: April 2026 to May 2026"]
    assert plain[0][1] == "Nothing could be assessed."
    assert plain[1][1].startswith("Score 0.7115 of 1. It adds up the jobs of all these months")
    term = replace(CONTRACT, profit=(fee,), extension=ExtensionRule(60, 60, 120, lead=24))
    said = scores_in_words(term, result, year)
    assert said[0][1].endswith("The month's fee goes by it.")
    assert said[1][1].endswith("The score that the whole year ends with decides the term.")


def test_a_contract_that_scores_nothing_has_no_scores_to_tell() -> None:
    rule = replace(RULE, weight=Decimal(0))
    contract = replace(CONTRACT, measures=(rule,))
    held = Evidence((share(95, 100, APRIL),))
    result = make_statement(contract, held, month=APRIL).result
    assert scores_in_words(contract, result, year_score(contract, held, month=APRIL)) == ()


def test_the_year_so_far_goes_with_the_contracts_own_year_and_start() -> None:
    assert year_so_far(CONTRACT, APRIL) == "April 2026"
    assert year_so_far(CONTRACT, Month(2027, 3)) == "April 2026 to March 2027"
    assert year_so_far(replace(CONTRACT, year_begins=9), Month(2026, 8)) == "April 2026 to August 2026"


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ("entitlement", "the contractor is entitled to what it earns"),
        ("discretion", "nothing changes before it has decided"),
    ],
)
def test_the_term_says_where_it_stands_and_until_when_it_can_change(decided: str, said: str) -> None:
    rule = ExtensionRule(60, 48, 120, lead=24, awards=(Award(None, 12),), decided=decided)
    scores = [(ContractYear(2024, 4), Score(Decimal(1), (), (), (), ""))]
    stands, how = term_in_words(term_of(rule, starts=date(2024, 4, 1), scores=scores))
    now = "6 years" if decided == "entitlement" else "5 years"
    assert (
        stands
        == f"It was first agreed for 5 years and now runs {now}. It may run 4 years at the shortest and 10 years at the longest."
    )
    assert said in how
    until = "31 March 2028" if decided == "entitlement" else "31 March 2027"
    assert how.endswith(f"only while 24 months of the term are still to run: as it stands, until {until}.")
    plain = term_in_words(term_of(replace(rule, lead=0), starts=date(2024, 4, 1), scores=()))
    assert "still to run" not in plain[1]
