from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.findings import NOWHERE, Severity, error, note, warning, worst_first
from concordat.domain.kernel.hashing import canonical_json, content_hash, decimal_text
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash

FACTS = st.lists(st.integers(0, 50), min_size=1, max_size=6, unique=True).map(
    lambda ids: [Fact("t", f"r{id}", {"x": id}) for id in ids]
)


@given(FACTS, st.randoms(use_true_random=False))
def test_a_result_is_named_by_what_went_in_and_not_by_its_order(facts: list[Fact], luck) -> None:  # type: ignore[no-untyped-def]
    shuffled = facts.copy()
    luck.shuffle(shuffled)
    one, other = (Provenance.of("r", "e", map(InputUsed.of_fact, given)) for given in (facts, shuffled))
    assert result_hash({"total": 1}, one) == result_hash({"total": 1}, other)


@given(FACTS)
def test_a_later_engine_that_comes_to_the_same_gives_the_same_name(facts: list[Fact]) -> None:
    provenance = Provenance.of("r", "e", map(InputUsed.of_fact, facts))
    later = replace(provenance, engine="99")
    assert result_hash(1, provenance) == result_hash(1, later)
    assert result_hash(2, provenance) != result_hash(1, provenance)
    assert result_hash(1, replace(provenance, seed=7)) != result_hash(1, provenance)


def test_what_rests_on_a_made_up_figure_is_illustrative() -> None:
    made_up = InputUsed.of_fact(Fact("t", "a", {}, illustrative=True))
    real = InputUsed.of_fact(Fact("t", "b", {}))
    assert Provenance.of("r", "e", [real, made_up]).illustrative
    assert not Provenance.of("r", "e", [real]).illustrative


@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=5))
def test_canonical_json_does_not_depend_on_the_order_of_keys(given: dict[str, int]) -> None:
    assert canonical_json(given) == canonical_json(dict(reversed(list(given.items()))))
    assert content_hash(given) == content_hash(dict(reversed(list(given.items()))))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_equal_decimals_read_alike(value: Decimal) -> None:
    assert decimal_text(value) == decimal_text(value.normalize())
    assert Decimal(decimal_text(value)) == value


def test_findings_stand_worst_first_and_otherwise_as_found() -> None:
    found = [note(NOWHERE, "1", ""), error(NOWHERE, "2", ""), warning(NOWHERE, "3", ""), error(NOWHERE, "4", "")]
    assert [item.message for item in worst_first(found)] == ["2", "4", "3", "1"]
    assert worst_first(found)[0].severity is Severity.ERROR
