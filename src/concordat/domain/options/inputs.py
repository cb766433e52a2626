"""What the options engine reads from a case: frozen rows, in the order they were entered.

Money is whole pence a year. A value nobody gave is None or empty text, never a guess. Reading raises nothing: what is
wrong with the rows is for `checks`.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.options.evidence import (
    Comment,
    Condition,
    Driver,
    DriverEffect,
    Phase,
    Point,
    ServiceArea,
    ServiceInScope,
    TakesPart,
)
from concordat.domain.options.rows import choice, text, whole_number


class Mark(StrEnum):
    """How an option fares on one criterion. One red drops it."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Kind(StrEnum):
    """What an option is for in the comparison."""

    BUSINESS_AS_USUAL = "business as usual"
    DO_MINIMUM = "do minimum"
    OPTION = "option"


class Origin(StrEnum):
    LONG_LIST = "long list"
    CHALLENGE = "challenge"
    MADE_FROM_OTHERS = "made from others"  # a hybrid


class Interface(StrEnum):
    """The level at which client and provider meet (Herefordshire Council 2008, para 37)."""

    STRATEGIC = "strategic"
    TACTICAL = "tactical"


class Staff(StrEnum):
    """Who employs the people who deliver (Herefordshire Council 2008, para 37)."""

    MIXED = "mixed"
    TRANSFERRED = "transferred"
    UNCHANGED = "unchanged"


class Decision(StrEnum):
    CARRIED_FORWARD = "carried forward"
    DROPPED = "dropped"


class AsksFor(StrEnum):
    PUT_BACK = "put back"
    ADD = "add"
    DROP = "drop"


class Outcome(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Taken(StrEnum):
    TAKEN = "taken"
    MAY_BE = "may be taken"
    NOT_TAKEN = "not taken"


@dataclass(frozen=True)
class Objective:
    """`least_annual_saving` is in pence a year; None where the objective is not about money."""

    id: str
    title: str
    description: str
    least_annual_saving: int | None
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Objective":
        least = fact.get("least_annual_saving")
        return cls(fact.id, text(fact, "title"), text(fact, "description"), least, fact)


@dataclass(frozen=True)
class Criterion:
    """Something an option must be capable of. `stands_for` is None where nobody published how many there were."""

    id: str
    title: str
    test: str
    objective: str
    published: bool
    stands_for: int | None
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Criterion":
        published = fact.get("published", True)
        stands_for = fact.get("stands_for") or (1 if published else None)
        return cls(
            fact.id, text(fact, "title"), text(fact, "test"), text(fact, "objective"), published, stands_for, fact
        )


@dataclass(frozen=True)
class Option:
    """One way of delivering, or several that the source counts and does not name (`published` is False)."""

    id: str
    title: str
    short_title: str
    description: str
    kind: Kind
    origin: Origin
    published: bool
    stands_for: int
    interface: Interface | None
    staff: Staff | None
    decision: Decision | None
    decision_reason: str
    decided_on: date | None
    decided_by: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Option":
        return cls(
            id=fact.id,
            title=text(fact, "title"),
            short_title=text(fact, "short_title") or text(fact, "title"),
            description=text(fact, "description"),
            kind=choice(Kind, fact, "kind") or Kind.OPTION,
            origin=choice(Origin, fact, "origin") or Origin.LONG_LIST,
            published=fact.get("published", True),
            stands_for=whole_number(fact, "stands_for", 1),
            interface=choice(Interface, fact, "interface"),
            staff=choice(Staff, fact, "staff"),
            decision=choice(Decision, fact, "decision"),
            decision_reason=text(fact, "decision_reason"),
            decided_on=fact.get("decided_on"),
            decided_by=text(fact, "decided_by"),
            fact=fact,
        )


@dataclass(frozen=True)
class ScreenMark:
    """One person's mark for one option on one criterion; `mark` is None where the row was begun and not finished."""

    option: str
    criterion: str
    mark: Mark | None
    reason: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "ScreenMark":
        return cls(
            text(fact, "option"), text(fact, "criterion"), choice(Mark, fact, "mark"), text(fact, "reason"), fact
        )


@dataclass(frozen=True)
class Challenge:
    id: str
    option: str
    asks_for: AsksFor
    ground: str
    raised_by: str
    raised_on: date | None
    outcome: Outcome
    outcome_reason: str
    decided_by: str
    decided_on: date | None
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Challenge":
        return cls(
            id=fact.id,
            option=text(fact, "option"),
            asks_for=choice(AsksFor, fact, "asks_for") or AsksFor.PUT_BACK,
            ground=text(fact, "ground"),
            raised_by=text(fact, "raised_by"),
            raised_on=fact.get("raised_on"),
            outcome=choice(Outcome, fact, "outcome") or Outcome.WAITING,
            outcome_reason=text(fact, "outcome_reason"),
            decided_by=text(fact, "decided_by"),
            decided_on=fact.get("decided_on"),
            fact=fact,
        )


@dataclass(frozen=True)
class Site:
    """A place elsewhere that shows how an option works."""

    id: str
    title: str
    option: str
    provider: str
    shows: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Site":
        return cls(
            fact.id, text(fact, "title"), text(fact, "option"), text(fact, "provider"), text(fact, "shows"), fact
        )


@dataclass(frozen=True)
class Feature:
    """A part of an option or of a reference site that is worth having in another."""

    id: str
    title: str
    meaning: str
    from_option: str
    from_site: str
    into: str
    taken: Taken
    reason: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Feature":
        return cls(
            id=fact.id,
            title=text(fact, "title"),
            meaning=text(fact, "meaning"),
            from_option=text(fact, "from_option"),
            from_site=text(fact, "from_site"),
            into=text(fact, "into"),
            taken=choice(Taken, fact, "taken") or Taken.MAY_BE,
            reason=text(fact, "reason"),
            fact=fact,
        )


@dataclass(frozen=True)
class Review:
    """Everything typed about the options of one review, row by row."""

    name: str
    title: str
    objectives: tuple[Objective, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    options: tuple[Option, ...] = ()
    marks: tuple[ScreenMark, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    sites: tuple[Site, ...] = ()
    features: tuple[Feature, ...] = ()
    areas: tuple[ServiceArea, ...] = ()
    services: tuple[ServiceInScope, ...] = ()
    phases: tuple[Phase, ...] = ()
    taking_part: tuple[TakesPart, ...] = ()
    points: tuple[Point, ...] = ()
    drivers: tuple[Driver, ...] = ()
    effects: tuple[DriverEffect, ...] = ()
    comments: tuple[Comment, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @cached_property
    def option_by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}

    def option_title(self, id: str) -> str:
        return self.option_by_id[id].title if id in self.option_by_id else id

    @cached_property
    def area_by_id(self) -> dict[str, ServiceArea]:
        return {area.id: area for area in self.areas}

    def marks_of(self, option: str) -> tuple[ScreenMark, ...]:
        return tuple(mark for mark in self.marks if mark.option == option)

    def challenges_of(self, option: str) -> tuple[Challenge, ...]:
        return tuple(challenge for challenge in self.challenges if challenge.option == option)


def read_review(case: Case) -> Review:
    """The review in a case; empty where the case has none of its tables."""
    return Review(
        name=case.name,
        title=case.title,
        objectives=tuple(map(Objective.of, case.rows("objectives"))),
        criteria=tuple(map(Criterion.of, case.rows("screen_criteria"))),
        options=tuple(map(Option.of, case.rows("options"))),
        marks=tuple(map(ScreenMark.of, case.rows("screen_marks"))),
        challenges=tuple(map(Challenge.of, case.rows("challenges"))),
        sites=tuple(map(Site.of, case.rows("reference_sites"))),
        features=tuple(map(Feature.of, case.rows("features"))),
        areas=tuple(map(ServiceArea.of, case.rows("service_areas"))),
        services=tuple(map(ServiceInScope.of, case.rows("services_in_scope"))),
        phases=tuple(map(Phase.of, case.rows("phases"))),
        taking_part=tuple(map(TakesPart.of, case.rows("board"))),
        points=tuple(map(Point.of, case.rows("pros_and_cons"))),
        drivers=tuple(map(Driver.of, case.rows("drivers"))),
        effects=tuple(map(DriverEffect.of, case.rows("driver_effects"))),
        comments=tuple(map(Comment.of, case.rows("comments"))),
        conditions=tuple(map(Condition.of, case.rows("conditions"))),
    )
