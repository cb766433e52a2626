"""A simulation as plain values and back, so that a long one can be kept and shown again without being drawn again.

Nothing is lost: figures are kept to the last binary digit. Lines and promises are named by their identifiers.
"""

from collections.abc import Mapping
from typing import Any

from concordat.domain.business_case.certainty import Chance, Drawn
from concordat.domain.business_case.chances import (
    Distribution,
    Driver,
    PartnerRisk,
    PromiseChance,
    Simulation,
    YearChance,
)
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.reading import READS
from concordat.domain.business_case.simulate import provenance_of
from concordat.domain.kernel.hashing import content_hash
from concordat.domain.kernel.periods import FinancialYear

Plain = dict[str, Any]


def drawn_from(ledgers: Ledgers) -> str:
    """The name of everything a simulation rests on; another name means that something has changed."""
    held = ledgers.business_case
    facts = sorted(fact.hash for table in READS for fact in held.case.rows(table))
    document = held.assumptions.document
    asked = (held.assumptions.option, held.assumptions.vehicle, held.assumptions.version)
    return content_hash([document.hash if document else "", *asked, *facts])


def simulation_as_plain(found: Simulation) -> Plain:
    return {
        "draws": found.draws,
        "seed": found.seed,
        "joint": _risk(found.joint),
        "partners": [_risk(risk) for risk in found.partners],
        "promises": [{"id": row.promise.id, "name": row.name, "chance": row.chance.value} for row in found.promises],
        "every_promise": found.every_promise.value if found.every_promise else None,
        "nobody_worse_off": found.nobody_worse_off.value if found.nobody_worse_off else None,
        "drivers": [[row.line.id, row.share_of_variance, row.from_low, row.from_high] for row in found.drivers],
        "assumptions": list(found.assumptions),
    }


def simulation_from_plain(kept: Mapping[str, Any], ledgers: Ledgers) -> Simulation:
    """For the ledgers it was drawn from. A line or promise that is no longer there is left out."""
    draws = int(kept["draws"])
    lines = {line.id: line for line in ledgers.lines}
    promises = {promise.id: promise for promise in ledgers.business_case.promises}

    def chance(value: float | None) -> Chance | None:
        return None if value is None else Chance(value, draws)

    return Simulation(
        draws=draws,
        seed=int(kept["seed"]),
        joint=_risk_back(kept["joint"], draws),
        partners=tuple(_risk_back(risk, draws) for risk in kept["partners"]),
        promises=tuple(
            PromiseChance(promises[row["id"]], row["name"], Chance(row["chance"], draws))
            for row in kept["promises"]
            if row["id"] in promises
        ),
        every_promise=chance(kept["every_promise"]),
        nobody_worse_off=chance(kept["nobody_worse_off"]),
        drivers=tuple(Driver(lines[id], share, low, high) for id, share, low, high in kept["drivers"] if id in lines),
        assumptions=tuple(kept["assumptions"]),
        told=lambda: provenance_of(ledgers, draws, int(kept["seed"])),
    )


def _risk(risk: PartnerRisk) -> Plain:
    return {
        "partner": risk.partner,
        "name": risk.name,
        "annual": _distribution(risk.annual),
        "net_present_value": _distribution(risk.net_present_value),
        "years": [
            [str(year.year), _distribution(year.net), year.target, year.chance.value if year.chance else None]
            for year in risk.years
        ],
        "worse_off": risk.worse_off.value,
    }


def _risk_back(kept: Mapping[str, Any], draws: int) -> PartnerRisk:
    return PartnerRisk(
        kept["partner"],
        kept["name"],
        _distribution_back(kept["annual"]),
        _distribution_back(kept["net_present_value"]),
        tuple(
            YearChance(
                FinancialYear.from_text(year),
                _distribution_back(net),
                target,
                None if chance is None else Chance(chance, draws),
            )
            for year, net, target, chance in kept["years"]
        ),
        Chance(kept["worse_off"], draws),
    )


def _distribution(found: Distribution) -> Plain:
    return {
        "mean": [found.mean.pence, found.mean.standard_error],
        "deviation": found.standard_deviation,
        "quantiles": [[share, drawn.pence, drawn.standard_error] for share, drawn in found.quantiles.items()],
    }


def _distribution_back(kept: Mapping[str, Any]) -> Distribution:
    quantiles = {float(share): Drawn(pence, error) for share, pence, error in kept["quantiles"]}
    return Distribution(Drawn(*kept["mean"]), kept["deviation"], quantiles)
