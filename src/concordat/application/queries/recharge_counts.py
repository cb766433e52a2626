"""The counts one council is asked for by a scheme, with what it has entered for the year."""

from dataclasses import dataclass

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.domain.cost_sharing.recharge.inputs import DRIVERS_TABLE, Basis, Scheme
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.periods import FinancialYear


@dataclass(frozen=True)
class CountAsked:
    """One driver, for which pools, and the rows that stand for it now: more than one where the year was entered in parts."""

    driver: str
    title: str
    pools: tuple[str, ...]
    estimates: tuple[Fact, ...]
    actuals: tuple[Fact, ...]


def counts_asked(by: Actor, *, scheme: Scheme, year: FinancialYear) -> tuple[CountAsked, ...]:
    """Of the actor's own organisation only, in the order of the scheme's pools."""
    case = case_for(by)
    asked: dict[str, tuple[str, list[str]]] = {}
    for pool in scheme.pools:
        key = scheme.keys.get(pool.key)
        if key is None or key.basis is not Basis.DRIVER or by.organisation not in pool.partners:
            continue
        for driver in key.drivers:
            title = key.title if len(key.drivers) == 1 else driver.replace("-", " ").capitalize()
            asked.setdefault(driver, (title, []))[1].append(pool.title)
    return tuple(
        CountAsked(
            driver,
            title,
            tuple(pools),
            _entered(case, by.organisation, driver, year, "estimate"),
            _entered(case, by.organisation, driver, year, "actual"),
        )
        for driver, (title, pools) in asked.items()
    )


def _entered(case: Case, organisation: str, driver: str, year: FinancialYear, status: str) -> tuple[Fact, ...]:
    return tuple(
        fact
        for fact in case.rows(DRIVERS_TABLE)
        if (fact.get("driver"), fact.get("partner") or fact.organisation) == (driver, organisation)
        and fact.get("financial_year") == str(year)
        and str(fact.get("status", "actual")) == status
    )
