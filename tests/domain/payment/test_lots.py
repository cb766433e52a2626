"""Several lots in one contract: each has its own way of paying, its own charges and its own cap."""

from concordat.data.files.plain import read_plain
from concordat.domain.payment.lots import by_lot
from concordat.domain.payment.reading import read_mechanism
from tests.domain.payment.test_worked_mechanisms import FOLDER, months


def test_each_lot_bears_its_own_deductions_and_the_lots_add_up() -> None:
    """14 points at 1% of the reactive lot's £59,400 would be £8,316; its cap of 10% leaves £5,940."""
    content, _ = read_plain(FOLDER / "lots" / "mechanism.toml")
    mechanism = read_mechanism(content or {}, name="lots").mechanism
    assert mechanism is not None
    result = months("lots", until="2026-04")["2026-04"]
    found = {one.lot: one for one in by_lot(mechanism, result.lines)}
    assert (found["planned"].charges, found["planned"].deducted) == (10_700_000, -300_000)
    assert (found["reactive"].charges, found["reactive"].deducted) == (5_940_000, -594_000)
    assert (found["design"].charges, found["design"].deducted) == (2_000_000, 0)
    assert sum(one.total for one in found.values()) == result.total


def test_a_lot_that_is_not_there_is_told() -> None:
    content, _ = read_plain(FOLDER / "lots" / "mechanism.toml")
    read = read_mechanism({**(content or {}), "lot": []}, name="lots")
    assert read.mechanism is None
    assert any("names the lot “planned”" in finding.message for finding in read.findings)


def test_a_contract_without_lots_has_none() -> None:
    content, _ = read_plain(FOLDER / "bridgend-waste-points" / "mechanism.toml")
    mechanism = read_mechanism(content or {}, name="waste").mechanism
    assert mechanism is not None
    assert by_lot(mechanism, ()) == ()
