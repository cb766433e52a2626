"""``concordat business-case --json``. The keys are documented in ``docs/methods/business-case.md`` and stay; money is pence."""

from typing import Any

from concordat.domain.business_case.certainty import Chance, Drawn
from concordat.domain.business_case.chances import PartnerRisk, Simulation
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.results import BusinessCaseResult, Position, Spread
from concordat.domain.business_case.vehicle_change import VehicleChange
from concordat.domain.business_case.work_out import reconcile
from concordat.domain.kernel.case import Case


def business_case_json(
    case: Case,
    ledgers: Ledgers,
    result: BusinessCaseResult,
    drawn: Simulation | None,
    *,
    partner: str | None,
    moved: VehicleChange | None,
) -> dict[str, Any]:
    held = result.assumptions
    chosen = [position for position in result.partners if partner in {None, position.partner}]
    return {
        "case": case.name,
        "title": case.title,
        "illustrative": result.illustrative,
        "assumptions": {
            "stage": held.stage,
            "version": held.version,
            "base_year": str(held.base_year),
            "years": [str(year) for year in result.years],
            "option": held.option,
            "vehicle": held.vehicle,
            "discounting": held.discounting,
            "convention": held.convention,
            "discount_factors": [f"{float(factor):.10f}" for factor in result.discount_factors],
        },
        "joint": _position(result.joint) if partner is None else None,
        "partners": [_position(position) for position in chosen],
        "not_shared_out": _position(result.unshared) if result.unshared and partner is None else None,
        "reconciliation": [
            {
                "line": row.line.id,
                "title": row.line.title,
                "partner": row.line.partner,
                "kind": row.line.kind,
                "economic": row.economic,
                "discounting": row.discounting,
                "transfers": row.transfers,
                "not_cash": row.not_cash,
                "price_change": row.price_change,
                "vat": row.vat,
                "financial": row.financial,
            }
            for row in reconcile(ledgers)
            if partner in {None, row.line.partner}
        ],
        "unquantified": [line.id for line in result.unquantified],
        "optimism_bias": [
            {"type": kind, "upper": f"{float(bias.upper):.4f}", "left": f"{float(bias.left):.4f}"}
            for kind, bias in result.biases.items()
        ],
        "plan": [
            {
                "milestone": item.milestone.id,
                "starts": item.starts,
                "reached": item.reached,
                "slack_days": item.slack,
                "critical": item.critical,
                "lines": item.lines,
            }
            for item in result.plan.milestones
        ],
        "vehicle_change": _moved(moved) if moved else None,
        "simulation": _simulation(drawn, partner) if drawn else None,
        "rule": result.provenance.rule,
        "result": result.hash,
    }


def _position(position: Position) -> dict[str, Any]:
    economic, financial = position.economic, position.financial
    return {
        "partner": position.partner,
        "name": position.name,
        "annual_saving": _spread(position.annual_saving),
        "net_present_value": _spread(economic.net_present_value),
        "present_benefits": economic.present_benefits,
        "present_costs": economic.present_costs,
        "ratio": None if economic.ratio.value is None else f"{float(economic.ratio.value):.6f}",
        "ratio_formula": economic.ratio.formula,
        "equivalent_annual_value": economic.equivalent_annual_value,
        "discounted_payback": economic.discounted_payback.words,
        "economic_by_year": economic.net,
        "cash": _spread(financial.total),
        "savings_by_year": financial.savings,
        "costs_by_year": financial.costs,
        "cash_by_year": financial.net,
        "running": financial.running,
        "payback": financial.payback.words,
        "to_find_first": financial.most_owed,
        "worse_off": position.worse_off,
        "against_target": [
            {
                "year": str(row.year),
                "cash": row.net,
                "target": row.target,
                "short": row.short,
                "net_budget": row.net_budget,
            }
            for row in position.against_target
        ],
    }


def _spread(spread: Spread) -> dict[str, int]:
    return {"worst": spread.worst, "likely": spread.likely, "best": spread.best}


def _moved(change: VehicleChange) -> dict[str, Any]:
    return {
        "before": change.before.id if change.before else "",
        "after": change.after.id if change.after else "",
        "net_present_value": change.net_present_value,
        "cash": change.cash,
        "moved": [
            {
                "line": row.line.id,
                "title": row.line.title,
                "partner": row.line.partner,
                "cash_moved": row.cash_moved,
                "value_moved": row.value_moved,
            }
            for row in change.moved
        ],
        "stayed": change.stayed,
    }


def _simulation(drawn: Simulation, partner: str | None) -> dict[str, Any]:
    risks = [risk for risk in drawn.partners if partner in {None, risk.partner}]
    return {
        "draws": drawn.draws,
        "seed": drawn.seed,
        "joint": _risk(drawn.joint) if partner is None else None,
        "partners": [_risk(risk) for risk in risks],
        "promises": [
            {
                "promise": row.promise.id,
                "title": row.promise.title,
                "partner": row.promise.partner,
                "amount": row.promise.amount,
                "chance": _chance(row.chance),
            }
            for row in drawn.promises
            if partner in {None, row.promise.partner}
        ],
        "every_promise": _chance(drawn.every_promise),
        "nobody_worse_off": _chance(drawn.nobody_worse_off),
        "drivers": [
            {
                "line": row.line.id,
                "share_of_variance": f"{row.share_of_variance:.4f}",
                "from_low": row.from_low,
                "from_high": row.from_high,
            }
            for row in drawn.drivers
        ],
        "assumptions": drawn.assumptions,
    }


def _risk(risk: PartnerRisk) -> dict[str, Any]:
    return {
        "partner": risk.partner,
        "name": risk.name,
        "annual_saving": {f"p{round(share * 100)}": _drawn(value) for share, value in risk.annual.quantiles.items()},
        "net_present_value": {
            f"p{round(share * 100)}": _drawn(value) for share, value in risk.net_present_value.quantiles.items()
        },
        "worse_off": _chance(risk.worse_off),
        "years": [
            {
                "year": str(row.year),
                "p10": _drawn(row.net.quantiles[0.10]),
                "p50": _drawn(row.net.middle),
                "p90": _drawn(row.net.quantiles[0.90]),
                "target": row.target,
                "chance": _chance(row.chance),
            }
            for row in risk.years
        ],
    }


def _chance(chance: Chance | None) -> dict[str, str] | None:
    """As words that carry no more than the standard error does, with the standard error."""
    if chance is None:
        return None
    return {"words": chance.words, "standard_error": f"{chance.standard_error:.5f}"}


def _drawn(value: Drawn) -> int:
    return value.rounded
