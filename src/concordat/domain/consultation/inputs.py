"""Rounds of consultation, comments, the themes people put them under, and dissent: frozen rows."""

from dataclasses import dataclass, field
from datetime import date

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.options import Review, read_review
from concordat.domain.options.evidence import Comment


@dataclass(frozen=True)
class Round:
    """One time people were asked. `version` is that of the recommendation they were asked about."""

    id: str
    title: str
    about: str
    version: int | None
    proposal: str
    opened_on: date | None
    closed_on: date | None
    asked: tuple[str, ...]
    duty: str
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Theme:
    id: str
    title: str
    says: str
    answer: str
    outcome: str
    changed: str
    grouped_by: str
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Heard:
    """A comment with who it came from, where it belongs, and for how many people it speaks (1 where nobody counted)."""

    comment: Comment
    from_group: str
    round: str
    theme: str
    people: int

    @property
    def id(self) -> str:
        return self.comment.id


@dataclass(frozen=True)
class Dissent:
    id: str
    body: str
    council: str
    says: str
    version: int | None
    proposal: str
    given_on: date | None
    recorded_in: str
    answer: str
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Asked:
    """Everything typed about consultation, row by row."""

    rounds: tuple[Round, ...]
    themes: tuple[Theme, ...]
    heard: tuple[Heard, ...]
    dissents: tuple[Dissent, ...]
    review: Review


def read_consultation(case: Case) -> Asked:
    """Rounds, themes, comments and dissents in the order of their rows."""
    review = read_review(case)
    return Asked(
        rounds=tuple(_round(row) for row in case.rows("consultations")),
        themes=tuple(_theme(row) for row in case.rows("comment_themes")),
        heard=tuple(_heard(comment) for comment in review.comments),
        dissents=tuple(_dissent(row) for row in case.rows("dissents")),
        review=review,
    )


def _round(row: Fact) -> Round:
    return Round(
        id=row.id,
        title=_text(row, "title") or row.id,
        about=_text(row, "about"),
        version=row.get("recommendation_version"),
        proposal=_text(row, "proposal"),
        opened_on=row.get("opened_on"),
        closed_on=row.get("closed_on"),
        asked=tuple(row.get("asked", ())),
        duty=_text(row, "duty"),
        fact=row,
    )


def _theme(row: Fact) -> Theme:
    return Theme(
        id=row.id,
        title=_text(row, "title") or row.id,
        says=_text(row, "says"),
        answer=_text(row, "answer"),
        outcome=_text(row, "outcome") or "not decided yet",
        changed=_text(row, "changed"),
        grouped_by=_text(row, "grouped_by"),
        fact=row,
    )


def _heard(comment: Comment) -> Heard:
    row = comment.fact
    return Heard(
        comment,
        _text(row, "from_group"),
        _text(row, "consultation"),
        _text(row, "theme"),
        int(row.get("people", 1)),
    )


def _dissent(row: Fact) -> Dissent:
    return Dissent(
        id=row.id,
        body=_text(row, "body"),
        council=_text(row, "council"),
        says=_text(row, "says"),
        version=row.get("recommendation_version"),
        proposal=_text(row, "proposal"),
        given_on=row.get("given_on"),
        recorded_in=_text(row, "recorded_in"),
        answer=_text(row, "answer"),
        fact=row,
    )


def _text(row: Fact, column: str) -> str:
    return str(row.get(column, "")).strip()
