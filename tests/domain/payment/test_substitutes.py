"""What takes the place of a shortfall: a twin that goes tonne by tonne, and what a line says and rests on."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.kernel.money import round_to_pence
from concordat.domain.payment.evidence_types import Entry, Evidence, IndexValue
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.statement import run_months
from concordat.domain.performance.periods import Month
from tests.domain.payment.test_worked_mechanisms import months

APRIL, MARCH = Month(2026, 4), Month(2027, 3)
LINE: dict[str, Any] = {
    "id": "w", "title": "Waste", "kind": "volume bands", "minimum": 30, "surplus_of_substitutes_to_client": "40%",
    "band": [{"above": 0, "to": 20, "rate": "£10"}, {"above": 20, "rate": "£7"}],
}  # fmt: skip


def settled(line: dict[str, Any], entries: list[Entry], *, index: Decimal | None = None) -> dict[str, int]:
    """Pence of the last month of the year, by line."""
    content: dict[str, Any] = {
        "title": "T", "client": "a", "contractor": "b", "starts": "2026-04-01", "price": [line],
    }  # fmt: skip
    held: tuple[IndexValue, ...] = ()
    if index is not None:
        content["indexation"] = [{"id": "i", "title": "I", "base": "2025-04", "part": [{"index": "x"}]}]
        content["price"] = [line | {"indexed_by": "i"}]
        held = (IndexValue("x", Month(2025, 4), Decimal(100)), IndexValue("x", APRIL, index))
    read = read_mechanism(content, name="t")
    assert read.mechanism is not None, read.findings
    results = run_months(read.mechanism, Evidence(entries=tuple(entries), indices=held), until=MARCH)
    return {made.id: made.pence for made in results[-1].lines}


def came(quantity: int, refused: int, substitutes: int, pence: int) -> list[Entry]:
    given = (
        ("quantity", quantity), ("refused quantity", refused), ("substitute quantity", substitutes),
        ("substitute income", pence),
    )  # fmt: skip
    return [Entry(kind, "w", Month(2026, 9), Decimal(count)) for kind, count in given]


@given(st.integers(0, 45), st.integers(0, 20), st.integers(0, 25), st.integers(0, 30_000))
def test_the_settlement_agrees_with_a_twin_that_goes_tonne_by_tonne(
    quantity: int, refused: int, substitutes: int, pence: int
) -> None:
    price = missing = filled = 0
    for tonne in range(quantity + refused + 1, 31):  # each tonne that is missing, from the first
        rate = 1000 if tonne <= 20 else 700
        if filled < substitutes:
            filled, price = filled + 1, price + rate
        else:
            missing += rate
    income = Decimal(pence) * filled / substitutes if substitutes else Decimal(0)
    due = price - income if price >= income else (price - income) * Decimal("0.4")
    found = settled(LINE, came(quantity, refused, substitutes, pence))
    assert found.get("price/w/minimum", 0) == missing
    assert found.get("price/w/substitutes", 0) == round_to_pence(due)


def test_without_the_key_substitutes_change_nothing_and_are_said_to_be_paid_by_nothing() -> None:
    from concordat.domain.payment.check_evidence import unpaid_entries

    plain = {key: value for key, value in LINE.items() if key != "surplus_of_substitutes_to_client"}
    assert settled(plain, came(20, 0, 5, 9000)) == {"price/w/minimum": 7000}
    content = {"title": "T", "client": "a", "contractor": "b", "starts": "2026-04-01", "price": [plain]}
    mechanism = read_mechanism(content, name="t").mechanism
    assert mechanism is not None
    said = unpaid_entries(mechanism, Evidence(entries=tuple(came(20, 0, 5, 9000))), month=Month(2026, 9))
    assert [one.message.split(":")[0] for one in said] == [
        "Substitute quantity of “w”", "Substitute income of “w”",
    ]  # fmt: skip


def test_the_price_of_substitutes_moves_with_the_index_and_what_they_brought_does_not() -> None:
    """Five tonnes at £7 × 1.1 are £38.50 against £30; the five still missing are £35 and £3.50 of indexation."""
    found = settled(LINE, came(20, 0, 5, 3000), index=Decimal(110))
    assert found == {"price/w/minimum": 3500, "index/w": 350, "price/w/substitutes": 850}
    more = settled(LINE, came(20, 0, 5, 4000), index=Decimal(110))
    assert more["price/w/substitutes"] == -60  # 40% of £1.50


def test_the_line_of_substitutes_says_its_figures() -> None:
    (line,) = (
        one for one in months("substitute-waste", until="2028-03")["2028-03"].lines if one.id.endswith("/substitutes")
    )
    assert line.workings == (
        "20,000 tonnes of 20,000 tonnes make up the minimum; their price is £731,000.00 and they brought £800,000.00; the "
        "client's share of the surplus is 50%"
    )
