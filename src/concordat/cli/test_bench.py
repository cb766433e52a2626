"""``concordat test-bench``: a payment mechanism tried on contractors of every kind before it is signed."""

import time
from pathlib import Path
from typing import Annotated

import typer

from concordat.cli.contract_files import ContractName, MechanismPath, read_all
from concordat.cli.output import AsJson, finding_json, finish, print_findings, print_json, print_table, stop
from concordat.domain.kernel.findings import worst_first
from concordat.domain.kernel.money import format_pounds, round_to_pence
from concordat.domain.payment.bench import try_out
from concordat.domain.payment.bench_setting import Bench
from concordat.domain.performance.periods import Month

app = typer.Typer(rich_markup_mode=None)


@app.command("test-bench")
def bench_of(
    mechanism: MechanismPath,
    evidence: Annotated[
        Path | None,
        typer.Argument(metavar="[EVIDENCE]", help="Recorded years: an evidence store, a case or a TOML file"),
    ] = None,
    contracts: Annotated[int, typer.Option("--contracts", help="How many contracts of each kind")] = 25,
    years: Annotated[int, typer.Option("--years", help="How long each runs")] = 5,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same figures")] = 1,
    until: Annotated[str, typer.Option("--until", help="The last recorded month to use, such as 2026-03")] = "",
    contract: ContractName = "",
    as_json: AsJson = False,
) -> None:
    """Try a mechanism on good, average, failing and gaming contractors, and say what is wrong with it.

    It looks for cliffs, double jeopardy, measures nobody can fail, services whose failure costs nothing and coasting at
    the end of the term. Figures are made up, by seed; money in --json is whole pence.

    Example: concordat test-bench examples/running-contract --contracts 50
    """
    if contracts < 1 or years < 1:
        stop("Give at least one contract and one year.")
    last = Month.from_text(until) if until else None
    read = read_all(mechanism, evidence, until=last or (Month(2100, 1) if evidence is None else last), known_at=None,
                    as_json=as_json, contract=contract) if evidence is not None or mechanism.is_dir() else read_all(
        mechanism, None, until=None, known_at=None, as_json=as_json, contract=contract)  # fmt: skip
    started = time.monotonic()
    recorded = read.evidence if read.evidence.entries or read.evidence.figures else None
    bench = try_out(read.mechanism, runs=contracts, years=years, seed=seed, recorded=recorded)
    findings = [*read.findings, *bench.findings]
    if as_json:
        print_json({**_json(bench), "findings": [finding_json(item) for item in worst_first(findings)]})
        finish(())
    _print(bench, time.monotonic() - started)
    print_findings(findings)
    finish(())


def _print(bench: Bench, seconds: float) -> None:
    print_table(
        f"{bench.mechanism.title}: {len(bench.years):,} contract-years in {seconds:.1f} seconds (made-up figures)",
        ("Contractor", "Paid a year", "Of its charges", "Mean score", "Term at the end, months"),
        [
            (
                kind.capitalize(),
                format_pounds(round_to_pence(bench.mean(kind, "paid"))),
                f"{bench.mean(kind, 'paid') / (bench.mean(kind, 'charges') or 1) * 100:.1f}%",
                "–" if (score := bench.mean_of(kind, "score")) is None else f"{score:.3f}",
                "–" if (term := _last_term(bench, kind)) is None else f"{term:.0f}",
            )
            for kind in bench.kinds
        ],
        right=(1, 2, 3, 4),
    )
    titles = {rule.id: rule.title for rule in bench.mechanism.measures}
    print_table(
        "What one month of failing one measure alone costs",
        ("Measure", "Service", "Cost"),
        [(titles[measure], service, format_pounds(pence)) for measure, service, pence in bench.cost_of_failing],
        right=(2,),
    )


def _last_term(bench: Bench, kind: str) -> float | None:
    last = max(year.year for year in bench.years)
    terms = [year.term for year in bench.years if year.kind == kind and year.year == last and year.term is not None]
    return sum(terms) / len(terms) if terms else None


def _json(bench: Bench) -> dict[str, object]:
    return {
        "mechanism": bench.mechanism.name,
        "contract_years": len(bench.years),
        "contractors": {
            kind: {
                "paid": round_to_pence(bench.mean(kind, "paid")),
                "charges": round_to_pence(bench.mean(kind, "charges")),
                "score": None if (score := bench.mean_of(kind, "score")) is None else round(float(score), 4),
                "term_months": _last_term(bench, kind),
            }
            for kind in bench.kinds
        },
        "cost_of_failing": [
            {"measure": measure, "service": service, "pence": pence}
            for measure, service, pence in bench.cost_of_failing
        ],
        "cliffs": [{"measure": c.measure, "below": c.below, "above": c.above, "pence": c.pence} for c in bench.cliffs],
    }
