"""``concordat savings``: savings a year by option and source, low to high, against the threshold."""

from typing import Any

import typer
from rich.text import Text

from concordat.cli.output import (
    AsJson,
    CasePath,
    console,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
)
from concordat.domain.business_case.annual_savings import (
    AnnualSavings,
    Meets,
    OptionSavings,
    SavingsLine,
    SavingsRange,
    ThresholdTest,
    savings_by_option,
)
from concordat.domain.business_case.annual_savings_checks import check_annual_savings
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import worst_first
from concordat.domain.kernel.money import format_pounds

app = typer.Typer(rich_markup_mode=None)

BAR_WIDTH = 56
_STYLES = {Meets.BOTH: "green", Meets.NEITHER: "bold red"}
_SHORT = {
    Meets.BOTH: "met, low and high",
    Meets.HIGH_ONLY: "met at the high only",
    Meets.LOW_ONLY: "check the figures",
    Meets.NEITHER: "not met",
    Meets.HIGH_LOW_UNKNOWN: "met at the high; low unknown",
    Meets.UNKNOWN: "cannot be told",
}


@app.command()
def savings(case: CasePath, as_json: AsJson = False) -> None:
    """Add up savings by option, low to high, and hold each end to the threshold.

    A figure given as "up to" has no low: it is shown as missing and never as nought. A line without a figure stays
    visible beside the totals. Amounts are pounds a year in the case, and pence in --json.

    Example: concordat savings examples/herefordshire-2008
    """
    held, read_findings = open_case(case, as_json=as_json)
    found = savings_by_option(held)
    findings = worst_first([*read_findings, *check_annual_savings(held)])
    if as_json:
        print_json({**savings_json(held, found), "findings": [finding_json(item) for item in findings]})
        finish(findings)
    if not found.options:
        typer.echo("This case holds no options to save with. Add some to tables/options.csv and tables/case_lines.csv.")
        finish(findings)
    typer.echo(f"{held.title}\n")
    _print_sources(found)
    _print_bars(found)
    _print_beside(found)
    print_findings(findings)
    typer.echo(f"\nResult {found.hash}")
    finish(findings)


def _print_sources(found: AnnualSavings) -> None:
    """Sources down, options across, and under them the totals that are their sums."""
    options = found.options
    rows: list[tuple[str | Text, ...]] = [
        (
            f"{row.source} ({row.kind.value})" if row.kind.value != "saving" else row.source,
            *(_words(row.ranges.get(option.option.id)) for option in options),
        )
        for row in found.by_source
    ]
    rows.append((Text("Total", style="bold"), *(Text(option.total.words, style="bold") for option in options)))
    if any(option.income for option in options):
        rows.append(("Total without income", *(option.without_income.words for option in options)))
    if any(option.unquantified for option in options):
        rows.append(("Lines without a figure", *(str(len(option.unquantified) or "") for option in options)))
    for place, objective in enumerate(found.thresholds):
        rows.append((objective.title, *(_meets(option.tests[place]) for option in options)))
    made_up = " (illustrative: rests on made-up rows)" if found.illustrative else ""
    print_table(
        f"Savings a year{made_up}",
        ("Source", *(option.option.short_title for option in options)),
        rows,
        right=tuple(range(1, len(options) + 1)),
    )
    typer.echo(f"{found.left_out}\n" if found.left_out else "")


def _words(found: SavingsRange | None) -> str:
    return "" if found is None else found.words


def _meets(test: ThresholdTest) -> Text:
    return Text(_SHORT[test.meets], style=_STYLES.get(test.meets, "yellow"))


def _print_bars(found: AnnualSavings) -> None:
    """One bar for each option, from low to high, and the threshold as a line through them."""
    thresholds = [test.threshold for option in found.options for test in option.tests]
    highs = [option.total.high for option in found.options if option.total.high is not None]
    most = max([*thresholds, *highs], default=0)
    if most <= 0:
        return
    out = console()
    for option in found.options:
        bar = range_bar(option.total, thresholds=thresholds, most=most)
        out.print(Text(f"{option.option.short_title[:20]:<20} {bar}  {option.total.words}"))
    for threshold in sorted(set(thresholds)):
        out.print(Text(f"{'':<20} {' ' * _place(threshold, most)}│ {format_pounds(threshold)}"))
    out.print(Text("█ low to high     ░ up to: no low given     │ threshold\n"))


def range_bar(total: SavingsRange, *, thresholds: list[int], most: int) -> str:
    """Text of `BAR_WIDTH` + 1 characters from nought to `most` pence; what lies below nought is cut off."""
    cells = [" "] * (BAR_WIDTH + 1)
    if total.high is not None and total.high >= 0:
        start = _place(total.low, most) if total.low is not None else 0
        for place in range(start, _place(total.high, most) + 1):
            cells[place] = "█" if total.low is not None else "░"
    for threshold in thresholds:
        cells[_place(threshold, most)] = "│"
    return "".join(cells)


def _place(pence: int, most: int) -> int:
    return min(BAR_WIDTH, max(0, pence * BAR_WIDTH // most))


def _print_beside(found: AnnualSavings) -> None:
    """What is in no total: lines without a figure, and lines that come once."""
    unquantified = {line.id: line for option in found.options for line in option.unquantified}
    rows = [(line.title, "no figure", line.basis) for line in unquantified.values()]
    rows += [(line.title, "comes once", line.basis) for line in found.one_off]
    if rows:
        print_table("In none of the totals", ("Line", "Why", "Basis"), rows)
        typer.echo()


def savings_json(case: Case, found: AnnualSavings) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/savings.md`` and stay. Money is whole pence."""
    return {
        "case": case.name,
        "title": case.title,
        "illustrative": found.illustrative,
        "thresholds": [
            {"objective": item.id, "title": item.title, "pence": item.least_annual_saving} for item in found.thresholds
        ],
        "options": [_option_json(option) for option in found.options],
        "by_source": [
            {
                "source": row.source,
                "kind": row.kind,
                "options": {id: _range_json(total) for id, total in row.ranges.items()},
            }
            for row in found.by_source
        ],
        "one_off": [_line_json(line) for line in found.one_off],
        "rule": found.provenance.rule,
        "result": found.hash,
    }


def _option_json(option: OptionSavings) -> dict[str, Any]:
    return {
        "id": option.option.id,
        "title": option.option.title,
        "total": _range_json(option.total),
        "without_income": _range_json(option.without_income),
        "tests": [_test_json(test) for test in option.tests],
        "tests_without_income": [_test_json(test) for test in option.tests_without_income],
        "lines": [_line_json(line) for line in option.lines],
        "unquantified": [line.id for line in option.unquantified],
        "illustrative": option.provenance.illustrative,
    }


def _range_json(total: SavingsRange) -> dict[str, Any]:
    return {
        "low": total.low,
        "likely": total.likely,
        "high": total.high,
        "words": total.words,
        "missing_low": total.missing_low,
        "missing_high": total.missing_high,
    }


def _test_json(test: ThresholdTest) -> dict[str, Any]:
    return {
        "objective": test.objective.id,
        "threshold": test.threshold,
        "low": test.low,
        "high": test.high,
        "meets": test.meets,
        "words": test.words,
    }


def _line_json(line: SavingsLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "kind": line.kind,
        "source_of_saving": line.source_of_saving,
        "options": line.options,
        "low": line.estimate.low,
        "likely": line.estimate.likely,
        "high": line.estimate.high,
        "confidence": line.estimate.confidence,
        "basis": line.basis,
        "source": line.fact.source,
        "illustrative": line.fact.illustrative,
    }
