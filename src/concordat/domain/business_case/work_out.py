"""The business case worked out: everybody's position together and each council's own."""

from collections.abc import Iterable

import numpy as np

from concordat.domain.business_case.cells import whole_pence
from concordat.domain.business_case.inputs import BusinessCase, Line
from concordat.domain.business_case.ledgers import Corner, Ledgers, Step, product_of
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.results import (
    AgainstTarget,
    BusinessCaseResult,
    Economic,
    Financial,
    Position,
    ReconciledLine,
    Spread,
)
from concordat.domain.business_case.value import equivalent_annual_value, payback, ratio
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.provenance import InputUsed, Provenance

RULE = "business_case.two_ledgers"


def work_out(business_case: BusinessCase, *, ledgers: Ledgers | None = None) -> BusinessCaseResult:
    """Both ledgers, jointly and for each partner. `ledgers` may be passed where they are open already."""
    held = ledgers or open_ledgers(business_case)
    annual = annual_savings_at_full_effect(held)
    joint = _position(held, None, annual)
    partners = tuple(_position(held, partner, annual) for partner in business_case.partners)
    unshared = _position(held, "", annual)
    return BusinessCaseResult(
        assumptions=business_case.assumptions,
        years=held.years,
        discount_factors=held.setting.discount,
        lines=held.lines,
        unquantified=tuple(line for line in business_case.lines if not line.is_quantified),
        joint=joint,
        partners=partners,
        unshared=unshared if any((*unshared.economic.net, *unshared.financial.net)) else None,
        biases=held.setting.biases,
        plan=held.setting.plan,
        budgets=business_case.budgets,
        told=lambda: _provenance(held, joint),
    )


def annual_savings_at_full_effect(ledgers: Ledgers) -> dict[str | None, Spread]:
    """A year's saving once everything has its full effect, in base-year prices: for all, and by partner."""
    found = [_annual(ledgers, corner) for corner in (Corner.WORST, Corner.LIKELY, Corner.BEST)]
    return {name: Spread(*(corner[name] for corner in found)) for name in found[0]}


def _annual(ledgers: Ledgers, corner: Corner) -> dict[str | None, int]:
    """One corner, each line rounded once; the joint lines' total is shared out."""
    full = ledgers.full_effect
    parts = [(share, scale) for share, scale in zip(full, ledgers.scales, strict=True)]
    cash = ledgers.counts[Step.FINANCIAL]
    factors = np.array([float(share) * float(scale) for share, scale in parts], dtype=np.float64) * cash
    cells = whole_pence(
        ledgers.amounts(corner),
        factors[:, None],
        lambda line, _: product_of(parts[line]) if cash[line] else (0, 1),
    )
    signed = cells[:, 0] * ledgers.signs
    sums: dict[str | None, int] = {None: int(signed.sum())}
    for place, partner in enumerate(ledgers.partners):
        sums[partner] = int(signed[ledgers.partner_of == place].sum())
    sums[""] = 0
    for partner, part in ledgers.split_joint(int(signed[ledgers.partner_of < 0].sum())).items():
        sums[partner] += part
    return sums


def _position(ledgers: Ledgers, partner: str | None, annual: dict[str | None, Spread]) -> Position:
    financial = _financial(ledgers, partner)
    economic = _economic(ledgers, partner)
    return Position(
        partner=partner,
        name="All partners together" if partner is None else ledgers.business_case.name_of(partner),
        annual_saving=annual[partner],
        economic=economic,
        financial=financial,
        against_target=_against_target(ledgers, partner, financial),
        worse_off=financial.total.likely < 0,
    )


def _economic(ledgers: Ledgers, partner: str | None) -> Economic:
    benefits = ledgers.by_year(Step.ECONOMIC, partner=partner, benefit=True)
    costs = ledgers.by_year(Step.ECONOMIC, partner=partner, benefit=False)
    net = tuple(gain + cost for gain, cost in zip(benefits, costs, strict=True))
    worst, best = (
        sum(ledgers.by_year(Step.ECONOMIC, corner, partner=partner)) for corner in (Corner.WORST, Corner.BEST)
    )
    assumptions = ledgers.business_case.assumptions
    return Economic(
        benefits=benefits,
        costs=costs,
        net=net,
        net_present_value=Spread(worst, sum(net), best),
        present_benefits=sum(benefits),
        present_costs=-sum(costs),
        ratio=ratio(sum(benefits), -sum(costs), assumptions.ratio),
        discounted_payback=payback(net),
        equivalent_annual_value=equivalent_annual_value(sum(net), ledgers.setting.discount),
    )


def _financial(ledgers: Ledgers, partner: str | None) -> Financial:
    savings = ledgers.by_year(Step.FINANCIAL, partner=partner, benefit=True)
    costs = ledgers.by_year(Step.FINANCIAL, partner=partner, benefit=False)
    net = tuple(gain + cost for gain, cost in zip(savings, costs, strict=True))
    worst = ledgers.by_year(Step.FINANCIAL, Corner.WORST, partner=partner)
    best = ledgers.by_year(Step.FINANCIAL, Corner.BEST, partner=partner)
    running = tuple(sum(net[: place + 1]) for place in range(len(net)))
    return Financial(
        savings=savings,
        costs=costs,
        net=net,
        worst=worst,
        best=best,
        running=running,
        total=Spread(sum(worst), sum(net), sum(best)),
        payback=payback(net),
        most_owed=max(0, -min(running, default=0)),
    )


def _against_target(ledgers: Ledgers, partner: str | None, financial: Financial) -> tuple[AgainstTarget, ...]:
    """Against the medium-term plan: one partner's, or the sum of all that said one for the year."""
    by_year = dict(zip(ledgers.years, financial.net, strict=True))
    rows = [item for item in ledgers.business_case.budgets if partner is None or item.partner == partner]
    found = []
    for year in dict.fromkeys(item.year for item in rows):
        said = [item for item in rows if item.year == year]
        targets = [item.savings_target for item in said if item.savings_target is not None]
        nets = [item.net_budget for item in said if item.net_budget is not None]
        if year in by_year:
            found.append(
                AgainstTarget(year, by_year[year], sum(targets) if targets else None, sum(nets) if nets else None)
            )
    return tuple(sorted(found, key=lambda item: item.year))


def reconcile(ledgers: Ledgers, corner: Corner = Corner.LIKELY) -> tuple[ReconciledLine, ...]:
    """Every line from the economic to the financial ledger. Each step is rounded for itself, so each difference is exact."""
    totals = [ledgers.line_totals(step, corner) for step in Step]
    rows = []
    for place, line in enumerate(ledgers.lines):
        economic, real, with_transfers, cash, nominal, financial = (int(total[place]) for total in totals)
        rows.append(
            ReconciledLine(
                line,
                economic,
                discounting=real - economic,
                transfers=with_transfers - real,
                not_cash=cash - with_transfers,
                price_change=nominal - cash,
                vat=financial - nominal,
                financial=financial,
            )
        )
    return tuple(rows)


def _provenance(ledgers: Ledgers, joint: Position) -> Provenance:
    assumptions = ledgers.business_case.assumptions
    value = format_pounds(joint.economic.net_present_value.likely)
    return Provenance.of(
        RULE,
        f"Net present social value {value} over {assumptions.years} years from {assumptions.base_year}: each line in each "
        "year rounded once after price change and discounting, then added.",
        inputs_used(ledgers),
    )


def inputs_used(ledgers: Ledgers) -> Iterable[InputUsed]:
    """The document, every line, and the dated rates that were applied."""
    business_case = ledgers.business_case
    if business_case.assumptions.document:
        yield InputUsed.of_document(business_case.assumptions.document)
    facts = {(line.fact.table, line.fact.organisation, line.fact.id): line for line in ledgers.lines if line.fact}
    for line in facts.values():
        if line.fact:
            yield InputUsed.of_fact(line.fact, said_of(line))
    for fact in (item.fact for item in business_case.mitigations):
        yield InputUsed.of_fact(fact)
    for id, value in ledgers.setting.schedule.values:
        yield InputUsed.of_parameter(id, value.value, source=value.source)
    for kind, bias in ledgers.setting.biases.items():
        for id in bias.parameters:
            held = business_case.reference.parameters[id].values[-1]
            yield InputUsed.of_parameter(id, held.value, source=held.source, says=kind)


def said_of(line: Line) -> str:
    """What a line says in a register: its title, range, timing and evidence."""
    if line.made_by:
        return "What the costs that move with the vehicle are worked out from"
    amount = format_pounds(line.least)
    if line.least != line.most:
        amount += f" to {format_pounds(line.most)}"
        amount += f", likely {format_pounds(line.likely)}" if line.likely is not None else ", no likely figure"
    each = "a year" if line.recurring else "once"
    graded = f"; evidence grade {line.evidence_grade}" if line.evidence_grade else ""
    return f"{line.title}: {amount} {each}{graded}"
