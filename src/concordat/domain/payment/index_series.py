"""The level of an index that goes on under another name: rebased, or withdrawn with a successor.

From the month agreed the new series counts, multiplied by a link: the factor its publisher gives, or what the series before
stood at in a month both were published for ÷ what the new one stood at then. Several changes are linked one after another.
Without an agreed successor a month that is not known stops the indexation; nothing is spliced by itself.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.payment.evidence_types import Evidence, IndexValue
from concordat.domain.payment.price_rules import IndexPart
from concordat.domain.performance.periods import Month

ONE = Decimal(1)
PLACES = Decimal("0.000001")  # of a link in sentences; the sums use all its places


class IndexMissing(LookupError):
    """A value that a price needs is not known."""

    def __init__(self, index: str, month: Month) -> None:
        super().__init__(f"The value of {index} for {month} is not known.")
        self.index, self.month = index, month


@dataclass(frozen=True, slots=True)
class Level:
    """At the level of the series the basket names. `says` tells of links, and of an earlier month that was taken."""

    value: Decimal
    provisional: bool
    inputs: tuple[InputUsed, ...]
    says: tuple[str, ...] = ()


def level_of(part: IndexPart, evidence: Evidence, month: Month) -> Level:
    """Raises `IndexMissing` where the series that counts in the month has no value, or a link lacks one."""
    series, link = part.index, ONE
    provisional, inputs, said = False, list[InputUsed](), list[str]()
    for successor in part.successors:
        if month < successor.starts:
            break
        if successor.factor is not None:
            step = successor.factor
            how = f"by the published link of {step.normalize():f}"
        else:
            linked = successor.linked or successor.starts
            before, after = _value(evidence, series, linked), _value(evidence, successor.index, linked)
            step = before.value / after.value
            provisional = provisional or {before.status, after.status} != {"firm"}
            inputs += [*before.inputs, *after.inputs]
            how = f"linked in {linked.in_words()} by {before.value} ÷ {after.value} = {step.quantize(PLACES)}"
        said.append(f"{series} goes on as {successor.index} from {successor.starts.in_words()}, {how}")
        series, link = successor.index, link * step
    found = _value(evidence, series, month)
    return Level(
        found.value * link if said else found.value,
        provisional or found.status != "firm",
        (*inputs, *found.inputs),
        tuple(said),
    )


def latest_level(part: IndexPart, evidence: Evidence, month: Month, *, within: int) -> Level:
    """Of the month, or of the latest of so many months before that has one, as where an index comes out once a quarter.
    Raises `IndexMissing` of the month itself."""
    for back in range(within + 1):
        try:
            found = level_of(part, evidence, month.later(-back))
        except IndexMissing:
            continue
        told = (*found.says, f"the latest of {part.index} is {month.later(-back).in_words()}") if back else found.says
        return replace(found, says=told)
    return level_of(part, evidence, month)


def _value(evidence: Evidence, index: str, month: Month) -> IndexValue:
    found = evidence.index(index, month)
    if found is None or found.value <= 0:
        raise IndexMissing(index, month)
    return found
