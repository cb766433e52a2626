"""How well two partners fit: what each says of the other, parity of size and budget, distance, common systems.

The questions are answered by each council separately, about each other one. The two answers are shown beside each other
and never averaged away: where they differ by two points or more, that is the finding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.sharing.inputs import Partner, SharingCase

APART = 2  # points between two answers that are worth talking about
LOW = Decimal("2.5")


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    asks: str
    about: str  # trust or values


@dataclass(frozen=True)
class Said:
    """One question of a pair: `one` by the first about the second, `other` the other way; None where not answered."""

    question: Question
    one: int | None
    other: int | None

    @property
    def is_apart(self) -> bool:
        return self.one is not None and self.other is not None and abs(self.one - self.other) >= APART


@dataclass(frozen=True)
class Pair:
    """Means are of the answered questions, 1 to 5. Ratios are the smaller to the larger, 1 is the same."""

    one: Partner
    other: Partner
    answers: tuple[Said, ...]
    says_one: Decimal | None
    says_other: Decimal | None
    size_ratio: Decimal | None
    budget_ratio: Decimal | None
    kilometres: Decimal | None
    common_systems: int
    known_systems: int

    @property
    def apart(self) -> tuple[Said, ...]:
        return tuple(said for said in self.answers if said.is_apart)

    @property
    def words(self) -> str:
        """The plainest thing to know about the pair."""
        means = [mean for mean in (self.says_one, self.says_other) if mean is not None]
        if len(means) < 2:
            return "Not both have answered."
        if any(mean < LOW for mean in means):
            doubter = self.one if self.says_one is not None and self.says_one < LOW else self.other
            return f"{doubter.title} has doubts. Talk before anything is planned."
        if self.apart:
            return f"They see it differently on {len(self.apart)} of {len(self.answers)} questions."
        return "They see it alike."


@dataclass(frozen=True)
class Fit:
    pairs: tuple[Pair, ...]
    questions: tuple[Question, ...]
    provenance: Provenance
    hash: str


def fit_between(sharing: SharingCase, questions: Sequence[Question]) -> Fit:
    """Every pair of partners, in the partners' order."""
    answers: dict[tuple[str, str, str], int] = {}
    facts = sharing.case.rows("fit_answers")
    for fact in facts:
        score = fact.get("score")
        if isinstance(score, int):
            answers[fact.organisation, str(fact.get("about", "")), str(fact.get("question", ""))] = score
    pairs = tuple(_pair(sharing, one, other, questions, answers) for one, other in combinations(sharing.partners, 2))
    provenance = Provenance.of(
        "sharing.fit",
        "What each partner says of each other one, beside size, budget, distance and systems in common.",
        [InputUsed.of_fact(fact, f"{fact.get('score')} of 5") for fact in facts]
        + [InputUsed.of_fact(fact) for fact in sharing.case.rows("organisations")],
    )
    figures = [(p.one.id, p.other.id, p.says_one, p.says_other, p.size_ratio, p.budget_ratio) for p in pairs]
    return Fit(pairs, tuple(questions), provenance, result_hash(figures, provenance))


def _pair(
    sharing: SharingCase,
    one: Partner,
    other: Partner,
    questions: Sequence[Question],
    answers: Mapping[tuple[str, str, str], int],
) -> Pair:
    said = tuple(
        Said(q, answers.get((one.id, other.id, q.id)), answers.get((other.id, one.id, q.id))) for q in questions
    )
    apart = one.kilometres_to(other)
    common, known = _systems(sharing, one.id, other.id)
    return Pair(
        one,
        other,
        said,
        _mean([answer.one for answer in said]),
        _mean([answer.other for answer in said]),
        _ratio(one.population, other.population),
        _ratio(_budget(sharing, one.id), _budget(sharing, other.id)),
        Decimal(str(round(apart, 1))) if apart is not None else None,
        common,
        known,
    )


def _mean(scores: Sequence[int | None]) -> Decimal | None:
    given = [score for score in scores if score is not None]
    return (Decimal(sum(given)) / len(given)).quantize(Decimal("0.1")) if given else None


def _ratio(one: int | None, other: int | None) -> Decimal | None:
    if not one or not other:
        return None
    return (Decimal(min(one, other)) / max(one, other)).quantize(Decimal("0.01"))


def _budget(sharing: SharingCase, council: str) -> int | None:
    rows = [row.gross for (id, _), row in sharing.latest_baseline.items() if id == council]
    return sum(rows) if rows else None


def _systems(sharing: SharingCase, one: str, other: str) -> tuple[int, int]:
    """Services whose system both named, and how many of those run on the same one."""
    common = known = 0
    for service in sharing.services:
        rows = [sharing.latest_baseline.get((council, service.id)) for council in (one, other)]
        named = [row.system.strip().casefold() for row in rows if row is not None and row.system.strip()]
        if len(named) == 2:
            known += 1
            common += named[0] == named[1]
    return common, known
