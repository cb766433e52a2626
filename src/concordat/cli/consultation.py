"""``concordat consultation``: what people said, under which theme, how it was answered and what it changed."""

from typing import Any

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
from concordat.domain.consultation import Consultation, Effect, ThemeHeard, check_consultation, outcome_of
from concordat.domain.kernel.findings import worst_first
from concordat.presentation.words import count_of, date_in_words, listed

app = typer.Typer(rich_markup_mode=None)


@app.command()
def consultation(case: CasePath, as_json: AsJson = False) -> None:
    """Every comment under the theme people gave it, its answer, and what it changed in which version; dissent by body.

    Comments come in as rows of tables/comments.csv or the sheet comments, with who each is from.

    Example: concordat consultation examples/herefordshire-2008
    """
    held, read_findings = open_case(case, as_json=as_json)
    found = outcome_of(held)
    findings = worst_first([*read_findings, *check_consultation(held)])
    if as_json:
        print_json({"case": held.name, **consultation_json(found), "findings": [finding_json(one) for one in findings]})
        finish(findings)
    if not found.comments:
        console().print("The case holds no comment.")
    for one in found.rounds:
        days = " to ".join(date_in_words(day) for day in (one.opened_on, one.closed_on) if day)
        console().print(
            f"{one.title}{': ' + days if days else ''}. Asked: {listed(one.asked) or 'not said'}.", markup=False
        )
    if found.comments:
        console().print(
            f"{count_of(len(found.comments), 'comment')}, {found.answered} answered, {found.moved} changed something."
        )
    for theme in found.every:
        _print_theme(theme)
    if found.dissents:
        print_table("Dissent", ["Body", "What it says"], [(one.body, one.says) for one in found.dissents])
    print_findings(findings)
    finish(findings)


def _print_theme(theme: ThemeHeard) -> None:
    title = theme.theme.title if theme.theme is not None else "Under no theme"
    print_table(
        f"{title}: {count_of(len(theme.comments), 'comment')}",
        ["Comment", "From", "Answer", "What it changed"],
        [
            (
                one.heard.comment.title,
                one.heard.from_group or one.heard.comment.given_by or "not said",
                one.answer or "not answered",
                "; ".join(effect_in_words(effect) for effect in one.effects) or "nothing recorded",
            )
            for one in theme.comments
        ],
    )


def effect_in_words(effect: Effect) -> str:
    what = f": {effect.part} {effect.title} {effect.kind}" if effect.part else ""
    return f"version {effect.version}{what}"


def consultation_json(found: Consultation) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/consultation.md`` and stay."""
    return {
        "rounds": [
            {
                "id": one.id,
                "title": one.title,
                "opened_on": one.opened_on,
                "closed_on": one.closed_on,
                "asked": one.asked,
                "version": one.version,
            }
            for one in found.rounds
        ],
        "comments": len(found.comments),
        "answered": found.answered,
        "moved": found.moved,
        "themes": [
            {
                "id": theme.theme.id if theme.theme is not None else "",
                "title": theme.theme.title if theme.theme is not None else "",
                "outcome": theme.theme.outcome if theme.theme is not None else "",
                "people": theme.people,
                "from": dict(theme.groups),
                "comments": [
                    {
                        "id": one.heard.id,
                        "title": one.heard.comment.title,
                        "from": one.heard.from_group,
                        "given_by": one.heard.comment.given_by,
                        "answer": one.answer,
                        "answered_by": one.answered_by,
                        "effects": one.effects,
                    }
                    for one in theme.comments
                ],
            }
            for theme in found.every
        ],
        "dissents": [
            {
                "body": one.body,
                "council": one.council,
                "says": one.says,
                "version": one.version,
                "proposal": one.proposal,
                "given_on": one.given_on,
                "answer": one.answer,
            }
            for one in found.dissents
        ],
        "rule": found.provenance.rule,
        "result": found.hash,
    }
