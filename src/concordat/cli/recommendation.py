"""``concordat recommendation``: what is recommended for each service area, and what changed from version to version."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import typer

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
from concordat.domain.options import (
    Recommendation,
    Review,
    compare,
    condition_standings,
    read_recommendations,
    read_review,
    screen_options,
)
from concordat.domain.options.recommendation import ReviewClause
from concordat.domain.options.recommendation_checks import check_conditions, check_recommendations
from concordat.domain.options.results import Change, ChangeKind, Comparison, ConditionStandings
from concordat.presentation.words import days_in_words

app = typer.Typer(rich_markup_mode=None)


@app.command()
def recommendation(case: CasePath, as_json: AsJson = False) -> None:
    """What is recommended for each service area, what it rests on, and what changed between versions and why.

    Example: concordat recommendation examples/herefordshire-2008
    """
    held, read_findings = open_case(case, as_json=as_json)
    review = read_review(held)
    versions = read_recommendations(held)
    comparisons = [compare(before, after, review=review) for before, after in pairwise(versions)]
    standings = condition_standings(
        condition for condition in review.conditions if versions and condition.id in versions[-1].conditions
    )
    checks = [
        *check_recommendations(held, review=review, screen=screen_options(review)),
        *check_conditions(review, on=None),
    ]
    findings = worst_first([*read_findings, *checks])
    if as_json:
        told = recommendation_json(held.name, versions, comparisons, standings)
        print_json({**told, "findings": [finding_json(item) for item in findings]})
        finish(findings)
    if not versions:
        typer.echo("This case holds no recommendation. Add one under documents/recommendation.")
        finish(findings)
    _print_version(versions[-1], review)
    _print_conditions(standings)
    for comparison in comparisons:
        _print_comparison(comparison)
    print_findings(findings)
    finish(findings)


def _print_version(version: Recommendation, review: Review) -> None:
    made_up = " (illustrative)" if version.document.illustrative else ""
    typer.echo(
        f"{version.title}{made_up}\n{version.label[:1].upper()}{version.label[1:]}, {version.status}\n{version.summary}\n"
    )
    print_table(
        "What is recommended",
        ("Service area", "Option", "Answer"),
        [
            (
                review.area_by_id[area.service_area].title
                if area.service_area in review.area_by_id
                else area.service_area,
                review.option_title(area.option) or "none",
                f"{area.answer}. {area.says}" if area.answer else area.says,
            )
            for area in version.areas
        ],
    )
    typer.echo()
    if version.clauses:
        print_table(
            "For every service area", ("Clause", "What it says"), [(item.title, item.says) for item in version.clauses]
        )
        typer.echo()
    for promise in version.reviews:
        typer.echo(f"Review: {promise.says} {promise.question} ({_when(promise)})")


def _when(promise: ReviewClause) -> str:
    if promise.on is not None:
        return f"by {day_in_words(promise.on)}"
    return f"{promise.after_months} months after the start" if promise.after_months is not None else "no day given"


def _print_conditions(standings: ConditionStandings) -> None:
    if not standings.conditions:
        return
    typer.echo()
    print_table(
        "What it rests on",
        ("Condition", "How it is tested", "State"),
        [
            (item.condition.statement, item.condition.how_tested or "not said", item.state.value.capitalize())
            for item in standings.conditions
        ],
    )
    stands: dict[bool | None, str] = {
        True: "It stands: every condition is met.",
        False: "It falls: a condition is not met.",
        None: "It is open while a condition is untested.",
    }
    typer.echo(f"{stands[standings.stands]}\n")


def _print_comparison(comparison: Comparison) -> None:
    rows = [
        (change.kind.value.capitalize(), f"{change.part.capitalize()}: {change.title}", _told(change), _why(change))
        for change in comparison.changes
    ]
    title = f"What changed from {comparison.before} to {comparison.after}"
    print_table(title, ("Change", "Where", "What", "Because of"), rows)
    for comment in comparison.moved_by:
        typer.echo(f"  {comment.title} ({comment.given_by}): {comment.says}")
    typer.echo()


def _told(change: Change) -> str:
    """Before and after of what changed; what was added or removed is told once."""
    if change.kind is ChangeKind.CHANGED:
        return "\n".join(
            f"{field.name}: {days_in_words(field.before) or 'none'} → {days_in_words(field.after) or 'none'}"
            for field in change.fields
        )
    said = [days_in_words(field.after or field.before) for field in change.fields]
    return "\n".join(text for text in said if text != change.title)


def _why(change: Change) -> str:
    return "\n".join(comment.title for comment in change.because) or "not said"


def recommendation_json(
    case: str,
    versions: Sequence[Recommendation],
    comparisons: Sequence[Comparison],
    standings: ConditionStandings,
) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/screening.md`` and stay."""
    return {
        "case": case,
        "versions": [
            {
                "version": version.version,
                "date": version.date,
                "status": version.status,
                "by": version.by,
                "title": version.title,
                "summary": version.summary,
                "areas": version.areas,
                "clauses": version.clauses,
                "reviews": version.reviews,
                "conditions": version.conditions,
                "moved_by": version.moved_by,
                "illustrative": version.document.illustrative,
                "hash": version.document.hash,
            }
            for version in versions
        ],
        "conditions": [
            {
                "id": item.condition.id,
                "statement": item.condition.statement,
                "how_tested": item.condition.how_tested,
                "test_by": item.condition.test_by,
                "responsible": item.condition.responsible,
                "state": item.state,
                "evidence": item.condition.evidence,
                "missing": item.missing,
            }
            for item in standings.conditions
        ],
        "stands": standings.stands,
        "changes": [_comparison_json(comparison) for comparison in comparisons],
    }


def _comparison_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "before": comparison.before,
        "after": comparison.after,
        "changes": [
            {
                "kind": change.kind,
                "part": change.part,
                "id": change.key,
                "title": change.title,
                "fields": [
                    {"name": field.name, "before": field.before, "after": field.after} for field in change.fields
                ],
                "because": [comment.id for comment in change.because],
            }
            for change in comparison.changes
        ],
        "moved_by": [comment.id for comment in comparison.moved_by],
        "result": comparison.hash,
    }
