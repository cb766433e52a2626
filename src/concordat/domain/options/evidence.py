"""The rows that stand around the options: who takes part, what is in scope, what speaks for and against, what people
said and what must hold."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from concordat.domain.kernel.case import Fact
from concordat.domain.options.rows import choice, text


class InScope(StrEnum):
    YES = "yes"
    NO = "no"
    LATER = "later"


class PhaseState(StrEnum):
    TO_COME = "to come"
    UNDER_WAY = "under way"
    DONE = "done"


class ForOrAgainst(StrEnum):
    PRO = "pro"
    CON = "con"


class Tier(StrEnum):
    """Core and additional benefits as the Audit Commission tells them apart (2008); an implication is neither."""

    CORE = "core"
    ADDITIONAL = "additional"
    IMPLICATION = "implication"


class ConditionState(StrEnum):
    NOT_YET_TESTED = "not yet tested"
    MET = "met"
    NOT_MET = "not met"


@dataclass(frozen=True)
class ServiceArea:
    id: str
    title: str
    description: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "ServiceArea":
        return cls(fact.id, text(fact, "title"), text(fact, "description"), fact)


@dataclass(frozen=True)
class ServiceInScope:
    id: str
    title: str
    service_area: str
    in_scope: InScope
    description: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "ServiceInScope":
        in_scope = choice(InScope, fact, "in_scope") or InScope.YES
        return cls(fact.id, text(fact, "title"), text(fact, "service_area"), in_scope, text(fact, "description"), fact)


@dataclass(frozen=True)
class Phase:
    """`options_listed` and `options_taken_forward` are what the source states, to hold our own count against."""

    id: str
    title: str
    purpose: str
    state: PhaseState | None
    starts: date | None
    ends: date | None
    options_listed: int | None
    options_taken_forward: int | None
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Phase":
        return cls(
            id=fact.id,
            title=text(fact, "title"),
            purpose=text(fact, "purpose"),
            state=choice(PhaseState, fact, "state"),
            starts=fact.get("starts"),
            ends=fact.get("ends"),
            options_listed=fact.get("options_listed"),
            options_taken_forward=fact.get("options_taken_forward"),
            fact=fact,
        )


@dataclass(frozen=True)
class TakesPart:
    """A role or body in the review and what it does there."""

    id: str
    title: str
    kind: str
    part: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "TakesPart":
        return cls(fact.id, text(fact, "title"), text(fact, "kind"), text(fact, "part"), fact)


@dataclass(frozen=True)
class Point:
    """One thing that speaks for or against an option."""

    id: str
    option: str
    kind: ForOrAgainst
    statement: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Point":
        kind = choice(ForOrAgainst, fact, "kind") or ForOrAgainst.CON
        return cls(fact.id, text(fact, "option"), kind, text(fact, "statement"), fact)


@dataclass(frozen=True)
class Driver:
    id: str
    title: str
    benefit: str
    tier: Tier | None
    meaning: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Driver":
        return cls(
            fact.id,
            text(fact, "title"),
            text(fact, "benefit"),
            choice(Tier, fact, "tier"),
            text(fact, "meaning"),
            fact,
        )


@dataclass(frozen=True)
class DriverEffect:
    id: str
    driver: str
    option: str
    effect: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "DriverEffect":
        return cls(fact.id, text(fact, "driver"), text(fact, "option"), text(fact, "effect"), fact)


@dataclass(frozen=True)
class Comment:
    """What a group or body said about a draft, and the answer it got."""

    id: str
    title: str
    says: str
    given_by: str
    given_on: date | None
    through: str
    option: str
    service_area: str
    answer: str
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Comment":
        return cls(
            id=fact.id,
            title=text(fact, "title"),
            says=text(fact, "says"),
            given_by=text(fact, "given_by"),
            given_on=fact.get("given_on"),
            through=text(fact, "through"),
            option=text(fact, "option"),
            service_area=text(fact, "service_area"),
            answer=text(fact, "answer"),
            fact=fact,
        )


@dataclass(frozen=True)
class Condition:
    """What must hold for a recommendation to stand, and what testing it has shown."""

    id: str
    statement: str
    option: str
    service_area: str
    how_tested: str
    test_by: date | None
    responsible: str
    state: ConditionState
    evidence: str
    tested_on: date | None
    fact: Fact = field(repr=False)

    @classmethod
    def of(cls, fact: Fact) -> "Condition":
        return cls(
            id=fact.id,
            statement=text(fact, "statement"),
            option=text(fact, "option"),
            service_area=text(fact, "service_area"),
            how_tested=text(fact, "how_tested"),
            test_by=fact.get("test_by"),
            responsible=text(fact, "responsible"),
            state=choice(ConditionState, fact, "state") or ConditionState.NOT_YET_TESTED,
            evidence=text(fact, "evidence"),
            tested_on=fact.get("tested_on"),
            fact=fact,
        )
