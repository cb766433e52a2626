"""``concordat screen``: the long list against the criteria, what was challenged, and what was made from the rest."""

from typing import Any

import typer
from rich.text import Text

from concordat.cli.output import (
    AsJson,
    CasePath,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
)
from concordat.domain.kernel.findings import worst_first
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.options import Review, Screen, check_review, hybrids, read_review, screen_options
from concordat.domain.options.inputs import Challenge
from concordat.domain.options.results import Cell, Hybrid, ScreenCounts, ScreenedOption, Standing

app = typer.Typer(rich_markup_mode=None)

_STYLES = {"GREEN": "green", "AMBER": "yellow", "RED": "bold red"}
_WORDS = {"green": "GREEN", "amber": "AMBER", "red": "RED", "not marked": "–", "not published": "?"}


@app.command()
def screen(case: CasePath, as_json: AsJson = False) -> None:
    """Screen the long list: one red mark drops an option, a challenge can put it back.

    Prints every option with its marks and where it stands, why options were dropped, the challenges, and what hybrids
    are made of. A missing mark is shown as “–” and is never taken for a pass.

    Example: concordat screen examples/eighteen-options
    """
    held, read_findings = open_case(case, as_json=as_json)
    review = read_review(held)
    screened = screen_options(review)
    made = hybrids(review, screen=screened)
    findings = worst_first([*read_findings, *check_review(review, screened)])
    if as_json:
        print_json({**screen_json(review, screened, made), "findings": [finding_json(item) for item in findings]})
        finish(findings)
    if not review.options:
        typer.echo("This case holds no options. Add some to tables/options.csv, or to the sheet Options.")
        finish(findings)
    typer.echo(f"{held.title}\n{in_words(screened.counts)}\n")
    _print_matrix(screened)
    _print_dropped(screened)
    _print_challenges(review)
    for hybrid in made:
        _print_hybrid(hybrid)
    print_findings(findings)
    typer.echo(f"\nResult {screened.hash}")
    finish(findings)


def in_words(counts: ScreenCounts) -> str:
    """``18 options listed: 2 carried forward, 16 dropped. Besides: 1 added by a challenge.``"""
    parts = [
        (counts.carried_forward, "carried forward"),
        (counts.kept_to_compare, "kept to compare with"),
        (counts.put_back, "put back after a challenge"),
        (counts.added, "added by a challenge"),
        (counts.dropped, "dropped"),
        (counts.not_decided, "not decided"),
        (counts.made_from_others, "made from others"),
    ]
    said = ", ".join(f"{number} {name}" for number, name in parts if number)
    later = f" and {counts.added_later} later" if counts.added_later else ""
    missing = f" {counts.not_published} of those listed are not published." if counts.not_published else ""
    return f"{counts.listed} options listed{later}: {said}.{missing}"


def _print_matrix(screened: Screen) -> None:
    print_table(
        "The screen" + _illustrative(screened.illustrative),
        ("Option", *(criterion.title for criterion in screened.criteria), "Where it stands"),
        [
            (_name(row), *(_word(cell) for cell in row.cells), row.standing.value.capitalize())
            for row in screened.options
        ],
    )
    typer.echo("–  not marked     ?  not published\n")


def _name(row: ScreenedOption) -> str:
    stands_for = f" ({row.option.stands_for})" if row.option.stands_for > 1 else ""
    return f"{row.option.title}{stands_for}"


def _word(cell: Cell) -> Text:
    word = _WORDS[cell.words]
    return Text(word + (" (disputed)" if cell.is_disputed else ""), style=_STYLES.get(word, ""))


def _print_dropped(screened: Screen) -> None:
    rows = [(_name(row), "\n".join(row.because)) for row in screened.options if row.standing is Standing.DROPPED]
    if rows:
        print_table("Why options were dropped", ("Option", "Reason"), rows)
        typer.echo()


def _print_challenges(review: Review) -> None:
    if not review.challenges:
        return
    rows = [(f"{review.option_title(item.option)}\n{_asked(item)}", _said(item)) for item in review.challenges]
    print_table("Challenges", ("Option and outcome", "What was said"), rows)
    typer.echo()


def _asked(challenge: Challenge) -> str:
    decided = f", {day_in_words(challenge.decided_on)}" if challenge.decided_on else ""
    return f"{challenge.asks_for.value}: {challenge.outcome.value}{decided}"


def _said(challenge: Challenge) -> str:
    raised = day_in_words(challenge.raised_on) if challenge.raised_on else "date not recorded"
    answer = f"\nAnswer: {challenge.outcome_reason}" if challenge.outcome_reason else ""
    judge = f" ({challenge.decided_by})" if challenge.decided_by else ""
    return f"{challenge.ground} ({challenge.raised_by}, {raised}){answer}{judge if answer else ''}"


def _print_hybrid(hybrid: Hybrid) -> None:
    print_table(
        f"{hybrid.option.title}: made from" + _illustrative(hybrid.provenance.illustrative),
        ("Feature", "From", "Taken"),
        [
            (
                item.feature.title,
                " / ".join(item.origins) + (" (dropped)" if item.from_dropped else ""),
                item.feature.taken.value.capitalize(),
            )
            for item in hybrid.features
        ],
    )
    typer.echo()


def _illustrative(illustrative: bool) -> str:
    return " (illustrative: rests on made-up rows)" if illustrative else ""


def screen_json(review: Review, screened: Screen, made: tuple[Hybrid, ...]) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/screening.md`` and stay."""
    return {
        "case": review.name,
        "title": review.title,
        "illustrative": screened.illustrative,
        "counts": screened.counts,
        "criteria": [
            {"id": item.id, "title": item.title, "test": item.test, "published": item.published}
            for item in screened.criteria
        ],
        "options": [_option_json(row) for row in screened.options],
        "short_list": [row.option.id for row in screened.short_list],
        "challenges": [
            {
                "option": item.option,
                "asks_for": item.asks_for,
                "ground": item.ground,
                "raised_by": item.raised_by,
                "raised_on": item.raised_on,
                "outcome": item.outcome,
                "outcome_reason": item.outcome_reason,
                "decided_by": item.decided_by,
                "decided_on": item.decided_on,
            }
            for item in review.challenges
        ],
        "hybrids": [_hybrid_json(hybrid) for hybrid in made],
        "rule": screened.provenance.rule,
        "result": screened.hash,
    }


def _option_json(row: ScreenedOption) -> dict[str, Any]:
    return {
        "id": row.option.id,
        "title": row.option.title,
        "stands_for": row.option.stands_for,
        "published": row.option.published,
        "kind": row.option.kind,
        "interface": row.option.interface,
        "staff": row.option.staff,
        "standing": row.standing,
        "because": row.because,
        "marks": [
            {
                "criterion": cell.criterion,
                "mark": cell.mark,
                "reason": cell.reason,
                "disputed": cell.is_disputed,
                "published": cell.can_be_marked,
                "illustrative": cell.illustrative,
            }
            for cell in row.cells
        ],
        "not_marked": row.not_marked,
        "illustrative": row.provenance.illustrative,
    }


def _hybrid_json(hybrid: Hybrid) -> dict[str, Any]:
    return {
        "option": hybrid.option.id,
        "features": [
            {
                "id": item.feature.id,
                "title": item.feature.title,
                "from": item.origins,
                "from_dropped": item.from_dropped,
                "taken": item.feature.taken,
                "reason": item.feature.reason,
            }
            for item in hybrid.features
        ],
        "result": hybrid.hash,
    }
