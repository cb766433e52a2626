"""One contract in several lots, each with its own way of paying: what every lot comes to, adding up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.working import Made


@dataclass(frozen=True, slots=True)
class LotSum:
    """`lot` is empty for what belongs to the contract as a whole."""

    lot: str
    title: str
    charges: int  # price and indexation
    deducted: int  # availability and performance, below nought
    other: int

    @property
    def total(self) -> int:
        return self.charges + self.deducted + self.other


def by_lot(mechanism: Mechanism, lines: Sequence[Made]) -> tuple[LotSum, ...]:
    """Of a month's own lines; empty where the contract has no lots. The totals add up to the lines."""
    if not mechanism.lots:
        return ()
    where = _lots_of(mechanism)
    found = []
    for lot, title in (*((one.id, one.title) for one in mechanism.lots), ("", "The contract as a whole")):
        own = [line for line in lines if _lot_of(line, where) == lot]
        parts = [
            sum(line.pence for line in own if line.id.split("/")[0] in kinds)
            for kinds in (("price", "index"), ("availability", "performance", "earned-back"))
        ]
        found.append(LotSum(lot, title, parts[0], parts[1], sum(line.pence for line in own) - sum(parts)))
    return tuple(found)


def _lots_of(mechanism: Mechanism) -> dict[str, str]:
    """The beginning of a line's identifier → its lot."""
    prices = {line.id: line.lot for line in mechanism.prices}
    found = {f"{kind}/{id}": lot for id, lot in prices.items() for kind in ("price", "index")}
    found |= {f"availability/{rule.id}": prices.get(rule.charge, "") for rule in mechanism.availability}
    for rule in mechanism.deductions:
        lots = {prices.get(charge, "") for charge in rule.charges}
        lot = rule.lot or (lots.pop() if len(lots) == 1 else "")
        found |= {f"performance/{rule.id}": lot, f"earned-back/{rule.id}": lot}
    for fee in mechanism.profit:
        lots = {prices.get(charge, "") for charge in fee.on}
        found[f"fee/{fee.id}"] = lots.pop() if len(lots) == 1 else ""
    return found


def _lot_of(line: Made, where: dict[str, str]) -> str:
    return where.get("/".join(line.id.split("/")[:2]), "")
