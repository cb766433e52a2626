"""One score from 0 to 1 from many measures, so balanced that a small service counts; gates; Procurement Act ratings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from concordat.domain.payment.inputs import MeasureRule, RatingRule, Scoring

NOUGHT, ONE = Decimal(0), Decimal(1)
_PLAIN = Scoring()


@dataclass(frozen=True, slots=True)
class MeasureScore:
    measure: str
    title: str
    service: str
    weight: Decimal
    value: Decimal | None
    score: Decimal | None  # None: not counted
    below_minimum: bool
    rating: str


@dataclass(frozen=True, slots=True)
class Score:
    """`value` is None where nothing could be assessed; `failed_gate` names the gate measures below their minimum."""

    value: Decimal | None
    parts: tuple[MeasureScore, ...]
    services: tuple[tuple[str, Decimal], ...]
    failed_gates: tuple[str, ...]
    says: str

    @property
    def counted(self) -> Decimal | None:
        """What money and term go by: nought where a gate was failed."""
        return NOUGHT if self.failed_gates else self.value


def score_of(value: Decimal, *, minimum: Decimal, target: Decimal) -> Decimal:
    """0 at the minimum, 1 at the target, straight between; works for lower-is-better too, since the signs cancel."""
    if minimum == target:
        return ONE if value >= target else NOUGHT
    return min(ONE, max(NOUGHT, (value - minimum) / (target - minimum)))


def composite(
    rules: Sequence[MeasureRule],
    values: Mapping[str, Decimal | None],
    *,
    scoring: Scoring = _PLAIN,
    ratings: RatingRule | None = None,
    last: Mapping[str, Decimal] | None = None,
) -> Score:
    """Weighted mean of measure scores: within each service first where the services have agreed weights of their own.

    A gate counts whether or not it has a weight; and `parts` holds every measure with a minimum, which a year of term may
    ask of each.
    """
    parts = [
        _part(rule, values.get(rule.id), scoring, ratings, last or {})
        for rule in rules
        if rule.weight > 0 or rule.minimum is not None
    ]
    counted = [part for part in parts if part.score is not None and part.weight > 0]
    by_service = _by_service(counted)
    if not counted:
        value = None
    elif scoring.services:
        agreed = {name: weight for name, weight in scoring.services if name in by_service}
        total = sum(agreed.values(), NOUGHT)
        value = sum((by_service[name] * weight for name, weight in agreed.items()), NOUGHT) / total if total else None
    else:
        value = _mean(counted)
    gates = {rule.id for rule in rules if rule.gate}
    failed = tuple(part.title for part in parts if part.below_minimum and part.measure in gates)
    return Score(
        value,
        tuple(parts),
        tuple(by_service.items()),
        failed,
        _says(value, failed, sum(part.weight > 0 for part in parts) - len(counted)),
    )


def _part(
    rule: MeasureRule,
    value: Decimal | None,
    scoring: Scoring,
    ratings: RatingRule | None,
    last: Mapping[str, Decimal],
) -> MeasureScore:
    if rule.minimum is None or rule.target is None:
        below = value is not None and rule.minimum is not None and is_below(value, rule.minimum, rule.polarity)
        return MeasureScore(rule.id, rule.title, rule.service, rule.weight, value, None, below, "Other")
    if value is None:
        filled = {"nought": NOUGHT, "as last month": last.get(rule.id)}.get(scoring.missing)
        return MeasureScore(rule.id, rule.title, rule.service, rule.weight, None, filled, False, "Other")
    score = score_of(value, minimum=rule.minimum, target=rule.target)
    below = is_below(value, rule.minimum, rule.polarity)
    return MeasureScore(rule.id, rule.title, rule.service, rule.weight, value, score, below, rating_of(score, ratings))


def is_below(value: Decimal, minimum: Decimal, polarity: str) -> bool:
    return value < minimum if polarity == "higher" else value > minimum


def rating_of(score: Decimal | None, rule: RatingRule | None) -> str:
    """The words of the Procurement Regulations 2024 for a contract performance notice."""
    if score is None or rule is None:
        return "Other"
    for least, word in (
        (rule.good, "Good"),
        (rule.approaching, "Approaching target"),
        (rule.requires, "Requires improvement"),
    ):
        if score >= least:
            return word
    return "Inadequate"


def _by_service(parts: Sequence[MeasureScore]) -> dict[str, Decimal]:
    names = dict.fromkeys(part.service for part in parts)
    return {name: _mean([part for part in parts if part.service == name]) for name in names}


def _mean(parts: Sequence[MeasureScore]) -> Decimal:
    weights = sum((part.weight for part in parts), NOUGHT)
    return sum((part.weight * (part.score or NOUGHT) for part in parts), NOUGHT) / weights


def _says(value: Decimal | None, failed: tuple[str, ...], left_out: int) -> str:
    if value is None:
        return "Nothing could be assessed"
    said = f"Score {value:.4f} of 1"
    if left_out:
        said += f"; {left_out} measure{'s' if left_out > 1 else ''} not assessable and left out"
    return f"{said}; counted as 0, since {', '.join(failed)} fell below the minimum" if failed else said
