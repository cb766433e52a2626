"""Guaranteed savings, and set-up cost recovered before savings are shared.

A guarantee is held cumulatively: the provider pays, year by year, what the running saving lacks of the running guarantee
less what was paid before; a later surplus is not paid back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.inputs import Guarantee, Nature
from concordat.domain.business_case.ledgers import Corner, Ledgers, Step
from concordat.domain.kernel.money import split_by_largest_remainder
from concordat.domain.kernel.periods import FinancialYear


@dataclass(frozen=True, slots=True)
class GuaranteeYear:
    year: FinancialYear
    guaranteed: int
    saved: int
    paid: int  # by the guarantor


@dataclass(frozen=True)
class GuaranteeOutcome:
    guarantee: Guarantee
    years: tuple[GuaranteeYear, ...]
    years_outside: int  # years of the guarantee that the case does not reach

    @property
    def paid(self) -> int:
        return sum(row.paid for row in self.years)


def settle(guaranteed: Sequence[int], saved: Sequence[int]) -> tuple[int, ...]:
    """What the guarantor pays each year."""
    paid: list[int] = []
    owed = came = 0
    for promise, saving in zip(guaranteed, saved, strict=True):
        owed += promise
        came += saving
        paid.append(max(0, owed - came - sum(paid)))
    return tuple(paid)


def guarantee_outcomes(ledgers: Ledgers, corner: Corner = Corner.LIKELY) -> tuple[GuaranteeOutcome, ...]:
    return tuple(_outcome(ledgers, item, corner) for item in ledgers.business_case.guarantees)


def _outcome(ledgers: Ledgers, guarantee: Guarantee, corner: Corner) -> GuaranteeOutcome:
    every = [guarantee.from_year.later(place) for place in range(guarantee.years)]
    yearly = dict(zip(every, split_by_largest_remainder(guarantee.amount, [1] * guarantee.years), strict=True))
    saved = _saved(ledgers, guarantee, corner)
    held = [year for year in every if year in ledgers.years]
    paid = settle([yearly[year] for year in held], [saved[year] for year in held])
    rows = tuple(GuaranteeYear(year, yearly[year], saved[year], part) for year, part in zip(held, paid, strict=True))
    return GuaranteeOutcome(guarantee, rows, len(every) - len(held))


def _saved(ledgers: Ledgers, guarantee: Guarantee, corner: Corner) -> dict[FinancialYear, int]:
    cells = ledgers.cells(Step.FINANCIAL, corner)
    chosen = [
        place
        for place, line in enumerate(ledgers.lines)
        if (line.id in guarantee.lines if guarantee.lines else line.kind is LineKind.SAVING)
        and (not guarantee.partner or line.partner == guarantee.partner)
    ]
    totals = cells[chosen].sum(axis=0)
    return {year: int(totals[place]) for place, year in enumerate(ledgers.years)}


@dataclass(frozen=True)
class Recovery:
    """Set-up cost paid back from joint savings before anything is shared. Every tuple is by year."""

    laid_out: Mapping[str, tuple[int, ...]]
    repaid: Mapping[str, tuple[int, ...]]
    shared: Mapping[str, tuple[int, ...]]
    outstanding: tuple[int, ...]

    @property
    def recovered_in(self) -> int | None:
        """The place of the first year from which nothing is outstanding any more; None where something stays."""
        still = [place for place, left in enumerate(self.outstanding) if left]
        after = still[-1] + 1 if still else 0
        return after if after < len(self.outstanding) else None

    def net(self, partner: str) -> tuple[int, ...]:
        """What the partner has each year: its repayment and share, less what it lays out."""
        columns = (self.repaid[partner], self.shared[partner], self.laid_out[partner])
        return tuple(back + part - out for back, part, out in zip(*columns, strict=True))


def recover_set_up(
    savings: Sequence[int], *, set_up: Mapping[str, Sequence[int]], shares: Mapping[str, Fraction | int]
) -> Recovery:
    """`savings` is the joint saving of each year before set-up, `set_up` what each partner lays out each year (both in the
    same years), `shares` how the rest is shared. Repayment goes to each in proportion to what is still owed to it; a loss
    is shared like a gain."""
    left = dict.fromkeys(set_up, 0)
    repaid: dict[str, list[int]] = {name: [] for name in set_up}
    shared: dict[str, list[int]] = {name: [] for name in shares}
    outstanding = []
    for year, saving in enumerate(savings):
        for name, outlay in set_up.items():
            left[name] += outlay[year]
        back = min(max(0, saving), sum(left.values()))
        parts = split_by_largest_remainder(back, list(left.values())) if back else (0,) * len(left)
        for name, part in zip(list(left), parts, strict=True):
            repaid[name].append(part)
            left[name] -= part
        rest = split_by_largest_remainder(saving - back, list(shares.values()))
        for name, part in zip(shares, rest, strict=True):
            shared[name].append(part)
        outstanding.append(sum(left.values()))
    return Recovery(
        {name: tuple(outlay) for name, outlay in set_up.items()},
        {name: tuple(parts) for name, parts in repaid.items()},
        {name: tuple(parts) for name, parts in shared.items()},
        tuple(outstanding),
    )


def recovery_of(ledgers: Ledgers) -> Recovery | None:
    """Where the case says that set-up is recovered first and has joint shares for every partner; otherwise None. Each
    partner's lines and its part of the joint ones go into one pot, whose rest is shared by the joint shares."""
    held = ledgers.business_case.assumptions
    shares = {
        name: Fraction(share) for name, share in held.joint_shares.items() if name in ledgers.partners and share > 0
    }
    if not held.set_up_recovered_first or sum(shares.values()) != 1 or set(shares) != set(ledgers.partners):
        return None
    cells = ledgers.cells(Step.FINANCIAL)
    is_set_up = [line.nature is Nature.SET_UP for line in ledgers.lines]
    set_up = {name: [0] * len(ledgers.years) for name in ledgers.partners}
    for place in (place for place, yes in enumerate(is_set_up) if yes):
        for year, amount in enumerate(cells[place].tolist()):
            partner = ledgers.lines[place].partner
            parts = {partner: -amount} if partner in set_up else ledgers.split_joint(-amount)
            for name, part in parts.items():
                if name in set_up:
                    set_up[name][year] += part
    rest = cells[[not yes for yes in is_set_up]].sum(axis=0).tolist()
    return recover_set_up(rest, set_up=set_up, shares=shares)
