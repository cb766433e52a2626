"""What came before a body and what came after it, with dates: councils are reorganised, and their contracts go on.

Bodies are the case's organisations and, behind them, the imported list of authorities. Either side may name the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.periods import day_in_words

TABLE = "organisations"


@dataclass(frozen=True)
class Body:
    """`from_date` is its first day and `to_date` its last, None where nobody said. Identifiers before and after it."""

    id: str
    name: str
    kind: str = ""
    ons_code: str = ""
    from_date: date | None = None
    to_date: date | None = None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    def has_ended_by(self, day: date) -> bool:
        return self.to_date is not None and self.to_date < day


@dataclass(frozen=True)
class Step:
    """A body some generations away: 1 came directly before or after."""

    body: Body
    generation: int


def bodies_in(case: Case) -> dict[str, Body]:
    """By identifier; where one names another as its successor, that one has it as predecessor, and the other way round."""
    rows = {fact.id: fact for table in ("authorities", TABLE) for fact in case.rows(table)}
    after = {id: _names(fact, "successors") for id, fact in rows.items()}
    before = {id: _names(fact, "predecessors") for id, fact in rows.items()}
    return {id: _body(fact, _joined(id, before, after), _joined(id, after, before)) for id, fact in rows.items()}


def _names(fact: Fact, column: str) -> tuple[str, ...]:
    return tuple(fact.get(column, ()))


def _joined(id: str, own: Mapping[str, tuple[str, ...]], others: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own[id], *(other for other, named in others.items() if id in named))))


def _body(fact: Fact, predecessors: tuple[str, ...], successors: tuple[str, ...]) -> Body:
    return Body(
        fact.id,
        str(fact.get("name") or fact.id),
        str(fact.get("kind", "")),
        str(fact.get("ons_code", "")),
        fact.get("from_date"),
        fact.get("to_date"),
        predecessors,
        successors,
    )


def came_before(bodies: Mapping[str, Body], id: str) -> tuple[Step, ...]:
    """Nearest first. One that nobody described stands with its identifier alone; a ring is walked once."""
    return _walk(bodies, id, "predecessors")


def came_after(bodies: Mapping[str, Body], id: str) -> tuple[Step, ...]:
    return _walk(bodies, id, "successors")


def _walk(bodies: Mapping[str, Body], id: str, side: str) -> tuple[Step, ...]:
    seen, generation, now, found = {id}, 0, [id], list[Step]()
    while now:
        generation += 1
        named = [other for one in now if one in bodies for other in getattr(bodies[one], side)]
        now = [other for other in dict.fromkeys(named) if other not in seen]
        seen.update(now)
        found += [Step(bodies.get(other, Body(other, other)), generation) for other in now]
    return tuple(found)


def check_succession(case: Case, *, on: date | None = None) -> list[Finding]:
    """What does not fit among the case's own organisations. The imported list is its publisher's to mend."""
    bodies = bodies_in(case)
    own = [bodies[fact.id] for fact in case.rows(TABLE)]
    return [
        *(finding for body in own for finding in _about(body, bodies)),
        *(finding for fact in case.rows("memberships") for finding in _membership(fact, bodies, on)),
    ]


def _about(body: Body, bodies: Mapping[str, Body]) -> Iterator[Finding]:
    for column in ("predecessors", "successors"):
        where = Where(table=TABLE, column=column, item=body.id)
        for id in getattr(body, column):
            if id == body.id:
                yield error(
                    where,
                    f"{body.name} is named as coming {_side(column)} itself.",
                    "Take it out.",
                    code="succession.itself",
                )
            elif id not in bodies:
                yield warning(
                    where,
                    f"“{id}”, which came {_side(column)} {body.name}, is neither an organisation here nor in the list of authorities.",
                    "Correct the identifier, add the organisation, or bring in the list of authorities.",
                    code="succession.unknown",
                )
        if any(body.id in getattr(step.body, column) for step in _walk(bodies, body.id, column)):
            yield error(
                where,
                f"{body.name} comes {_side(column)} itself, by way of others.",
                "Correct one of them.",
                code="succession.ring",
            )
    yield from _dates(body, bodies)


def _side(column: str) -> str:
    return "before" if column == "predecessors" else "after"


def _dates(body: Body, bodies: Mapping[str, Body]) -> Iterator[Finding]:
    where = Where(table=TABLE, column="to_date", item=body.id)
    if body.from_date and body.to_date and body.to_date < body.from_date:
        yield error(where, f"{body.name} ended before it began.", "Correct one of the days.", code="succession.dates")
    if body.successors and body.to_date is None:
        yield warning(
            where,
            f"{body.name} has successors, and nobody says when it ended.",
            "Enter its last day.",
            code="succession.no_end",
        )
    for id in body.successors:
        heir = bodies.get(id)
        if heir is None or body.to_date is None:
            continue
        if heir.from_date is not None and heir.from_date > body.to_date + timedelta(days=1):
            yield warning(
                where,
                f"{body.name} ended on {day_in_words(body.to_date)} and {heir.name} began on "
                f"{day_in_words(heir.from_date)}: nobody is responsible in between.",
                "Correct one of the days, or name who came in between.",
                code="succession.gap",
            )
        if heir.to_date is not None and heir.to_date < body.to_date:
            yield error(
                where,
                f"{heir.name} ended before {body.name}, whose successor it is said to be.",
                "Correct the days, or which came first.",
                code="succession.order",
            )


def _membership(fact: Fact, bodies: Mapping[str, Body], on: date | None) -> Iterator[Finding]:
    """An organisation that is no more cannot go on belonging; its successors may have taken its place."""
    body, until = bodies.get(str(fact.get("partner", ""))), fact.get("to_date")
    if body is None or body.to_date is None or (until is not None and until <= body.to_date + timedelta(days=1)):
        return
    where = Where(table="memberships", column="to_date", item=fact.id)
    heirs = ", ".join(step.body.name for step in came_after(bodies, body.id) if step.generation == 1)
    said = f"{body.name} ends on {day_in_words(body.to_date)}, and its membership runs on"
    fix = f"Say until when it belongs, and add its successor{': ' + heirs if heirs else ', where there is one'}."
    if on is not None and body.has_ended_by(on):
        yield warning(where, f"{said.replace(' ends ', ' ended ')}.", fix, code="succession.member_ended")
    else:
        yield note(where, f"{said}.", fix, code="succession.member_ends")
