"""Two ledgers from one set of lines.

*Economic*: resources only, in the prices of the base year, discounted, against business as usual. *Financial*: cash of
the day, with transfers and with VAT that sticks, without what releases no cash. Between them stand the steps of the
reconciliation. Every cell is one line in one year in one ledger, in whole pence, rounded once, after price change and
discounting; every total adds rounded cells. Positive is good for the partner, a cost is negative.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.cells import Exact, Factors, Pence, whole_pence
from concordat.domain.business_case.discounting import Schedule
from concordat.domain.business_case.inputs import BusinessCase, Line
from concordat.domain.business_case.optimism_bias import BiasLeft
from concordat.domain.business_case.plan import Plan
from concordat.domain.business_case.prices import Prices
from concordat.domain.business_case.timing import ALL, NOTHING
from concordat.domain.kernel.money import split_by_largest_remainder
from concordat.domain.kernel.periods import FinancialYear


class Corner(StrEnum):
    """Which end of the ranges: `WORST` takes the lowest savings and the highest costs."""

    WORST = "worst"
    LIKELY = "likely"
    BEST = "best"


class Step(StrEnum):
    """The ledgers and what stands between them, in order. Each step adds one difference to the one before."""

    ECONOMIC = "economic"
    NOT_DISCOUNTED = "not discounted"
    WITH_TRANSFERS = "with transfers"
    CASH_ONLY = "cash only"
    IN_CASH_PRICES = "in cash prices"
    FINANCIAL = "financial"


Rows = npt.NDArray[np.int64] | slice
ALL_ROWS = slice(None)
_REAL = frozenset({Step.ECONOMIC, Step.NOT_DISCOUNTED, Step.WITH_TRANSFERS, Step.CASH_ONLY})


@dataclass(frozen=True)
class Setting:
    """The factors of a case, once for each distinct timing and price: exact, and as floats."""

    years: tuple[FinancialYear, ...]
    schedule: Schedule
    discount: tuple[Fraction, ...]
    prices: Prices
    biases: Mapping[str, BiasLeft]
    plan: Plan
    vat_rate: Fraction
    rate_day: date


@dataclass(frozen=True)
class Ledgers:
    """The lines with their factors. Rows are lines, columns the years of the case."""

    business_case: BusinessCase
    lines: tuple[Line, ...]
    setting: Setting
    effects: tuple[tuple[Fraction, ...], ...]  # by line
    cash_prices: tuple[tuple[Fraction, ...], ...]  # by line: price in the year over the price the amount is in
    scales: tuple[Fraction, ...]  # correction × bias × chance
    partner_of: npt.NDArray[np.int64]  # place in `partners`, -1 where joint
    _cells: dict[tuple[Step, Corner], Pence] = field(default_factory=dict, repr=False, compare=False)
    _group_sums: dict[tuple[Step, Corner], Pence] = field(default_factory=dict, repr=False, compare=False)
    _amounts: dict[Corner, Pence] = field(default_factory=dict, repr=False, compare=False)
    _splits: dict[int, dict[str, int]] = field(
        default_factory=dict, repr=False, compare=False
    )  # each partner asks again

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        return self.setting.years

    @property
    def partners(self) -> tuple[str, ...]:
        return self.business_case.partners

    @cached_property
    def general_prices(self) -> tuple[Fraction, ...]:
        """General prices of each year over those of the base year."""
        base = self.business_case.assumptions.base_year
        return tuple(self.setting.prices.ratio("gdp", of=base, to=year) for year in self.years)

    @cached_property
    def signs(self) -> Pence:
        return np.array([line.sign for line in self.lines], dtype=np.int64)

    @cached_property
    def counts(self) -> Mapping[Step, npt.NDArray[np.bool_]]:
        """Which lines count in a step at all."""
        resource = np.array([not line.is_transfer for line in self.lines], dtype=bool)
        cash = np.array([line.cashable != "not cash-releasing" for line in self.lines], dtype=bool)
        every = np.ones(len(self.lines), dtype=bool)
        return {
            Step.ECONOMIC: resource,
            Step.NOT_DISCOUNTED: resource,
            Step.WITH_TRANSFERS: every,
            Step.CASH_ONLY: cash,
            Step.IN_CASH_PRICES: cash,
            Step.FINANCIAL: cash,
        }

    @cached_property
    def _effect_floats(self) -> Factors:
        return _floats(self.effects, len(self.years))

    @cached_property
    def _price_floats(self) -> Factors:
        return _floats(self.cash_prices, len(self.years))

    @cached_property
    def _scale_floats(self) -> Factors:
        return np.array([float(scale) for scale in self.scales], dtype=np.float64)

    @cached_property
    def _vat_floats(self) -> Factors:
        return np.array([float(self._vat(place)) for place in range(len(self.lines))], dtype=np.float64)

    def _vat(self, place: int) -> Fraction:
        sticks = self.lines[place].vat == "not recoverable"
        return 1 + self.setting.vat_rate if sticks else Fraction(1)

    def unscaled_factors(self, step: Step, rows: Rows = ALL_ROWS) -> Factors:
        """Lines × years, before correction, bias and chance, and with nought where a line does not count."""
        found = self._effect_floats[rows] * self._price_floats[rows]
        if step in _REAL:
            found = found / np.array([float(value) for value in self.general_prices])
        if step is Step.ECONOMIC:
            found = found * np.array([float(value) for value in self.setting.discount])
        if step is Step.FINANCIAL:
            found = found * self._vat_floats[rows][:, None]
        return found * self.counts[step][rows][:, None]

    def exact_factor(self, step: Step, line: int, year: int) -> Exact:
        """One cell's factor, exactly; the twin of `unscaled_factors` with the scale."""
        if not self.counts[step][line]:
            return 0, 1
        parts = [self.effects[line][year], self.cash_prices[line][year], self.scales[line]]
        if step is Step.ECONOMIC:
            parts.append(self.setting.discount[year])
        if step is Step.FINANCIAL:
            parts.append(self._vat(line))
        top, bottom = product_of(parts)
        if step in _REAL:
            general = self.general_prices[year]
            top, bottom = top * general.denominator, bottom * general.numerator
        return top, bottom

    def amounts(self, corner: Corner) -> Pence:
        """What each line is taken to be in a corner, positive as entered."""
        if corner not in self._amounts:
            self._amounts[corner] = np.array([amount_in(line, corner) for line in self.lines], dtype=np.int64)
        return self._amounts[corner]

    def cells(self, step: Step, corner: Corner = Corner.LIKELY) -> Pence:
        """Signed pence, lines × years."""
        key = (step, corner)
        if key not in self._cells:
            self._cells[key] = self._worked_out(step, corner, np.arange(len(self.lines)))
        return self._cells[key]

    def _worked_out(self, step: Step, corner: Corner, rows: npt.NDArray[np.int64]) -> Pence:
        factors = self.unscaled_factors(step, rows) * self._scale_floats[rows][:, None]
        rounded = whole_pence(
            self.amounts(corner)[rows], factors, lambda row, year: self.exact_factor(step, int(rows[row]), year)
        )
        return rounded * self.signs[rows][:, None]

    def carry_over(self, before: "Ledgers", places: npt.NDArray[np.int64]) -> None:
        """Take the cells of unchanged lines from ledgers with the same factors: `places` says where each line stood
        there, -1 for a line that is new or changed. Only those are worked out."""
        new = np.flatnonzero(places < 0)
        for name, rows in (("_effect_floats", self.effects), ("_price_floats", self.cash_prices)):
            factors = getattr(before, name)[places]
            factors[new] = _floats(tuple(rows[place] for place in new), len(self.years))
            vars(self)[name] = factors  # where a cached property keeps what it found
        for (step, corner), cells in before._cells.items():
            taken = cells[places]
            taken[new] = self._worked_out(step, corner, new)
            self._cells[(step, corner)] = taken

    @cached_property
    def _by_group(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], dict[tuple[int, bool], int]]:
        """Lines in order of partner and side; where each group of them begins; and each group's place."""
        keys = self.partner_of * 2 + (self.signs > 0)
        order = np.argsort(keys, kind="stable")
        names, starts = np.unique(keys[order], return_index=True)
        return order, starts, {(int(key) // 2, bool(key % 2)): place for place, key in enumerate(names)}

    def _sums(self, step: Step, corner: Corner) -> Pence:
        """Groups × years."""
        key = (step, corner)
        if key not in self._group_sums:
            order, starts, _ = self._by_group
            empty = np.zeros((0, len(self.years)), dtype=np.int64)
            cells = self.cells(step, corner)
            self._group_sums[key] = np.add.reduceat(cells[order], starts, axis=0) if len(order) else empty
        return self._group_sums[key]

    def _side(self, step: Step, corner: Corner, place: int, benefit: bool) -> Pence:
        """One partner's benefits or costs by year; -1 for the joint lines."""
        group = self._by_group[2].get((place, benefit))
        if group is None:
            return np.zeros(len(self.years), dtype=np.int64)
        return np.asarray(self._sums(step, corner)[group], dtype=np.int64)

    def by_year(
        self, step: Step, corner: Corner = Corner.LIKELY, *, partner: str | None = None, benefit: bool | None = None
    ) -> tuple[int, ...]:
        """The total of each year: of all lines, or of one partner with its part of the joint lines; of benefits or
        costs only where asked. The partners' parts and what is not shared out add up to the whole."""
        sides = (True, False) if benefit is None else (benefit,)
        if partner is None:
            places = range(-1, len(self.partners))
            every = [self._side(step, corner, place, side) for place in places for side in sides]
            return _ints(np.sum(every, axis=0))
        if not partner:
            return self._joint_part(step, corner, partner, sides)
        place = self.partners.index(partner)
        own = np.sum([self._side(step, corner, place, side) for side in sides], axis=0)
        joint = self._joint_part(step, corner, partner, sides)
        return tuple(int(mine) + part for mine, part in zip(own, joint, strict=True))

    def _joint_part(self, step: Step, corner: Corner, partner: str, sides: tuple[bool, ...]) -> tuple[int, ...]:
        """The partner's part of the joint lines, split by largest remainder; for the empty name, what nobody bears."""
        totals = [0] * len(self.years)
        for side in sides:
            for year, amount in enumerate(self._side(step, corner, -1, side)):
                if amount:
                    totals[year] += self.split_joint(int(amount)).get(partner, 0)
        return tuple(totals)

    def split_joint(self, amount: int) -> dict[str, int]:
        """Whole pence of the joint lines to each partner by the joint shares; what is not shared out stands under ""."""
        weights = self._joint_weights
        if amount not in self._splits:
            parts = split_by_largest_remainder(amount, list(weights.values()))
            self._splits[amount] = dict(zip(weights, parts, strict=True))
        return self._splits[amount]

    @cached_property
    def _joint_weights(self) -> dict[str, Fraction]:
        shares = {
            partner: Fraction(share)
            for partner, share in self.business_case.assumptions.joint_shares.items()
            if partner in self.partners and share > 0
        }
        rest = 1 - sum(shares.values(), Fraction(0))
        return {**shares, "": rest} if shares and rest >= 0 else {"": Fraction(1)}

    def line_totals(self, step: Step, corner: Corner = Corner.LIKELY) -> Pence:
        return np.asarray(self.cells(step, corner).sum(axis=1), dtype=np.int64)

    @cached_property
    def full_effect(self) -> tuple[Fraction, ...]:
        """For each line the factor of its yearly amount at full effect in base-year prices: nought for what comes once
        or has ended by the last year of the case."""
        return tuple(
            self._full_effect(line) if line.recurring and self.effects[place][-1] else NOTHING
            for place, line in enumerate(self.lines)
        )

    def _full_effect(self, line: Line) -> Fraction:
        base = self.business_case.assumptions.base_year
        price = self.setting.prices.ratio("gdp", of=line.price_base, to=base) if line.price_base else ALL
        return Fraction(line.timing.profile[-1]) * price if line.timing.profile else price


def product_of(parts: Sequence[Fraction]) -> Exact:
    """Without looking for lowest terms."""
    top = bottom = 1
    for part in parts:
        top, bottom = top * part.numerator, bottom * part.denominator
    return top, bottom


def amount_in(line: Line, corner: Corner) -> int:
    """Pence of the line at a corner: the worst is a saving's low end and a cost's high end."""
    if corner is Corner.LIKELY:
        return line.central
    low_end = (corner is Corner.WORST) == (line.kind is not LineKind.COST)
    return line.least if low_end else line.most


def _floats(rows: tuple[tuple[Fraction, ...], ...], years: int) -> Factors:
    known: dict[int, tuple[float, ...]] = {}
    for row in rows:
        if id(row) not in known:
            known[id(row)] = tuple(float(value) for value in row)
    return np.array([known[id(row)] for row in rows], dtype=np.float64).reshape(len(rows), years)


def _ints(values: npt.NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
