"""The choices that make up options: scope, solution, delivery, implementation, funding, each with what became of it.

The five questions and their order are those of HM Treasury's options framework-filter (The Green Book, Box 17).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, note, warning
from concordat.domain.options.inputs import Decision, Kind, Option
from concordat.domain.options.rows import choice, text, whole_number


class Question(StrEnum):
    SCOPE = "scope"
    SOLUTION = "solution"
    DELIVERY = "delivery"
    IMPLEMENTATION = "implementation"
    FUNDING = "funding"


class Verdict(StrEnum):
    PREFERRED = "preferred"
    CARRIED_FORWARD = "carried forward"
    DISCOUNTED = "discounted"


class Wish(StrEnum):
    WANTS = "wants it"
    ACCEPTS = "would accept it"
    AGAINST = "does not want it"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class FrameworkChoice:
    id: str
    title: str
    question: Question
    ambition: int
    verdict: Verdict | None
    reason: str
    options: tuple[str, ...]
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Appetite:
    """What the senior management of an area makes of an option, and what the contractor asks for."""

    option: str
    service_area: str
    wish: Wish
    said_by: str
    why: str
    contractor_conditions: str
    fact: Fact = field(repr=False)


@dataclass(frozen=True)
class Framework:
    choices: tuple[FrameworkChoice, ...]
    appetites: tuple[Appetite, ...]
    options: tuple[Option, ...]

    def of(self, question: Question) -> tuple[FrameworkChoice, ...]:
        """From least to most ambitious."""
        return tuple(sorted((c for c in self.choices if c.question is question), key=lambda c: c.ambition))


def read_framework(case: Case) -> Framework:
    return Framework(
        tuple(map(_choice, case.rows("framework_choices"))),
        tuple(map(_appetite, case.rows("appetites"))),
        tuple(map(Option.of, case.rows("options"))),
    )


def _choice(fact: Fact) -> FrameworkChoice:
    taken = fact.get("options", ())
    return FrameworkChoice(
        fact.id,
        text(fact, "title"),
        choice(Question, fact, "question") or Question.SCOPE,
        whole_number(fact, "ambition", 1),
        choice(Verdict, fact, "verdict"),
        text(fact, "reason"),
        tuple(taken) if isinstance(taken, tuple) else (),
        fact,
    )


def _appetite(fact: Fact) -> Appetite:
    return Appetite(
        text(fact, "option"),
        text(fact, "service_area"),
        choice(Wish, fact, "appetite") or Wish.NOT_ASKED,
        text(fact, "said_by"),
        text(fact, "why"),
        text(fact, "contractor_conditions"),
        fact,
    )


def check_framework(framework: Framework) -> tuple[Finding, ...]:
    """What the framework asks for and is not there; nothing is said where it is not used."""
    return (*_verdicts(framework), *_preferred(framework), *_short_list(framework), *_unknown(framework))


def _verdicts(framework: Framework) -> Iterator[Finding]:
    for item in framework.choices:
        where = Where(table="Choices that make up the options", item=item.title)
        if item.verdict is None:
            yield note(
                where,
                "Nothing has been decided about it.",
                "Prefer, carry forward or discount it.",
                code="framework.open",
            )
        elif not item.reason:
            yield warning(
                where, f"It was {item.verdict.value} without a reason.", "Say why.", code="framework.no_reason"
            )


def _preferred(framework: Framework) -> Iterator[Finding]:
    for question in Question:
        held = framework.of(question)
        preferred = [item for item in held if item.verdict is Verdict.PREFERRED]
        if held and len(preferred) != 1:
            yield warning(
                Where(table="Choices that make up the options", item=question.value.capitalize()),
                f"{len(preferred) or 'None'} of the choices {'is' if not preferred else 'are'} preferred.",
                "Prefer one: it narrows what is looked at in the next question.",
                code="framework.preferred",
            )


def _short_list(framework: Framework) -> Iterator[Finding]:
    """The short list always holds business as usual and the least that meets the core requirements."""
    if not framework.choices:
        return
    kept = [option for option in framework.options if option.decision is not Decision.DROPPED]
    for kind, words in ((Kind.BUSINESS_AS_USUAL, "business as usual"), (Kind.DO_MINIMUM, "do minimum")):
        if not any(option.kind is kind for option in kept):
            yield warning(
                Where(table="Options"),
                f"The short list holds no {words}.",
                "Keep one: the others are compared with it.",
                code=f"framework.no_{words.replace(' ', '_')}",
            )


def _unknown(framework: Framework) -> Iterator[Finding]:
    known = {option.id for option in framework.options}
    for item in framework.choices:
        for id in item.options:
            if id not in known:
                yield warning(
                    Where(table="Choices that make up the options", item=item.title),
                    f"“{id}” is not an option.",
                    "Use the short name of an option.",
                    code="framework.unknown_option",
                )
