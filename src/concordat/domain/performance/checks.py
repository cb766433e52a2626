"""What a contract manager should mend in the measures before relying on them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.performance.inputs import Measure

YEARS_AHEAD = 3
REVIEWED_WITHIN = 400  # days: yearly, with a month's grace


def check_measures(measures: Sequence[Measure], *, on: date) -> list[Finding]:
    """Every measure against what a measure must have; never stops at the first."""
    counted = Counter(measure.id for measure in measures)
    findings = [
        error(
            _where(name),
            f"There are {n} measures “{name}”.",
            "Keep one, or give them different identifiers.",
            code="measure.twice",
        )
        for name, n in counted.items()
        if n > 1
    ]
    for measure in measures:
        if measure.holds_on(on):
            findings += [*_targets(measure, on), *_ownership(measure, on), *_sense(measure), *_purpose(measure)]
    return findings


def _where(item: str) -> Where:
    return Where(table="Measures", item=item)


def _targets(measure: Measure, on: date) -> list[Finding]:
    this_year = FinancialYear.containing(on)
    if measure.target_for(on) is None:
        return [
            warning(_where(measure.id), f"{measure.title} has no target for {this_year}.",
                    "Agree one, or say from when the measure no longer holds.", code="measure.no_target")
        ]  # fmt: skip
    years = [this_year.later(ahead) for ahead in range(YEARS_AHEAD)]
    missing = [str(year) for year in years if all(target.year != str(year) for target in measure.targets)]
    if not missing:
        return []
    return [
        note(_where(measure.id), f"{measure.title} has no target yet for {', '.join(missing)}.",
             "Targets stand for three years and are reviewed every year.", code="measure.horizon")
    ]  # fmt: skip


def _ownership(measure: Measure, on: date) -> list[Finding]:
    found = []
    if not measure.owner:
        found.append(
            warning(_where(measure.id), f"Nobody owns “{measure.title}”.", "Name a post that answers for it.",
                    code="measure.no_owner")
        )  # fmt: skip
    if measure.targets and (measure.reviewed_on is None or (on - measure.reviewed_on).days > REVIEWED_WITHIN):
        found.append(
            warning(_where(measure.id), f"The targets of “{measure.title}” were not reviewed for over a year.",
                    "Review them with the other party and enter the day (reviewed_on).", code="measure.not_reviewed")
        )  # fmt: skip
    return found


def _purpose(measure: Measure) -> list[Finding]:
    """What it is for, and what is the least that is acceptable: without the two nobody can say what a miss means."""
    found = []
    if not measure.serves:
        found.append(
            warning(_where(measure.id), f"{measure.title} serves no outcome.", "Say which aim of the partnership it is for (serves).",
                    code="measure.no_outcome")
        )  # fmt: skip
    bare = [one.year for one in measure.targets if one.target is not None and one.minimum is None]
    if bare:
        found.append(
            note(_where(measure.id), f"{measure.title} has no least acceptable level for {', '.join(bare)}.",
                 "Agree below which figure it is a failure and not only a miss (minimum).", code="measure.no_minimum")
        )  # fmt: skip
    return found


def _sense(measure: Measure) -> list[Finding]:
    """Targets that contradict the measure's polarity."""
    sign = -1 if measure.polarity == "lower" else 1
    found = []
    for target in measure.targets:
        aim = target.target
        if (measure.polarity == "band") != (target.band is not None):
            found.append(
                error(_where(measure.id), f"{measure.title}, {target.year}: a band goes with the polarity “band”, and only with it.",
                      "Give a band, or say whether higher or lower is better.", code="measure.band")
            )  # fmt: skip
        if aim is None or measure.polarity == "band":
            continue
        if target.minimum is not None and sign * (aim - target.minimum) < 0:
            found.append(
                error(_where(measure.id), f"{measure.title}, {target.year}: the least acceptable is better than the target.",
                      "Exchange the two, or correct the polarity.", code="measure.minimum")
            )  # fmt: skip
        if target.stretch is not None and sign * (target.stretch - aim) < 0:
            found.append(
                error(_where(measure.id), f"{measure.title}, {target.year}: the stretch is worse than the target.",
                      "Exchange the two, or correct the polarity.", code="measure.stretch")
            )  # fmt: skip
    return found
