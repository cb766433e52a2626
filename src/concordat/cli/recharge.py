"""``concordat recharge``: charges on budget, the true-up and every partner's statement, to the penny."""

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.text import Text

from concordat.cli.output import (
    FINDINGS,
    MISUSE,
    AsJson,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
    stop,
    writing,
)
from concordat.data.files.plain import read_plain
from concordat.data.files.table_file import read_table_file
from concordat.domain.cost_sharing.recharge import charge_year, read_scheme, scheme_from, years_in
from concordat.domain.cost_sharing.recharge.checks import check_scheme, check_year
from concordat.domain.cost_sharing.recharge.inputs import COSTS_TABLE, DRIVERS_TABLE, Books, Scheme
from concordat.domain.cost_sharing.recharge.leaving import ExitSum, exit_sum
from concordat.domain.cost_sharing.recharge.reading import KIND, SchemeRead
from concordat.domain.cost_sharing.recharge.results import YearOfRecharge
from concordat.domain.cost_sharing.recharge.shares import in_per_cents
from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding, has_errors, worst_first
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.statement import Statement, StatementLine

app = typer.Typer(rich_markup_mode=None)

SchemePath = Annotated[
    Path, typer.Argument(metavar="SCHEME", help="A scheme as a TOML or JSON file, or a case that holds one")
]
Costs = Annotated[
    Path | None, typer.Option("--costs", metavar="F", help="CSV or Excel: pool, year, budget or actual, amount")
]
Drivers = Annotated[
    Path | None, typer.Option("--drivers", metavar="F", help="CSV or Excel: driver, partner, year, count")
]
YearOption = Annotated[
    str, typer.Option("--year", help="One financial year, e.g. 2022/23; otherwise every year there is")
]
PartnerOption = Annotated[str, typer.Option("--partner", help="Show this partner's statements line by line")]
ToOption = Annotated[
    Path | None, typer.Option("--to", metavar="DIR", help="Write every statement there, as Excel and PDF")
]
LeavingOption = Annotated[
    str, typer.Option("--leaving", metavar="PARTNER", help="Show what this partner would pay to leave")
]


@app.command()
def recharge(
    scheme: SchemePath,
    costs: Costs = None,
    drivers: Drivers = None,
    year: YearOption = "",
    partner: PartnerOption = "",
    leaving: LeavingOption = "",
    to: ToOption = None,
    as_json: AsJson = False,
) -> None:
    """Turn costs and counts into charges, a true-up and statements, by an agreed scheme.

    SCHEME says who shares which cost by what; docs/methods/recharge.md shows a whole one. Costs and counts come from the
    files named, or from the case. Amounts in --json are whole pence, and every line names its pool, share and count.

    Example: concordat recharge examples/south-hams-west-devon --year 2022/23 --partner west-devon
    """
    read, case, findings = _scheme(scheme, as_json=as_json)
    facts = {name: case.rows(name) if case is not None else () for name in (COSTS_TABLE, DRIVERS_TABLE)}
    for table, file in ((COSTS_TABLE, costs), (DRIVERS_TABLE, drivers)):
        if file is not None:
            facts[table], problems = read_table_file(file, table=table)
            findings += problems
    if read.scheme is None or has_errors(findings):
        _end([], findings, as_json=as_json)
    books = Books.from_facts(facts[COSTS_TABLE], facts[DRIVERS_TABLE])
    found: list[YearOfRecharge] = []
    findings += check_scheme(read.scheme)
    for each in _years(books, year):
        problems = check_year(read.scheme, books, year=each)
        findings += problems
        if not has_errors(findings):
            found.append(charge_year(read.scheme, books, year=each))
    if to is not None:
        _write(found, to)
    if as_json:
        _end(found, findings, as_json=True)
    _known(read.scheme, partner, leaving)
    for result in found:
        _print_year(result, partner)
        if leaving:
            _print_exit(read.scheme, exit_sum(result, partner=leaving))
    _end(found, findings, as_json=False)


def _write(found: list[YearOfRecharge], folder: Path) -> None:
    from concordat.presentation.report import to_pdf
    from concordat.presentation.statement_files import statement_report, statement_workbook

    if folder.is_file():
        stop(f"{folder} is a file. Give the folder to write the statements into.")
    with writing(folder / "statements"):
        folder.mkdir(parents=True, exist_ok=True)
    for result in found:
        for statement in result.statements:
            names = result.scheme.names
            for file, content in (
                (folder / f"{statement.id}.xlsx", statement_workbook(statement, names=names)),
                (folder / f"{statement.id}.pdf", to_pdf(statement_report(statement, names=names))),
            ):
                with writing(file):
                    file.write_bytes(content)


def _scheme(path: Path, *, as_json: bool) -> tuple[SchemeRead, Case | None, list[Finding]]:
    if path.suffix.lower() in {".toml", ".json"} and path.name != "case.toml":
        content, findings = read_plain(path)
        if content is None:
            _end([], findings, as_json=as_json, code=FINDINGS if path.exists() else MISUSE)
        document = Document(KIND, path.stem, content)
        read = read_scheme(content, name=path.name, document=document)
        return read, None, [*findings, *read.findings]
    case, case_findings = open_case(path, as_json=as_json)
    held = case.document(KIND)
    if held is None:
        stop(
            f"{case.title} holds no recharge scheme. Add one as documents/{KIND}/….toml, or give the file.",
            code=FINDINGS,
        )
    read = scheme_from(held)
    return read, case, [*case_findings, *read.findings]


def _years(books: Books, given: str) -> tuple[FinancialYear, ...]:
    if not given:
        return years_in(books)
    try:
        return (FinancialYear.from_text(given),)
    except ValueError as problem:
        stop(str(problem))


def _known(scheme: Scheme, *given: str) -> None:
    for name in given:
        if name and name not in scheme.names:
            stop(f"“{name}” is not in this scheme. Use one of: {', '.join(scheme.names)}.")


def _end(found: list[YearOfRecharge], findings: list[Finding], *, as_json: bool, code: int | None = None) -> NoReturn:
    if as_json:
        print_json(
            {
                "years": [year_json(result) for result in found],
                "findings": [finding_json(finding) for finding in worst_first(findings)],
            }
        )
    else:
        print_findings(findings)
    if code is not None:
        raise typer.Exit(code)
    finish(findings)


def _print_year(found: YearOfRecharge, partner: str) -> None:
    scheme, made_up = found.scheme, " (illustrative: rests on made-up figures)" if found.provenance.illustrative else ""
    print_table(
        f"{scheme.title}, {found.year}{made_up}",
        ("Pool", "Cost", *(scheme.name_of(name) for name in scheme.partners)),
        [
            (
                charge.shares.pool.title,
                format_pounds(charge.actual if charge.actual is not None else charge.budget, show_pence=True),
                *(
                    format_pounds((charge.due or charge.charged).get(name, 0), show_pence=True)
                    for name in scheme.partners
                ),
            )
            for charge in found.charges
        ],
        right=tuple(range(1, len(scheme.partners) + 2)),
    )
    print_table(
        "How the shares came about",
        ("Pool", "Shares", ""),
        [(c.shares.pool.title, in_per_cents(c.shares.shares), Text(c.shares.says, style="dim")) for c in found.charges],
    )
    if found.is_trued_up:
        _print_true_up(found)
    for statement in found.statements:
        if partner and statement.recipient == partner:
            _print_statement(statement)
    typer.echo(f"Result {found.hash}\n")


def _pounds(pence: int) -> str:
    return format_pounds(pence, show_pence=True)


def _print_true_up(found: YearOfRecharge) -> None:
    rows: list[tuple[str | Text, ...]] = [
        (
            found.scheme.name_of(t.partner),
            *(_pounds(x) for x in (t.charged, t.due, t.price, t.volume, t.extras, t.settlement)),
        )
        for t in found.true_ups
    ]
    sums = [
        sum(getattr(t, name) for t in found.true_ups)
        for name in ("charged", "due", "price", "volume", "extras", "settlement")
    ]
    rows.append((Text("Together", style="bold"), *(Text(_pounds(total), style="bold") for total in sums)))
    print_table(
        "True-up: what is still to pay, or (below nought) to be paid back",
        ("Partner", "Charged", "Due", "From the cost", "From the share of use", "Beside the pools", "To settle"),
        rows,
        right=(1, 2, 3, 4, 5, 6),
    )


def _print_statement(statement: Statement) -> None:
    rows: list[tuple[str | Text, ...]] = [
        (line.title, format_pounds(line.pence, show_pence=True), line.workings) for line in statement.lines
    ]
    rows.append((Text("Total", style="bold"), Text(format_pounds(statement.total, show_pence=True), style="bold"), ""))
    print_table(
        f"Statement {statement.id}: {statement.title}", ("Line", "Amount", "How it came about"), rows, right=(1,)
    )


def _print_exit(scheme: Scheme, found: ExitSum) -> None:
    rows: list[tuple[str | Text, ...]] = [
        (x.title, format_pounds(x.pence, show_pence=True), x.workings) for x in found.lines
    ]
    rows.append((Text("To leave", style="bold"), Text(format_pounds(found.total, show_pence=True), style="bold"), ""))
    print_table(f"What {scheme.name_of(found.partner)} would pay to leave", ("For", "Amount", "How"), rows, right=(1,))


def year_json(found: YearOfRecharge) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/recharge.md`` and stay. Amounts are whole pence, shares fractions."""
    return {
        "scheme": found.scheme.name,
        "year": str(found.year),
        "illustrative": found.provenance.illustrative,
        "budget": found.budget,
        "actual": found.actual,
        "pools": [
            {
                "id": charge.shares.id,
                "pool": charge.shares.pool.id,
                "key": charge.shares.pool.key,
                "retained_by": charge.shares.pool.retained_by or None,
                "from": charge.shares.from_date,
                "to": charge.shares.to_date,
                "counts": {name: float(count) for name, count in charge.shares.counts.items()},
                "shares": {name: round(float(share), 6) for name, share in charge.shares.shares.items()},
                "budget_shares": {name: round(float(share), 6) for name, share in charge.shares.budget.items()},
                "decided": charge.shares.decided,
                "says": charge.shares.says,
                "budget": charge.budget,
                "actual": charge.actual,
                "charged": charge.charged,
                "due": charge.due,
            }
            for charge in found.charges
        ],
        "beside": [
            {"id": extra.id, "title": extra.title, "amounts": extra.amounts, "says": extra.says}
            for extra in found.extras
        ],
        "reserve": None
        if found.reserve is None
        else {
            "opening": found.reserve.opening,
            "kept": found.reserve.kept,
            "drawn": found.reserve.drawn,
            "closing": found.reserve.closing,
        },
        "true_up": [
            {
                "partner": t.partner,
                "charged": t.charged,
                "due": t.due,
                "price": t.price,
                "volume": t.volume,
                "beside": t.extras,
                "settlement": t.settlement,
            }
            for t in found.true_ups
        ],
        "statements": [statement_json(statement) for statement in found.statements],
        "result": found.hash,
    }


def statement_json(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "title": statement.title,
        "issuer": statement.issuer,
        "recipient": statement.recipient,
        "period": statement.period,
        "total": statement.total,
        "hash": statement.hash,
        "lines": [_line_json(line) for line in statement.lines],
    }


def _line_json(line: StatementLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "group": line.group,
        "pence": line.pence,
        "base": line.base,
        "share": line.share,
        "quantity": line.quantity,
        "unit": line.unit,
        "workings": line.workings,
        "note": line.note,
        "corrects": line.corrects or None,
    }
