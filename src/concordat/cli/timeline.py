"""``concordat timeline``: the whole decision in one order."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

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
    stop,
    writing,
)
from concordat.domain.consultation import Moment, timeline_of
from concordat.presentation.charts.chart import Chart
from concordat.presentation.charts.timeline import timeline_chart
from concordat.presentation.words import date_in_words

app = typer.Typer(rich_markup_mode=None)


@app.command()
def timeline(
    case: CasePath,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is looked at; today where not given")
    ] = None,
    picture: Annotated[Path | None, typer.Option(help="Write the picture too: a file ending in .svg or .png")] = None,
    as_json: AsJson = False,
) -> None:
    """Consultation, recommendation, dissent, negotiation, proposals and decisions, day by day.

    Nothing of what a party would settle for is on it.

    Example: concordat timeline examples/herefordshire-2008 --picture decision.svg
    """
    held, findings = open_case(case, as_json=as_json)
    found = timeline_of(held, on=on.date() if on else date.today())  # noqa: DTZ011 - the day where the command is typed
    if picture is not None:
        _draw(picture, timeline_chart(found))
    if as_json:
        print_json(
            {
                "case": held.name,
                "on": found.on,
                "moments": [_json(one) for one in found.moments],
                "undated": [_json(one) for one in found.undated],
                "result": found.hash,
                "findings": [finding_json(one) for one in findings],
            }
        )
        finish(findings)
    print_table(
        "The decision, day by day",
        ["Day", "Kind", "What", "Who"],
        [(_day(one), one.lane, one.title + (" (planned)" if one.planned else ""), one.who) for one in found.moments],
    )
    if found.undated:
        print_table("Without a day", ["Kind", "What", "Who"], [(one.lane, one.title, one.who) for one in found.undated])
    print_findings(findings)
    finish(findings)


def _draw(file: Path, chart: Chart | None) -> None:
    if chart is None:
        stop("There is nothing with a day to draw.")
    if file.suffix == ".svg":
        with writing(file):
            file.write_text(chart.svg_markup, encoding="utf-8")
    elif file.suffix == ".png":
        with writing(file):
            file.write_bytes(chart.png())
    else:
        stop(f"“{file.name}” ends neither in .svg nor in .png.")
    console().print(f"The picture is in {file}.", markup=False)


def _day(one: Moment) -> str:
    return " to ".join(date_in_words(day) for day in (one.day, one.until) if day is not None)


def _json(one: Moment) -> dict[str, object]:
    return {
        "kind": one.lane,
        "day": one.day,
        "until": one.until,
        "title": one.title,
        "says": one.says,
        "who": one.who,
        "planned": one.planned,
        "of": one.refers_to,
        "illustrative": one.illustrative,
    }
