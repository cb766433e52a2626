"""``concordat statement``: what is payable for a month under a mechanism, line by line; the same pence for both sides."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.text import Text

from concordat.cli.contract_files import (
    ContractName,
    EvidencePath,
    MechanismPath,
    Read,
    end_with,
    evidence_at,
    read_all,
    units_for,
)
from concordat.cli.output import (
    AsJson,
    print_table,
    stop,
    writing,
)
from concordat.domain.kernel.findings import has_errors
from concordat.domain.kernel.money import format_pounds
from concordat.domain.performance.periods import Month, NotAPeriod
from concordat.presentation.words import true_minus

if TYPE_CHECKING:
    from concordat.domain.kernel.statement import Statement
    from concordat.domain.payment.issued import RestsOn
    from concordat.domain.payment.statement import Issued
    from concordat.domain.payment.thresholds import Reached

app = typer.Typer(rich_markup_mode=None)


@app.command()
def statement(
    mechanism: MechanismPath,
    evidence: EvidencePath = None,
    period: Annotated[str, typer.Option("--period", help="The month, such as 2026-04")] = "",
    as_known_at: Annotated[
        str, typer.Option("--as-known-at", metavar="T", help="As it was known then, e.g. 2026-05-06T12:00:00+01:00")
    ] = "",
    explained: Annotated[bool, typer.Option("--explain", help="Tell the mechanism in plain English instead")] = False,
    excel: Annotated[
        Path | None, typer.Option("--excel", metavar="F", help="Write the statement as a workbook")
    ] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="F", help="Write the statement as a PDF")] = None,
    contract: ContractName = "",
    as_json: AsJson = False,
) -> None:
    """Work out a month's payment from gross to payable, each line with its rule and figures.

    A month that was issued is shown as issued, and worked out again from what was known then: the pence must be the same.
    Amounts in --json are whole pence; above nought is paid to the contractor. The keys are in docs/methods/payment.md.

    Example: concordat statement examples/running-contract --period 2026-04
    """
    moment = _moment(as_known_at)
    month = None if explained and not period else _month(period)
    read = read_all(mechanism, evidence, until=month, known_at=moment, as_json=as_json, contract=contract)
    if explained:
        _explain(read, as_json=as_json)
    assert month is not None
    _show(read, month, evidence, moment, excel=excel, pdf=pdf, as_json=as_json)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        stop(f"“{text}” is not a moment. Write it like 2026-05-06T12:00:00+01:00.")
    from concordat.domain.kernel.periods import LONDON

    return found if found.tzinfo else found.replace(tzinfo=LONDON)


def _month(text: str) -> Month:
    if not text:
        stop("Say which month with --period, such as --period 2026-04.")
    try:
        return Month.from_text(text)
    except NotAPeriod as problem:
        stop(str(problem))


def _explain(read: Read, *, as_json: bool) -> NoReturn:
    from concordat.domain.payment.explain import explain

    told = explain(read.mechanism)
    if as_json:
        end_with({"explained": [{"heading": x.heading, "says": list(x.sentences), "about": x.about} for x in told]},
             read.findings, as_json=True)  # fmt: skip
    print_table(read.mechanism.title, ("What", "The rule in words"), [(x.heading, " ".join(x.sentences)) for x in told])
    end_with({}, read.findings, as_json=False)


def _show(
    read: Read, month: Month, path: Path | None, moment: datetime | None, *, excel: Path | None, pdf: Path | None,
    as_json: bool,
) -> NoReturn:  # fmt: skip
    from concordat.domain.payment.issued import RestsOn, issued_in, with_sources
    from concordat.domain.payment.statement import check_month, make_statement
    from concordat.domain.payment.thresholds import reached

    findings = [*read.findings, *check_month(read.mechanism, read.evidence, month=month)]
    if has_errors(findings):
        end_with({}, findings, as_json=as_json)
    issued = issued_in(read.case, read.mechanism.contract) if read.case is not None else ()
    as_issued = next((one for one in issued if one.month == month), None)
    rests = _known_then(read, as_issued, path, as_json=as_json) if as_issued is not None else None
    again = rests.payment.statement.total if rests is not None else None
    if rests is None:
        rests = RestsOn(make_statement(read.mechanism, read.evidence, month=month, issued=issued), read.evidence)
    held = with_sources(as_issued.statement, rests.payment.statement) if as_issued else rests.payment.statement
    limits = reached(rests.payment.mechanism, rests.payment.months)
    _write_files(held, rests, excel, pdf)
    if as_json:
        end_with(_json(read, held, rests, again, limits), findings, as_json=True)
    _print(read, held, rests, again, limits, as_issued is not None)
    end_with({}, findings, as_json=False, failed=again is not None and again != held.total)


def _known_then(read: Read, issued: "Issued", path: Path | None, *, as_json: bool) -> "RestsOn | None":
    """What an issued month rests on: the records known when its figures were taken, not those of today."""
    from concordat.domain.payment.issued import rests_on
    from concordat.domain.payment.taken import taken_at

    if read.case is None or issued.known_at is None:
        return None
    evidence = None
    if path is not None:
        then = read.case.known_at(issued.known_at)
        # Records that came between taking the figures and issuing them are for the next month.
        known = taken_at(then, contract=read.mechanism.contract) or issued.known_at
        evidence, _ = evidence_at(path, read.mechanism, then, until=issued.month, known_at=known, as_json=as_json)
    return rests_on(read.case, issued, evidence=evidence, units=units_for(read.case))


def _write_files(held: "Statement", rests: "RestsOn", excel: Path | None, pdf: Path | None) -> None:
    from concordat.domain.payment.contract_years import year_in_words
    from concordat.presentation.payment_words import beside_the_lines

    beside = beside_the_lines(rests)
    names, year = rests.payment.mechanism.names, year_in_words(rests.payment.mechanism, rests.payment.month)
    if excel is not None:
        from concordat.presentation.statement_files import statement_workbook

        with writing(excel):
            excel.write_bytes(statement_workbook(held, names=names, contract_year=year, beside=beside))
    if pdf is not None:
        from concordat.presentation.report import to_pdf
        from concordat.presentation.statement_files import statement_report

        with writing(pdf):
            pdf.write_bytes(to_pdf(statement_report(held, names=names, contract_year=year, beside=beside)))


def _pounds(pence: int) -> str:
    return true_minus(format_pounds(pence, show_pence=True))


def _print(
    read: Read, held: "Statement", rests: "RestsOn", again: int | None, limits: "Sequence[Reached]", is_issued: bool
) -> None:
    from concordat.domain.payment.lots import by_lot
    from concordat.domain.payment.thresholds import in_words
    from concordat.presentation.payment_words import MEASURE_HEADINGS, beside_the_lines

    beside, result = beside_the_lines(rests), rests.payment.result
    made_up = (
        " (illustrative)"
        if held.illustrative or (read.mechanism.document and read.mechanism.document.illustrative)
        else ""
    )
    print_table(
        f"{held.title}{made_up}",
        ("From gross to payable", "Amount"),
        [(group or "Lines", _pounds(held.total_of(group))) for group in held.groups]
        + [(Text("Payable", style="bold"), Text(_pounds(held.total), style="bold"))],
        right=(1,),
    )
    print_table(
        "Line by line",
        ("Line", "Amount", "How it came about"),
        [(line.title, _pounds(line.pence), true_minus(line.workings)) for line in held.lines],
        right=(1,),
    )
    print_table(
        "Measures of both sides",
        MEASURE_HEADINGS,
        beside.measures,
        right=(2,),
    )
    if read.mechanism.lots:
        print_table(
            "By lot, before corrections and VAT",
            ("Lot", "Charges", "Deducted", "Other", "Together"),
            [
                (one.title, *(_pounds(pence) for pence in (one.charges, one.deducted, one.other, one.total)))
                for one in by_lot(read.mechanism, result.lines)
            ],
            right=(1, 2, 3, 4),
        )
    for one in limits:
        typer.echo(true_minus(in_words(one)))
    for what, says in beside.scores:
        typer.echo(f"{what}. {says}")
    if beside.term:
        (_, stands), (_, how), *_, (year, latest) = beside.term
        typer.echo(f"Term: {stands} {how}")
        typer.echo(f"{year}: {latest}" if rests.term and rests.term.years else latest)
    if held.disputed_pence:
        typer.echo(f"In dispute: {_pounds(held.disputed_pence)}; payable now: {_pounds(held.undisputed_pence)}.")
    if is_issued and again is not None:
        same = "the same" if again == held.total else f"NOT the same: {_pounds(again)}"
        typer.echo(f"Issued; worked out again from what was known then: {same}.")
    elif is_issued:
        typer.echo(
            "Issued; it cannot be worked out again here, so its measures and scores are those of today's records."
        )
    elif read.case is not None:
        typer.echo("A draft, not an issued statement.")
    typer.echo(f"Statement {held.hash}\n")


def _json(
    read: Read, held: "Statement", rests: "RestsOn", again: int | None, limits: "Sequence[Reached]"
) -> dict[str, Any]:
    from concordat.domain.payment.contract_years import month_of_year
    from concordat.domain.payment.lots import by_lot

    paid, score, term = rests.payment, rests.score, rests.term
    year = read.mechanism.contract_year(paid.month)
    return {
        "mechanism": read.mechanism.name,
        "contract": read.mechanism.contract,
        "period": held.period,
        "contract_year": {
            "year": str(year),
            "first_day": year.first_day,
            "last_day": year.last_day,
            "month": month_of_year(read.mechanism, paid.month),
        },
        "state": held.state.value,
        "illustrative": held.illustrative,
        "groups": {group: held.total_of(group) for group in held.groups},
        "total": held.total,
        "disputed": held.disputed_pence,
        "payable_now": held.undisputed_pence,
        "lines": [
            {
                "id": line.id, "title": line.title, "group": line.group, "pence": line.pence, "workings": line.workings,
                "corrects": line.corrects, "rule": line.provenance.rule if line.provenance else "",
            }
            for line in held.lines
        ],
        "measures": [
            {"measure": m.measure, "side": m.side, "value": m.value, "unit": m.unit, "points": m.points, "says": m.says}
            for m in paid.result.measures
        ],
        "month_score": {"value": paid.result.score.value, "counted": paid.result.score.counted},
        "score": {
            "value": score.value,
            "counted": score.counted,
            "failed_gates": list(score.failed_gates),
            "ratings": {part.measure: part.rating for part in score.parts},
        },
        "lots": {one.lot or "whole contract": one.total for one in by_lot(read.mechanism, paid.result.lines)},
        "limits": [
            {
                "limit": one.threshold.id, "counts": one.threshold.counts, "months": one.window.months,
                "from": str(one.first), "total": one.total, "less_than": one.window.limit if one.window.below else None,
                "more_than": None if one.window.below else one.window.limit, "months_beyond": one.times,
                "in_at_least_months": one.window.times, "passed": one.passed, "then": one.window.then,
            }
            for one in limits
        ],
        "term": None
        if term is None
        else {
            "months": term.months,
            "ends": term.ends,
            "years": [
                {"year": str(y.year), "score": y.score, "months": y.months, "change": y.change, "ends": y.ends, "open_until": y.open_until, "says": y.says}
                for y in term.years
            ],
        },
        "worked_out_again": again,
        "hash": held.hash,
    }  # fmt: skip
