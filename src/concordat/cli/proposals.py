"""``concordat proposals``: who has decided what, and what stands in the way."""

from datetime import date, datetime
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
)
from concordat.domain.kernel.findings import worst_first
from concordat.domain.proposals import ProposalStanding, check_proposals, read_proposals, standing_of
from concordat.presentation.words import date_in_words

app = typer.Typer(rich_markup_mode=None)


@app.command()
def proposals(
    case: CasePath,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is looked at; today where not given")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Each proposal through every body that must decide it: who agreed, in whose words, and what stands in the way.

    Example: concordat proposals examples/vision-2020 --on 2015-11-01
    """
    held, read_findings = open_case(case, as_json=as_json)
    day = on.date() if on else date.today()  # noqa: DTZ011
    standings = [standing_of(one, on=day) for one in read_proposals(held)]
    findings = worst_first([*read_findings, *check_proposals(held)])
    if as_json:
        print_json(
            {
                "case": held.name,
                "on": day,
                "proposals": [_json(one) for one in standings],
                "findings": [finding_json(one) for one in findings],
            }
        )
        finish(findings)
    if not standings:
        console().print("The case holds no proposal.")
    for one in standings:
        console().print(f"\n{one.proposal.title}: {one.state.value}. {one.sentence}", markup=False)
        print_table(
            "Body by body",
            ["Body", "Route", "Decides", "Stands"],
            [
                (
                    f"{body.body.name}, {body.body.council}",
                    body.body.route,
                    _day(body.body.resolution.decided_on if body.body.resolution else body.body.decides_on),
                    body.stands,
                )
                for body in one.bodies
            ],
        )
        for block in one.blocks:
            console().print(f"  · {block}", markup=False)
    print_findings(findings)
    finish(findings)


def _day(day: date | None) -> str:
    return date_in_words(day) if day else "no day yet"


def _json(one: ProposalStanding) -> dict[str, object]:
    return {
        "id": one.proposal.id,
        "title": one.proposal.title,
        "state": one.state,
        "sentence": one.sentence,
        "agreed": one.agreed,
        "needed": one.needed,
        "blocks": one.blocks,
        "bodies": [
            {
                "id": body.body.id,
                "council": body.body.council,
                "body": body.body.name,
                "route": body.body.route,
                "stands": body.stands,
                "words": body.words,
            }
            for body in one.bodies
        ],
        "rule": one.provenance.rule,
        "result": one.hash,
    }
