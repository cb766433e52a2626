"""Appraisals made in one line for the tests of this folder."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from concordat.domain.appraisal.inputs import (
    Appraisal,
    Criterion,
    Judge,
    OptionJudged,
    Score,
    Statement,
    StatementKind,
)

ANNA, BEN = Judge("ashby", "anna"), Judge("benford", "ben")


def criteria(*ids: str) -> tuple[Criterion, ...]:
    return tuple(Criterion(id, id.title()) for id in ids)


def score(criterion: str, option: str, *figures: float, judge: Judge = ANNA, **more: str) -> Score:
    """One figure, or low, likely and high."""
    low, likely, high = figures * 3 if len(figures) == 1 else figures
    return Score(criterion, option, judge, Decimal(str(low)), Decimal(str(likely)), Decimal(str(high)), **more)


def said(kind: StatementKind, criterion: str, *, judge: Judge = ANNA, id: str = "", **figures: object) -> Statement:
    given = {name: Decimal(str(v)) if isinstance(v, int | float) else v for name, v in figures.items()}
    return Statement(id or f"{kind.value}-{criterion}", kind, criterion, judge, **given)  # type: ignore[arg-type]


def swings(judge: Judge = ANNA, **points: float) -> tuple[Statement, ...]:
    return tuple(said(StatementKind.SWING, id, judge=judge, points=given) for id, given in points.items())


def table(rows: Mapping[str, Sequence[float]], *ids: str, judge: Judge = ANNA) -> tuple[Score, ...]:
    return tuple(
        score(criterion, option, figure, judge=judge)
        for option, row in rows.items()
        for criterion, figure in zip(ids, row, strict=True)
    )


def appraisal(
    rows: Mapping[str, Sequence[float]], *ids: str, statements: Sequence[Statement] = (), **more: object
) -> Appraisal:
    return Appraisal(
        "made",
        "Made for a test",
        "",
        criteria(*ids),
        tuple(OptionJudged(option, option.title(), is_business_as_usual=option == "now") for option in rows),
        table(rows, *ids),
        statements=tuple(statements),
        **more,  # type: ignore[arg-type]
    )
