"""``concordat test-bench``: a payment mechanism tried on contractors of every kind before it is signed."""

import time
from pathlib import Path
from typing import Annotated

import typer

from concordat.cli.contract_files import ContractName, MechanismPath, read_all
from concordat.cli.output import AsJson, finding_json, finish, print_findings, print_json, print_table, stop
from concordat.domain.kernel.findings import worst_first
from concordat.domain.kernel.money import format_pounds
from concordat.domain.payment.bench_results import Trial, Tried, tried
from concordat.domain.payment.bench_setting import recorded_until
from concordat.domain.performance.periods import Month
from concordat.presentation.bench_words import score_said, share_said, term_said

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
    the end of the term. Of the most is what it is paid of what a contractor that never misses anything is paid. Figures are
    made up, by seed; money in --json is whole pence.

    Example: concordat test-bench examples/running-contract --contracts 50
    """
    if contracts < 1 or years < 1:
        stop("Give at least one contract and one year.")
    last = Month.from_text(until) if until else None
    read = read_all(mechanism, evidence, until=last or (Month(2100, 1) if evidence is None else last), known_at=None,
                    as_json=as_json, contract=contract) if evidence is not None or mechanism.is_dir() else read_all(
        mechanism, None, until=None, known_at=None, as_json=as_json, contract=contract)  # fmt: skip
    started = time.monotonic()
    trial = Trial(contracts, years, seed)
    found = tried(read.mechanism, trial, recorded=recorded_until(read.evidence, last))
    findings = [*read.findings, *found.findings]
    if as_json:
        print_json({**_json(found), "findings": [finding_json(item) for item in worst_first(findings)]})
        finish(())
    _print(found, time.monotonic() - started)
    print_findings(findings)
    finish(())


def _print(found: Tried, seconds: float) -> None:
    made = f"{found.trial.contract_years:,} contract-years in {seconds:.1f} seconds"
    print_table(
        f"{found.title}: {made} (made-up figures)",
        ("Contractor", "Paid a year", "Of its charges", "Of the most", "Mean score", "Term at the end, months"),
        [
            (
                one.kind.capitalize(),
                format_pounds(one.paid),
                share_said(one.of_charges),
                share_said(one.of_most),
                score_said(one.score),
                term_said(one.term),
            )
            for one in found.contractors
        ],
        right=(1, 2, 3, 4, 5),
    )
    print_table(
        "What one month of failing one measure alone costs",
        ("Measure", "Service", "Cost"),
        [(one.title, one.service, format_pounds(one.pence)) for one in found.cost_of_failing],
        right=(2,),
    )


def _json(found: Tried) -> dict[str, object]:
    return {
        "mechanism": found.mechanism,
        "contracts": found.trial.contracts,
        "years": found.trial.years,
        "seed": found.trial.seed,
        "contract_years": found.trial.contract_years,
        "initial_months": found.initial,
        "contractors": {
            one.kind: {
                "paid": one.paid,
                "charges": one.charges,
                "most": one.most,
                "least_share": one.least,
                "greatest_share": one.greatest,
                "share_by_year": one.by_year,
                "score": None if one.score is None else round(float(one.score), 4),
                "term_months": None if one.term is None else float(one.term),
            }
            for one in found.contractors
        },
        "cost_of_failing": [
            {"measure": one.measure, "service": one.service, "pence": one.pence} for one in found.cost_of_failing
        ],
        "cliffs": [{"measure": c.measure, "below": c.below, "above": c.above, "pence": c.pence} for c in found.cliffs],
        "hash": found.hash,
    }
