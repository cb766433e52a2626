"""Simulation over all lines: how likely the promise is, for all and for each council, and what drives it.

The case is linear in its lines, so what a penny of a line is worth in each measure is worked out once. Measures are the
annual saving at full effect (base-year prices), the net present value, and the cash net of each year. A figure is printed
only as finely as its standard error carries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from concordat.domain.business_case.certainty import Chance, Drawn
from concordat.domain.business_case.dependence import Groups, groups_for
from concordat.domain.business_case.draws import BLOCK, Progress, Work, draw_sums
from concordat.domain.business_case.inputs import (
    Assumptions,
    BiasInSimulation,
    BusinessCase,
    Dependence,
    Line,
    Promise,
    Shape,
)
from concordat.domain.business_case.ledgers import Ledgers, Step
from concordat.domain.business_case.opening import open_ledgers, scale_of
from concordat.domain.business_case.shapes import Ranges, tables_by_chance, tables_by_z, z_edges, z_weights
from concordat.domain.business_case.work_out import inputs_used
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import Provenance

Sums = npt.NDArray[np.float32]
QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
ANNUAL, PRESENT_VALUE, FIRST_YEAR = 0, 1, 2


@dataclass(frozen=True)
class Distribution:
    """Of one sum of money. `quantiles` by share, each with its standard error."""

    mean: Drawn
    standard_deviation: float
    quantiles: Mapping[float, Drawn]

    @property
    def middle(self) -> Drawn:
        return self.quantiles[0.50]


@dataclass(frozen=True)
class PromiseChance:
    promise: Promise
    name: str  # to whom it was made
    chance: Chance


@dataclass(frozen=True)
class YearChance:
    """The net saving of one year, and the chance that it reaches the savings target of that year, where there is one."""

    year: FinancialYear
    net: Distribution
    target: int | None
    chance: Chance | None


@dataclass(frozen=True)
class PartnerRisk:
    partner: str | None
    name: str
    annual: Distribution
    net_present_value: Distribution
    years: tuple[YearChance, ...]
    worse_off: Chance  # over the whole case, in cash


@dataclass(frozen=True)
class Driver:
    """One line: what share of the variance of the net present value comes from it, and how far its range moves it."""

    line: Line
    share_of_variance: float
    from_low: int  # net present value at the line's low figure, less that at its likely one
    from_high: int


@dataclass(frozen=True)
class Simulation:
    draws: int
    seed: int
    joint: PartnerRisk
    partners: tuple[PartnerRisk, ...]
    promises: tuple[PromiseChance, ...]
    every_promise: Chance | None
    nobody_worse_off: Chance | None
    drivers: tuple[Driver, ...]
    assumptions: tuple[str, ...]
    provenance: Provenance = field(repr=False)


def simulate(
    business_case: BusinessCase,
    *,
    ledgers: Ledgers | None = None,
    draws: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    most_drivers: int = 12,
) -> Simulation:
    """Draw the case. `draws` and `seed` stand in place of the case's own where given."""
    held = ledgers or open_ledgers(business_case)
    assumptions = business_case.assumptions
    count, start = draws or assumptions.draws, assumptions.seed if seed is None else seed
    prepared = _prepare(held)
    sums = draw_sums(prepared.work, draws=count, seed=start, progress=progress)
    totals = _share_out(sums + prepared.constant[:, :, None].astype(np.float32), held)
    everybody = totals.sum(axis=0)
    targets = _targets(business_case)
    joint = _risk(None, "All partners together", everybody, held, targets.get(None, {}))
    partners = tuple(
        _risk(partner, business_case.name_of(partner), totals[place], held, targets.get(partner, {}))
        for place, partner in enumerate(business_case.partners)
    )
    promises, kept = _promises(business_case, totals, everybody, held)
    return Simulation(
        draws=count,
        seed=start,
        joint=joint,
        partners=partners,
        promises=promises,
        every_promise=Chance(float(np.mean(np.all(kept, axis=0))), count) if kept else None,
        nobody_worse_off=_nobody_worse_off(totals[: len(business_case.partners)], count),
        drivers=_drivers(held, prepared)[:most_drivers],
        assumptions=said_assumptions(held),
        provenance=Provenance.of(
            "business_case.simulation",
            f"{count:,} draws of every line from its range with seed {start}; chances are shares of draws.",
            inputs_used(held),
            seed=start,
        ),
    )


@dataclass(frozen=True)
class _Prepared:
    work: Work
    constant: npt.NDArray[np.float64]  # partners × measures: the means of everything
    places: npt.NDArray[np.int64]  # the places of the drawn lines among all lines


def worth_of_lines(ledgers: Ledgers) -> npt.NDArray[np.float64]:
    """Lines × measures: what one penny of each line, before its chance, adds to each measure, signed."""
    scales = np.array([float(_drawn_scale(line, ledgers)) for line in ledgers.lines])
    cash = ledgers.counts[Step.FINANCIAL]
    annual = np.array([float(value) for value in ledgers.full_effect]) * cash
    present = ledgers.unscaled_factors(Step.ECONOMIC).sum(axis=1)
    yearly = ledgers.unscaled_factors(Step.FINANCIAL)
    found = np.concatenate([annual[:, None], present[:, None], yearly], axis=1)
    return np.asarray(found * (scales * ledgers.signs)[:, None], dtype=np.float64)


def _drawn_scale(line: Line, ledgers: Ledgers) -> Fraction:
    """Correction and bias as the case wants them on drawn lines; the chance that it happens is drawn, not multiplied."""
    policy = ledgers.business_case.assumptions.bias_in_simulation
    ranged = line.least != line.most
    with_bias = policy is BiasInSimulation.ALWAYS or (policy is BiasInSimulation.WHERE_NO_RANGE and not ranged)
    scale = scale_of(line, ledgers.setting, ledgers.business_case, with_bias=with_bias)
    return scale / Fraction(line.probability) if line.probability else Fraction(0)


def _prepare(ledgers: Ledgers) -> _Prepared:
    assumptions = ledgers.business_case.assumptions
    worth = worth_of_lines(ledgers)
    ranges = ranges_of(ledgers.lines, assumptions)
    partners = len(ledgers.partners) + 1  # the last is joint
    column = np.where(ledgers.partner_of < 0, partners - 1, ledgers.partner_of)
    means = ranges.means()
    constant = np.zeros((partners, worth.shape[1]))
    np.add.at(constant, column, worth * means[:, None])
    places = np.array([place for place, line in enumerate(ledgers.lines) if line.has_range], dtype=np.int64)
    drawn = tuple(ledgers.lines[place] for place in places)
    groups = groups_for(drawn, assumptions, ledgers.business_case.correlations)
    work = Work(
        ranges=ranges.part(places),
        worth=worth[places],
        partner_of=column[places],
        partners=partners,
        groups=groups,
        goes_up=ledgers.signs[places] > 0,
    )
    return _Prepared(work, constant, places)


def ranges_of(lines: Sequence[Line], assumptions: Assumptions) -> Ranges:
    """Where no likely figure was given it is taken to be the middle."""
    least = np.array([line.least for line in lines], dtype=np.float64)
    most = np.array([line.most for line in lines], dtype=np.float64)
    central = np.array([line.central for line in lines], dtype=np.float64)
    wide = np.where(most > least, most - least, 1.0)
    chance = np.array([float(line.probability) for line in lines])
    return Ranges(
        least, most, (central - least) / wide, chance, tuple(line.shape or assumptions.shape for line in lines)
    )


def _share_out(sums: Sums, ledgers: Ledgers) -> Sums:
    """Give each partner its part of the joint lines; what is not shared out stays in the last place."""
    joint = sums[-1]
    out = sums.copy()
    shares = {
        partner: float(share)
        for partner, share in ledgers.business_case.assumptions.joint_shares.items()
        if partner in ledgers.partners and share > 0
    }
    if not shares or sum(shares.values()) > 1 + 1e-12:
        return out
    for partner, share in shares.items():
        out[ledgers.partners.index(partner)] += joint * np.float32(share)
    out[-1] = joint * np.float32(1 - sum(shares.values()))
    return out


def _risk(
    partner: str | None, name: str, sums: Sums, ledgers: Ledgers, targets: Mapping[FinancialYear, int]
) -> PartnerRisk:
    """`sums` is measures × draws."""
    yearly = sums[FIRST_YEAR:]
    years = tuple(
        YearChance(
            year,
            distribution(yearly[place]),
            targets.get(year),
            _chance(yearly[place] >= targets[year]) if year in targets else None,
        )
        for place, year in enumerate(ledgers.years)
    )
    worse_off = _chance(yearly.sum(axis=0, dtype=np.float64) < 0)
    return PartnerRisk(partner, name, distribution(sums[ANNUAL]), distribution(sums[PRESENT_VALUE]), years, worse_off)


def distribution(drawn: npt.NDArray[np.float32]) -> Distribution:
    count = len(drawn)
    ordered = np.sort(drawn).astype(np.float64)
    deviation = float(ordered.std())
    return Distribution(
        Drawn(float(ordered.mean()), deviation / np.sqrt(count)),
        deviation,
        {share: _quantile(ordered, share) for share in QUANTILES},
    )


def _quantile(ordered: npt.NDArray[np.float64], share: float) -> Drawn:
    """Its standard error is half the distance between the order statistics one standard error of rank to each side."""
    count = len(ordered)
    error = np.sqrt(count * share * (1 - share))
    low = int(np.clip(share * count - error, 0, count - 1))
    high = int(np.clip(share * count + error, 0, count - 1))
    place = share * (count - 1)
    below = int(place)
    above = min(below + 1, count - 1)
    value = ordered[below] + (ordered[above] - ordered[below]) * (place - below)
    return Drawn(float(value), float(ordered[high] - ordered[low]) / 2)


def _chance(held: npt.NDArray[np.bool_]) -> Chance:
    return Chance(float(np.mean(held)), len(held))


def _nobody_worse_off(totals: Sums, count: int) -> Chance | None:
    if len(totals) < 2:
        return None
    nets = totals[:, FIRST_YEAR:].sum(axis=1, dtype=np.float64)
    return Chance(float(np.mean(np.all(nets >= 0, axis=0))), count)


def _targets(business_case: BusinessCase) -> dict[str | None, dict[FinancialYear, int]]:
    """Savings targets by partner and year; for all together where every partner that has budgets says one."""
    found: dict[str | None, dict[FinancialYear, int]] = {}
    for item in business_case.budgets:
        if item.savings_target is not None:
            found.setdefault(item.partner, {})[item.year] = item.savings_target
            together = found.setdefault(None, {})
            together[item.year] = together.get(item.year, 0) + item.savings_target
    return found


def _promises(
    business_case: BusinessCase, totals: Sums, everybody: Sums, ledgers: Ledgers
) -> tuple[tuple[PromiseChance, ...], list[npt.NDArray[np.bool_]]]:
    chances, every = [], []
    for promise in business_case.promises:
        if promise.partner and promise.partner not in business_case.partners:
            continue
        sums = totals[business_case.partners.index(promise.partner)] if promise.partner else everybody
        kept = _measured(promise, sums, ledgers) >= promise.amount
        name = business_case.name_of(promise.partner) if promise.partner else "All partners together"
        chances.append(PromiseChance(promise, name, _chance(kept)))
        every.append(kept)
    return tuple(chances), every


def _measured(promise: Promise, sums: Sums, ledgers: Ledgers) -> npt.NDArray[np.float64]:
    years = len(ledgers.years)
    place = ledgers.years.index(promise.year) if promise.year in ledgers.years else years - 1
    match promise.measure:
        case "net present value":
            found = sums[PRESENT_VALUE]
        case "net saving in the year":
            found = sums[FIRST_YEAR + place]
        case "cumulative net saving":
            found = sums[FIRST_YEAR : FIRST_YEAR + place + 1].sum(axis=0)
        case _:
            found = sums[ANNUAL]
    # A promise met to the penny is kept: single precision may be off by less than a pound on a sum of many millions.
    exact = found.astype(np.float64)
    return np.asarray(exact + np.abs(exact) * 2e-7, dtype=np.float64)


def spreads(work: Work) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Exactly: the variance of each drawn line, and its covariance with the net present value of all, both in worth.

    Without dependence the covariance is the variance. With it, lines i and j of correlation ρ covary by Σ c_ik c_jk ρ^k, c
    the Hermite coefficients of the figure as a function of its score; three terms carry all but a few parts in a thousand.
    """
    worth = work.worth[:, PRESENT_VALUE]
    variance, terms = np.zeros(len(worth)), np.zeros((len(worth), 3))
    for first in range(0, len(worth), BLOCK):
        places = np.arange(first, min(first + BLOCK, len(worth)))
        integrals = work.ranges.part(places).integrals()
        tables = tables_by_chance(integrals)
        variance[places] = tables.var(axis=1) * worth[places] ** 2
        if work.groups.names:
            oriented = tables_by_z(integrals)
            oriented = np.where(work.goes_up[places][:, None], oriented, oriented[:, ::-1])
            terms[places] = (oriented @ _hermite()) * worth[places][:, None]
    return variance, variance + _shared(work.groups, terms)


def _hermite() -> npt.NDArray[np.float64]:
    middle = (z_edges()[1:] + z_edges()[:-1]) / 2
    polynomials = np.stack([middle, (middle**2 - 1) / np.sqrt(2), (middle**3 - 3 * middle) / np.sqrt(6)], axis=1)
    return np.asarray(polynomials * z_weights()[:, None], dtype=np.float64)


def _shared(groups: Groups, terms: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What each line covaries with all others."""
    found = np.zeros(len(terms))
    if not groups.names:
        return found
    correlation = groups.root @ groups.root.T
    member = groups.of_line >= 0
    for power in (1, 2, 3):
        term = terms[:, power - 1]
        sums = np.zeros(len(groups.names))
        np.add.at(sums, groups.of_line[member], term[member])
        with_groups = (correlation**power) @ sums
        own = np.diag(correlation**power)[groups.of_line[member]]
        found[member] += term[member] * (with_groups[groups.of_line[member]] - own * term[member])
    return found


def _drivers(ledgers: Ledgers, prepared: _Prepared) -> tuple[Driver, ...]:
    """Most important first."""
    _, with_all = spreads(prepared.work)
    whole = with_all.sum()
    worth = prepared.work.worth[:, PRESENT_VALUE]
    rows = []
    for number, place in enumerate(prepared.places):
        line = ledgers.lines[place]
        middle = line.central * float(line.probability)
        rows.append(
            Driver(
                line,
                float(with_all[number] / whole) if whole > 0 else 0.0,
                round(worth[number] * ((line.least if line.probability == 1 else 0) - middle)),
                round(worth[number] * (line.most - middle)),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-abs(row.share_of_variance), row.line.id)))


def said_assumptions(ledgers: Ledgers) -> tuple[str, ...]:
    """What the simulation assumes, in sentences that stand beside its figures."""
    business_case, said = ledgers.business_case, []
    assumptions = business_case.assumptions
    ranged = [line for line in ledgers.lines if line.has_range]
    said.append(f"{len(ranged)} of {len(ledgers.lines)} lines have a range; the others stand at their figure.")
    said.append(f"A range without a shape of its own is {_SHAPES[assumptions.shape]}.")
    no_likely = [line for line in ranged if line.likely is None]
    if no_likely:
        said.append(f"{len(no_likely)} of them had no likely figure published: the middle of the range is taken.")
    no_low = [line for line in ledgers.lines if line.low is None and line.likely is None and line.high is not None]
    if no_low:
        said.append(f"{len(no_low)} were given as “up to”: they are drawn from nought.")
    said.append(_dependence_words(assumptions))
    said.append(_BIAS[assumptions.bias_in_simulation])
    said.append("Starts and durations are taken as planned: only amounts vary.")
    return tuple(said)


_SHAPES = {
    Shape.PERT: "PERT: figures near the likely one are most likely",
    Shape.TRIANGULAR: "triangular: straight from the likely figure to the ends",
    Shape.UNIFORM: "uniform: every figure between low and high as likely as another",
    Shape.NORMAL: "normal: low and high are exceeded one time in twenty each",
}
_BIAS = {
    BiasInSimulation.WHERE_NO_RANGE: "Corrections and optimism bias are left off lines that have a range, so that nothing is counted twice.",
    BiasInSimulation.ALWAYS: "Corrections and optimism bias apply to drawn lines too: measured risk may be counted twice.",
    BiasInSimulation.NEVER: "Corrections and optimism bias are left off every line.",
}


def _dependence_words(assumptions: Assumptions) -> str:
    match assumptions.dependence:
        case Dependence.NONE:
            return "Lines vary independently of each other: if they go badly together, the true spread is wider."
        case Dependence.COMMON_FACTOR:
            return f"Every two lines go well or badly together with a correlation of {assumptions.correlation}."
        case Dependence.NAMED_GROUPS:
            return (
                "Lines of named groups go well or badly together by the correlations given; others vary independently."
            )


SMALL_CASE, DRAWS_OF_SMALL_CASE = 100, 400_000


def under_shapes(
    business_case: BusinessCase,
    *,
    shapes: Sequence[Shape] = (Shape.UNIFORM, Shape.TRIANGULAR, Shape.PERT),
    draws: int | None = None,
) -> dict[Shape, Simulation]:
    """The same case under several shapes, for ranges whose shape nobody published. Shapes that lines name are kept.
    A small case is drawn 400,000 times, because small chances are what is asked about and it takes no time."""
    count = draws or (DRAWS_OF_SMALL_CASE if len(business_case.lines) <= SMALL_CASE else None)
    return {
        shape: simulate(
            replace(business_case, assumptions=replace(business_case.assumptions, shape=shape)), draws=count
        )
        for shape in shapes
    }
