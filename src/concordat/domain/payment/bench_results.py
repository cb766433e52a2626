"""What came of the test bench: the same figures and findings for the terminal, the page and what is kept of a long trial."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from concordat.domain.kernel.findings import Finding, Severity, Where
from concordat.domain.kernel.hashing import content_hash, plain
from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.payment.bench import MONTHLY, try_out
from concordat.domain.payment.bench_setting import NOUGHT, Bench, Cliff, YearOfBench, contractors_measures
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.inputs import Mechanism

RULE = "payment.test_bench"
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Trial:
    """How a mechanism is to be tried: contracts of each kind of contractor, years of each, and the seed."""

    contracts: int = 25
    years: int = 5
    seed: int = 1

    @property
    def contract_years(self) -> int:
        return self.contracts * self.years * 4


@dataclass(frozen=True, slots=True)
class ContractorTried:
    """`paid`, `charges` and `most` are pence of a mean year; `most` is what it could be paid. Shares are of `most`, nought where
    that is nothing: the least and the most that any of its contracts came to, and the mean of each year in turn. `term` is
    its mean at the end, in months; None where it does not depend on performance."""

    kind: str
    paid: int
    charges: int
    most: int
    score: Decimal | None
    term: Decimal | None
    least: Decimal
    greatest: Decimal
    by_year: tuple[Decimal, ...]

    @property
    def of_charges(self) -> Decimal:
        return Decimal(self.paid) / (self.charges or 1)

    @property
    def of_most(self) -> Decimal | None:
        """None where nobody could be paid anything."""
        return Decimal(self.paid) / self.most if self.most > 0 else None


@dataclass(frozen=True, slots=True)
class FailedAlone:
    """What one month of failing one measure alone costs, in pence."""

    measure: str
    title: str
    service: str
    pence: int


@dataclass(frozen=True)
class Tried:
    """`initial` is the term first agreed, in months; None where it does not depend on performance."""

    mechanism: str
    title: str
    trial: Trial
    contractors: tuple[ContractorTried, ...]
    cost_of_failing: tuple[FailedAlone, ...]
    cliffs: tuple[Cliff, ...]
    findings: tuple[Finding, ...]
    initial: int | None
    provenance: Provenance

    @cached_property
    def hash(self) -> str:
        return result_hash(as_plain(self), self.provenance)


def tried(
    mechanism: Mechanism,
    trial: Trial,
    *,
    recorded: Evidence | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Tried:
    """The mechanism put on the bench."""
    bench = try_out(
        mechanism, runs=trial.contracts, years=trial.years, seed=trial.seed, recorded=recorded, progress=progress
    )
    titles = {rule.id: rule.title for rule in mechanism.measures}
    return Tried(
        mechanism.name,
        mechanism.title,
        trial,
        tuple(_contractor(bench, kind) for kind in bench.kinds),
        tuple(FailedAlone(id, titles[id], service, pence) for id, service, pence in bench.cost_of_failing),
        bench.cliffs,
        bench.findings,
        mechanism.extension.initial if mechanism.extension is not None else None,
        provenance_of(mechanism, trial, recorded=recorded),
    )


def _contractor(bench: Bench, kind: str) -> ContractorTried:
    years = [year for year in bench.years if year.kind == kind]
    last = max(year.year for year in years)
    terms = [Decimal(year.term) for year in years if year.year == last and year.term is not None]
    most = {year.year: year.paid for year in bench.most}
    shares = [
        _share(sum(year.paid for year in years if year.run == run), sum(most.values()))
        for run in sorted({year.run for year in years})
    ]
    return ContractorTried(
        kind,
        round_to_pence(bench.mean(kind, "paid")),
        round_to_pence(bench.mean(kind, "charges")),
        round_to_pence(Decimal(sum(most.values())) / len(most)),
        bench.mean_of(kind, "score"),
        sum(terms, NOUGHT) / len(terms) if terms else None,
        min(shares),
        max(shares),
        tuple(_of_year([one for one in years if one.year == year], pence) for year, pence in most.items()),
    )


def _of_year(years: list[YearOfBench], most: int) -> Decimal:
    return _share(sum(year.paid for year in years), most * len(years))


def _share(paid: int, most: int) -> Decimal:
    return (Decimal(paid) / most).quantize(_PLACES) if most > 0 else NOUGHT


def provenance_of(mechanism: Mechanism, trial: Trial, *, recorded: Evidence | None) -> Provenance:
    """Everything a trial rests on: the rules, the recorded months, and how it was asked for."""
    inputs = [] if mechanism.document is None else [InputUsed.of_document(mechanism.document)]
    used = {rule.id for rule in contractors_measures(mechanism)}
    if recorded is not None:
        for figure in recorded.figures:
            inputs += figure.inputs if figure.measure in used else ()
        for entry in recorded.entries:
            inputs += entry.inputs
    asked = (
        ("bench.contracts", trial.contracts, f"{trial.contracts} contracts of each kind of contractor"),
        ("bench.years", trial.years, f"{trial.years} years each"),
        ("bench.monthly", MONTHLY, f"{format_pounds(MONTHLY)} a month where a price goes by records and none are held"),
    )
    inputs += [
        InputUsed.of_parameter(id, value, source="How the trial was asked for", says=says) for id, value, says in asked
    ]
    return Provenance.of(
        RULE,
        "Made-up contractors are taken through the contract's own rules month by month, at base prices.",
        dict.fromkeys(inputs),
        seed=trial.seed,
    )


def rests_on(provenance: Provenance) -> str:
    """The name of what a trial rests on. Another name: the rules, the records, what was asked for or the program changed."""
    return content_hash([provenance.rule, provenance.inputs_hash, provenance.seed, provenance.engine])


def as_plain(found: Tried) -> dict[str, Any]:
    """Without what it rests on, which is known where it is read back."""
    names = ("mechanism", "title", "trial", "contractors", "cost_of_failing", "cliffs", "findings", "initial")
    return {name: plain(getattr(found, name)) for name in names}


def from_plain(kept: Mapping[str, Any], provenance: Provenance) -> Tried:
    return Tried(
        kept["mechanism"],
        kept["title"],
        Trial(**kept["trial"]),
        tuple(_contractor_back(one) for one in kept["contractors"]),
        tuple(FailedAlone(**one) for one in kept["cost_of_failing"]),
        tuple(
            Cliff(**{**one, "below": Decimal(one["below"]), "above": Decimal(one["above"])}) for one in kept["cliffs"]
        ),
        tuple(_finding_back(one) for one in kept["findings"]),
        kept["initial"],
        provenance,
    )


def _contractor_back(kept: Mapping[str, Any]) -> ContractorTried:
    shares = {name: Decimal(kept[name]) for name in ("least", "greatest")}
    known = {name: None if kept[name] is None else Decimal(kept[name]) for name in ("score", "term")}
    return ContractorTried(**{**kept, **shares, **known, "by_year": tuple(Decimal(one) for one in kept["by_year"])})


def _finding_back(kept: Mapping[str, Any]) -> Finding:
    return Finding(**{**kept, "severity": Severity(kept["severity"]), "where": Where(**kept["where"])})
