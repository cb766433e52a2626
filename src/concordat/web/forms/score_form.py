"""One judge's scores and points as a form: what stands in it, what was typed into it, and the same out of a workbook."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

from concordat.application.actor import Actor
from concordat.data.files import load_catalogue
from concordat.domain.appraisal import Appraisal
from concordat.domain.appraisal.inputs import Criterion, Judge, Score, SpeaksFor, Statement, StatementKind
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.cells import write_cell
from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.presentation.scorer_workbook import Filled
from concordat.web.forms.meanwhile import SEEN, Cell, Meanwhile, Part, as_said, standing

FIGURES = ("low", "likely", "high")
ASKED = {"low": "Low", "likely": "Likely", "high": "High", "category": "In words", "evidence": "Evidence"}
FROM_WORKBOOK = "Scorer's workbook"
_MOVED_ON = "-"  # the hash of nothing: what stands there now is not what the workbook was written on


class Asked:
    """The form of one judge: what stands in it now, and what was typed into it since it was opened."""

    def __init__(
        self, actor: Actor, case: Case, appraisal: Appraisal, judge: Judge, *, posted: QueryDict | None = None
    ) -> None:
        self.actor, self.case, self.appraisal, self.judge = actor, case, appraisal, judge
        self.held, self.swings = held_of(appraisal, judge), swings_of(appraisal, judge)
        self.posted = posted if posted is not None else QueryDict()
        self.cells = list(self._cells())
        self.met = Meanwhile(posted, self.cells, by=actor, look_first=self.posted.get("do") == "submit")

    def _cells(self) -> Iterator[Cell]:
        scores = standing(self.case, "scores", of=_about_score, organisation=self.judge.organisation)
        points = standing(self.case, "weight_statements", of=_about_swing, organisation=self.judge.organisation)
        who = (self.judge.person, self.judge.group.value)
        for leaf in self.appraisal.leaves:
            for option in self.appraisal.options:
                one, name = self.held.get((leaf.id, option.id)), f"{leaf.id}~{option.id}"
                parts = tuple(
                    Part(f"s~{name}~{column}", ASKED[column], as_said([shown_in(one, column)]))
                    for column in columns_asked(leaf, option.id, self.posted)
                )
                stands = one.fact if one is not None else scores.get((leaf.id, option.id, *who))
                yield Cell(f"{self.judge.group.value}~{name}", f"{option.title}, {leaf.title}", parts, stands)
        for criterion in self.appraisal.criteria:
            swing = self.swings.get(criterion.id)
            parts = (Part(f"w~{criterion.id}", "Points", as_said([points_in(swing)])),)
            if f"y~{criterion.id}" in self.posted:
                parts += (Part(f"y~{criterion.id}", "Why", as_said([_reason(swing)])),)
            stands = swing.fact if swing is not None else points.get((criterion.id, *who))
            yield Cell(f"{self.judge.group.value}~{criterion.id}", f"Points: {criterion.title}", parts, stands)


def columns_asked(leaf: Criterion, option: str, posted: QueryDict) -> list[str]:
    """What the form asks for: words where there are words, figures where there are none; a workbook may say both."""
    asked = {"category", "evidence"} if leaf.function.categories else {*FIGURES, "evidence"}
    return [name for name in ASKED if name in asked or f"s~{leaf.id}~{option}~{name}" in posted]


def _about_score(fact: Fact) -> tuple[str, ...]:
    return str(fact.get("criterion")), str(fact.get("option")), *_said_by(fact)


def _about_swing(fact: Fact) -> tuple[str, ...]:
    return (str(fact.get("criterion")) if fact.get("kind") == "swing" else fact.id), *_said_by(fact)


def _said_by(fact: Fact) -> tuple[str, str]:
    return str(fact.get("scorer") or fact.author), str(fact.get("group", "officers"))


def shown_in(one: Score | None, column: str) -> str:
    value = one.fact.get(column) if one is not None and one.fact is not None else None
    return write_cell(value, column_of("scores", column))


def points_in(one: Statement | None) -> str:
    return "" if one is None or one.points is None else f"{one.points:f}"


def _reason(one: Statement | None) -> str:
    return "" if one is None or one.fact is None else str(one.fact.get("reason", ""))


def held_of(appraisal: Appraisal, judge: Judge) -> dict[tuple[str, str], Score]:
    return {
        (item.criterion, item.option): item
        for item in appraisal.scores
        if item.judge == judge and not item.service_area
    }


def swings_of(appraisal: Appraisal, judge: Judge) -> dict[str, Statement]:
    return {
        item.criterion: item
        for item in appraisal.statements
        if item.judge == judge and item.kind is StatementKind.SWING and item.speaks_for is SpeaksFor.PERSON
    }


def column_of(table: str, name: str) -> Any:
    return load_catalogue()[table].column(name)


def not_asked(appraisal: Appraisal, filled: Filled, *, file: str) -> tuple[Finding, ...]:
    """Rows of a workbook about options and criteria that are there no longer: nothing of them goes in."""
    known = {leaf.id for leaf in appraisal.leaves} | {criterion.id for criterion in appraisal.criteria}
    options = {option.id for option in appraisal.options}
    gone = [
        " / ".join(str(fact.get(name)) for name in ("option", "criterion") if fact.get(name))
        for fact, _ in filled.facts
        if fact.get("criterion") not in known or (fact.table == "scores" and fact.get("option") not in options)
    ]
    told = f"The workbook speaks of what is asked no longer: {', '.join(gone)}. Nothing of that came in."
    return (warning(Where(file), told, "Take a new workbook.", code="scorer.gone"),) if gone else ()


def typed_from_workbook(asked: Asked, filled: Filled) -> QueryDict:
    """The workbook as if it had been typed into the form as the form stood when the workbook was written.

    What the workbook repeats of the day it was written on is not a change of its own.
    """
    data = QueryDict(mutable=True)
    data["group"], data["source"] = filled.judge.group.value, FROM_WORKBOOK
    for cell in asked.cells:
        for part in cell.parts:
            data.setlist(part.name, list(part.now))
    held = {_key(cell.stands): cell.stands for cell in asked.cells if cell.stands is not None}
    moved = set()
    for fact, was in filled.facts:
        said, stands = _typed(fact), held.get(_key(fact))
        if stands is not None and stands.hash != was:
            base = next((one for one in asked.case.facts if (one.table, one.hash) == (fact.table, was)), None)
            if base is not None and _typed(base) == said:
                continue
            moved.add(_key(fact))
        for name, text in said.items():
            data[name] = text
    again = Asked(asked.actor, asked.case, asked.appraisal, filled.judge, posted=data)
    data[SEEN] = json.dumps(
        {cell.key: _MOVED_ON if cell.stands and _key(cell.stands) in moved else cell.now for cell in again.cells}
    )
    return data


def _key(fact: Fact | Any) -> tuple[str, str, str]:
    return fact.table, str(fact.get("criterion")), str(fact.get("option", ""))


def _typed(fact: Fact) -> dict[str, str]:
    """The fields of the form that a row of a workbook fills; evidence and reason only where it gives them."""
    criterion = str(fact.get("criterion"))
    if fact.table == "scores":
        names, start = (
            [name for name in ASKED if name != "evidence" or fact.get(name)],
            f"s~{criterion}~{fact.get('option')}",
        )
        return {
            f"{start}~{name}": write_cell(fact.get(name), column_of("scores", name))
            for name in names
            if name in (*FIGURES, "evidence") or fact.get(name)
        }
    points = {f"w~{criterion}": f"{fact.get('points'):f}" if fact.get("points") is not None else ""}
    return points | ({f"y~{criterion}": str(fact.get("reason"))} if fact.get("reason") else {})
