from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.performance.fairness import Stratum, compare, mantel_haenszel


def test_one_kind_of_work_gives_the_plain_difference() -> None:
    found = mantel_haenszel([Stratum("P1", 80, 100, 90, 100)])
    assert found is not None
    assert found[0] == pytest.approx(-0.10)
    # Of one stratum Sato's variance is the usual one of two proportions up to its finite-sample term.
    assert found[1] == pytest.approx((0.8 * 0.2 / 100 + 0.9 * 0.1 / 100) ** 0.5, rel=0.02)


counts = st.tuples(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40)).map(
    lambda t: Stratum("s", min(t[0], t[1]), t[1], min(t[2], t[3]), t[3])
)


@given(st.lists(counts, min_size=1, max_size=6))
def test_the_difference_is_the_weighted_mean_of_the_differences_by_kind(strata: list[Stratum]) -> None:
    """The slow twin, in fractions: each kind's difference weighs n1 × n0 ÷ (n1 + n0)."""
    found = mantel_haenszel(strata)
    assert found is not None
    weights = [Fraction(s.jobs * s.lead_jobs, s.jobs + s.lead_jobs) for s in strata]
    differences = [Fraction(s.passed, s.jobs) - Fraction(s.lead_passed, s.lead_jobs) for s in strata]
    assert found[0] == pytest.approx(
        float(sum(w * d for w, d in zip(weights, differences, strict=True)) / sum(weights))
    )


def test_a_partner_with_harder_work_is_not_called_worse_served() -> None:
    """Both are served alike within each kind; the partner only has more of the slow kind (Simpson's paradox)."""
    strata = [Stratum("quick", 95, 100, 855, 900), Stratum("slow", 540, 900, 60, 100)]
    found = compare(strata, partner="district", lead="county")
    assert found.plain_share is not None
    assert found.lead_share is not None
    assert found.lead_share - found.plain_share > 0.2
    assert found.difference == pytest.approx(0, abs=1e-9)
    assert not found.is_beyond_chance
    assert "neither better nor worse" in found.sentence


def test_worse_service_is_said_in_one_sentence_with_its_interval() -> None:
    found = compare([Stratum("P3", 700, 1000, 850, 1000)], partner="district", lead="county")
    assert found.is_beyond_chance
    assert "served worse than county" in found.sentence
    assert "15.0 points less often" in found.sentence
    assert "95% interval −18.6 to −11.4" in found.sentence


def test_little_or_different_work_is_not_compared() -> None:
    assert compare([Stratum("P1", 3, 5, 90, 100)], partner="a", lead="b").difference is None
    assert compare([Stratum("P1", 50, 50, 0, 0), Stratum("P2", 0, 0, 50, 50)], partner="a", lead="b").difference is None
