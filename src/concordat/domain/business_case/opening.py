"""Ledgers opened: the factors of every line, exactly, once for each distinct timing and price."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import numpy as np

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.discounting import UnknownSchedule, schedule_on
from concordat.domain.business_case.inputs import BusinessCase, Line, Timing
from concordat.domain.business_case.ledgers import Ledgers, Setting
from concordat.domain.business_case.optimism_bias import bias_left, corrected, correction_for
from concordat.domain.business_case.plan import Plan, plan_milestones
from concordat.domain.business_case.prices import Prices
from concordat.domain.business_case.timing import Effect, resolve, shares_by_year
from concordat.domain.business_case.vehicle import TABLE as BASES
from concordat.domain.business_case.vehicle import vehicle_called, vehicle_lines
from concordat.domain.kernel.periods import FinancialYear

Row = tuple[Fraction, ...]


def open_ledgers(business_case: BusinessCase, *, like: Ledgers | None = None) -> Ledgers:
    """Work out the factors of every line. Lines that nobody put a figure on are not in the ledgers.

    `like`: ledgers of the same case before an edit. Lines that are the very same there are taken over with their cells,
    so that an edit costs what changed and not the whole; the result is the same without it.
    """
    setting = make_setting(business_case)
    lines = tuple(line for line in (*business_case.lines, *lines_of_vehicle(business_case)) if line.is_quantified)
    known = {} if like is None or not _same_factors(like, business_case, setting) else _places(like.lines)
    places = [known.get(id(line), -1) for line in lines]
    factors = _FactorsOf(business_case, setting)
    rows = [
        factors.of(line)
        if like is None or place < 0
        else (like.effects[place], like.cash_prices[place], like.scales[place])
        for line, place in zip(lines, places, strict=True)
    ]
    place_of = {partner: place for place, partner in enumerate(business_case.partners)}
    opened = Ledgers(
        business_case,
        lines,
        setting,
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        tuple(row[2] for row in rows),
        np.array([place_of.get(line.partner, -1) for line in lines], dtype=np.int64),
    )
    if like is not None and known:
        opened.carry_over(like, np.array(places, dtype=np.int64))
    return opened


def _places(lines: Iterable[Line]) -> dict[int, int]:
    return {id(line): place for place, line in enumerate(lines)}


def _same_factors(like: Ledgers, business_case: BusinessCase, setting: Setting) -> bool:
    """Whether a line that did not change has the same factors in both."""
    before = like.setting
    return (
        like.business_case.reference is business_case.reference
        and (before.years, before.schedule, before.discount, before.prices, before.biases)
        == (setting.years, setting.schedule, setting.discount, setting.prices, setting.biases)
        and (before.plan.reached, before.vat_rate, before.rate_day)
        == (setting.plan.reached, setting.vat_rate, setting.rate_day)
    )


class _FactorsOf:
    """The factors of a line; those that many lines share are worked out once."""

    def __init__(self, business_case: BusinessCase, setting: Setting) -> None:
        self.business_case, self.setting = business_case, setting
        self.effects: dict[Effect, Row] = {}
        self.by_timing: dict[tuple[Timing, bool], Row] = {}
        self.prices: dict[tuple[str, FinancialYear], Row] = {}
        self.scales: dict[tuple[object, ...], Fraction] = {}

    def of(self, line: Line) -> tuple[Row, Row, Fraction]:
        return self._effect(line), self._price(line), self._scale(line)

    def _effect(self, line: Line) -> Row:
        key = (line.timing, line.recurring)
        if key not in self.by_timing:
            assumptions = self.business_case.assumptions
            effect = resolve(
                line.timing,
                recurring=line.recurring,
                base=assumptions.base_year,
                years=assumptions.years,
                reached=self.setting.plan.reached,
            )
            if effect not in self.effects:
                self.effects[effect] = shares_by_year(effect, years=assumptions.years)
            self.by_timing[key] = self.effects[effect]
        return self.by_timing[key]

    def _price(self, line: Line) -> Row:
        assumptions, prices = self.business_case.assumptions, self.setting.prices
        index, base = line.price_index or assumptions.price_index, line.price_base or assumptions.base_year
        if (index, base) not in self.prices:
            self.prices[(index, base)] = tuple(prices.ratio(index, of=base, to=year) for year in self.setting.years)
        return self.prices[(index, base)]

    def _scale(self, line: Line) -> Fraction:
        key = (line.kind, line.evidence_grade, line.correction, line.bias_type, line.probability)
        if key not in self.scales:
            self.scales[key] = scale_of(line, self.setting, self.business_case)
        return self.scales[key]


def make_setting(business_case: BusinessCase) -> Setting:
    """Years, discount factors, bias and VAT on the day whose rates the case uses.

    A schedule that nobody knows is told by `checks`; here the standard one stands in for it.
    """
    assumptions = business_case.assumptions
    parameters = business_case.reference.parameters
    day = rate_day(business_case)
    try:
        schedule = schedule_on(assumptions.discounting, on=day, parameters=parameters)
    except UnknownSchedule:  # `checks` says so
        schedule = schedule_on("standard", on=max(day, date(2003, 4, 1)), parameters=parameters)
    kinds = {line.bias_type for line in business_case.lines if line.bias_type}
    biases = {kind: bias_left(kind, business_case.mitigations, on=day, parameters=parameters) for kind in sorted(kinds)}
    vat = parameters["vat.standard_rate"].on(day).value
    return Setting(
        assumptions.all_years,
        schedule,
        schedule.factors(assumptions.years, convention=assumptions.convention),
        Prices(parameters, business_case.own_indices, assumptions.price_index, assumptions.on),
        {kind: bias for kind, bias in biases.items() if bias},
        plan_of(business_case),
        Fraction(vat) if not isinstance(vat, str) else Fraction(0),
        day,
    )


def rate_day(business_case: BusinessCase) -> date:
    """Dated rates are taken as they stood when the case was made: its date, else the first day of its base year."""
    return business_case.assumptions.on or business_case.assumptions.first_day


def plan_of(business_case: BusinessCase) -> Plan:
    """Milestones on their days, with the lines that wait for each."""
    waiting: dict[str, list[str]] = {}
    for line in business_case.lines:
        if line.timing.milestone:
            waiting.setdefault(line.timing.milestone, []).append(line.id)
    return plan_milestones(business_case.milestones, first_day=business_case.assumptions.first_day, waiting=waiting)


def lines_of_vehicle(business_case: BusinessCase) -> tuple[Line, ...]:
    """The lines that come with the chosen vehicle; none where none is chosen."""
    vehicle = vehicle_called(business_case.assumptions.vehicle, business_case.reference)
    if vehicle is None:
        return ()
    return vehicle_lines(
        vehicle,
        business_case.case.rows(BASES),
        on=rate_day(business_case),
        reference=business_case.reference,
    )


def scale_of(line: Line, setting: Setting, business_case: BusinessCase, *, with_bias: bool = True) -> Fraction:
    """Correction for evidence × optimism bias (costs only) × the chance that it happens."""
    chance = Fraction(line.probability)
    if not with_bias:
        return chance
    share = correction_for(line, on=setting.rate_day, parameters=business_case.reference.parameters)
    scale = corrected(line, share)
    if line.kind is LineKind.COST and line.bias_type in setting.biases:
        scale *= 1 + setting.biases[line.bias_type].left
    return scale * chance
