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
from concordat.domain.payment.change_effect import effect_of_mechanism
from concordat.domain.proposals import Effect, ProposalStanding, check_proposals, standings_in
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
    """Each proposal through every body that must decide it: whom it affects, what each would pay now and then, who agreed, in
    whose words, and what stands in the way.

    Example: concordat proposals examples/vision-2020 --on 2015-11-01
    """
    held, read_findings = open_case(case, as_json=as_json)
    day = on.date() if on else date.today()  # noqa: DTZ011 - the day where the command is typed
    standings = standings_in(held, on=day, others=(effect_of_mechanism,))
    findings = worst_first([*read_findings, *check_proposals(held, others=(effect_of_mechanism,))])
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
                    body.body.called,
                    body.body.route,
                    _day(body.body.resolution.decided_on if body.body.resolution else body.body.decides_on),
                    body.stands,
                )
                for body in one.bodies
            ],
        )
        for effect in one.effects:
            _print_effect(effect)
        for block in one.blocks:
            console().print(f"  · {block}", markup=False)
    print_findings(findings)
    finish(findings)


def _print_effect(effect: Effect) -> None:
    from concordat.presentation.charts.share_change import figures

    if effect.why_not:
        console().print(effect.why_not, markup=False)
        return
    rows = [(line.name, *figures(effect, line.now, line.then, line.difference)) for line in effect.lines]
    rows.append(("Together", *figures(effect, effect.now, effect.then, effect.difference)))
    print_table(f"{effect.title}. {effect.basis}", ["Partner", "Now", "Then", "Difference"], rows)


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
        "affected": [
            {"organisation": each.organisation, "why": each.why, "asked": each.organisation in one.proposal.deciding}
            for each in one.proposal.affected
        ],
        "effects": [_effect_json(effect) for effect in one.effects],
        "rule": one.provenance.rule,
        "result": one.hash,
    }


def _effect_json(effect: Effect) -> dict[str, object]:
    """Amounts in the unit's smallest parts: pence where the unit is pounds; null where somebody takes no part."""
    return {
        "title": effect.title,
        "basis": effect.basis,
        "unit": "pence" if effect.unit.is_money else effect.unit.label,
        "lines": [
            {
                "organisation": line.organisation,
                "name": line.name,
                "now": line.now,
                "then": line.then,
                "difference": line.difference,
            }
            for line in effect.lines
        ],
        "why_not": effect.why_not,
        "rule": effect.provenance.rule,
        "result": effect.hash,
    }
