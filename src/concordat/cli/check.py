"""``concordat check``: read a case and say what should be mended."""

from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module

import typer

from concordat.cli.output import AsJson, CasePath, console, finding_json, finish, open_case, print_findings, print_json
from concordat.data.files import load_catalogue
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Severity, worst_first
from concordat.domain.kernel.references import check_references, not_said_already
from concordat.presentation.words import count_of

app = typer.Typer(rich_markup_mode=None)

# Every package's checks: ``module:function`` taking a case. A new package adds its line.
CHECKS = (
    "concordat.domain.kernel.succession:check_succession",
    "concordat.domain.proposals:check_proposals",
    "concordat.domain.negotiation:check_negotiations",
    "concordat.domain.consultation:check_consultation",
    "concordat.domain.options:check_options",
    "concordat.domain.business_case.annual_savings_checks:check_annual_savings",
    "concordat.data.files.business_case_reference:check_with_reference",
    "concordat.presentation.report.own_words:check_own_words",
    "concordat.domain.cost_sharing.case_checks:check_cost_sharing",
    "concordat.domain.sharing.checks:check_sharing",
    "concordat.domain.payment.case_checks:check_contracts",
)
_TAKES_THE_DAY = {"concordat.domain.kernel.succession:check_succession", "concordat.domain.options:check_options"}


@app.command()
def check(case: CasePath, as_json: AsJson = False) -> None:
    """Read a case folder or workbook and list what should be mended, worst first: what, where and how.

    Exit code 0: nothing stands in the way. 1: there is an error. 2: the command was not understood.

    Example: concordat check examples/herefordshire-2008
    """
    held, read_findings = open_case(case, as_json=as_json)
    findings = worst_first([*read_findings, *check_case(held, on=date.today())])  # noqa: DTZ011 - the day where the command is typed
    if as_json:
        print_json(
            {
                "case": held.name,
                "hash": held.hash,
                "rows": {name: len(held.rows(name)) for name in held.table_names},
                "documents": [f"{doc.kind}/{doc.name}" for doc in held.documents],
                "findings": [finding_json(finding) for finding in findings],
            }
        )
        finish(findings)
    rows = sum(len(held.rows(name)) for name in held.table_names)
    out = console()
    out.print(held.title, style="bold", markup=False)
    out.print(
        f"{count_of(rows, 'row')} in {count_of(len(held.table_names), 'table')}, "
        f"{count_of(len(held.documents), 'document version')}. Hash {held.hash[:12]}.",
        markup=False,
    )
    out.print("Rows and documents have an audience; title, purpose and case.toml itself are for all who belong.\n")
    print_findings(findings)
    out.print(_summary(findings), markup=False)
    finish(findings)


def check_case(case: Case, *, on: date) -> list[Finding]:
    """Everything every package finds, each thing once."""
    found: list[Finding] = []
    for named in CHECKS:
        function = _function(named)
        found += function(case, on=on) if named in _TAKES_THE_DAY else function(case)
    return list(dict.fromkeys([*found, *not_said_already(check_references(case, load_catalogue()), found)]))


def _function(named: str) -> Callable[..., Sequence[Finding]]:
    module, _, name = named.partition(":")
    function: Callable[..., Sequence[Finding]] = getattr(import_module(module), name)
    return function


def _summary(findings: Sequence[Finding]) -> str:
    counted = {severity: sum(item.severity is severity for item in findings) for severity in Severity}
    if not findings:
        return "Nothing to mend."
    return (
        f"\n{count_of(counted[Severity.ERROR], 'error').capitalize()}, "
        f"{count_of(counted[Severity.WARNING], 'warning')}, {count_of(counted[Severity.NOTE], 'note')}."
    )
