"""Simulation over all lines: how likely the promise is, for all and for each council, and what drives it.

The case is linear in its lines, so what a penny of a line is worth in each measure is worked out once. Measures are the
annual saving at full effect (base-year prices), the net present value, and the cash net of each year. A figure is printed
only as finely as its standard error carries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from concordat.domain.business_case.certainty import Chance
from concordat.domain.business_case.chances import (
    ANNUAL,
    FIRST_YEAR,
    PRESENT_VALUE,
    PartnerRisk,
    PromiseChance,
    Simulation,
    YearChance,
    chance_of,
    distribution,
)
from concordat.domain.business_case.dependence import groups_for
from concordat.domain.business_case.draws import Progress, Work, draw_sums
from concordat.domain.business_case.drivers import drivers_of
from concordat.domain.business_case.inputs import (
    Assumptions,
    BiasInSimulation,
    BusinessCase,
    Line,
    Promise,
    Shape,
)
from concordat.domain.business_case.ledgers import Ledgers, Step
from concordat.domain.business_case.opening import open_ledgers, scale_of
from concordat.domain.business_case.shapes import Ranges
from concordat.domain.business_case.simulation_words import said_assumptions
from concordat.domain.business_case.work_out import inputs_used
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import Provenance

Sums = npt.NDArray[np.float32]


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
        drivers=drivers_of(held, prepared.work, prepared.places)[:most_drivers],
        assumptions=said_assumptions(held),
        told=lambda: provenance_of(held, count, start),
    )


def provenance_of(ledgers: Ledgers, draws: int, seed: int) -> Provenance:
    return Provenance.of(
        "business_case.simulation",
        f"{draws:,} draws of every line from its range with seed {seed}; chances are shares of draws.",
        inputs_used(ledgers),
        seed=seed,
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
            chance_of(yearly[place] >= targets[year]) if year in targets else None,
        )
        for place, year in enumerate(ledgers.years)
    )
    worse_off = chance_of(yearly.sum(axis=0, dtype=np.float64) < 0)
    return PartnerRisk(partner, name, distribution(sums[ANNUAL]), distribution(sums[PRESENT_VALUE]), years, worse_off)


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
        chances.append(PromiseChance(promise, name, chance_of(kept)))
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
