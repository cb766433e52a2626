"""What a month's statement takes from the records: its own figures and, where earlier months have changed since theirs
were taken, those too. The next statement corrects them; without it late orders would never be paid."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.hashing import content_hash
from concordat.domain.kernel.tables import Value
from concordat.domain.payment.evidence import entry_row, figure_row
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.inputs import ENTRIES, VALUES
from concordat.domain.performance.periods import Month

FROM_RECORDS = "The job records"  # the source of a row taken from them: what a person entered stands in earlier months


@dataclass(frozen=True, slots=True)
class Taken:
    """A row to write. `values` None: the records no longer hold it, and the row is withdrawn."""

    table: str
    id: str
    month: str
    values: Mapping[str, Value] | None


def rows_taken(
    evidence: Evidence, held: Iterable[Fact], *, contract: str, first: Month, month: Month
) -> tuple[Taken, ...]:
    """The rows of `first` to `month` (both taken in) that differ from those `held`, in the order of tables and months.

    `held` are the rows of measure values and entries of the contract's client, of this contract. In earlier months only rows
    that came from the records change, or are new; in `month` itself the records take the place of what stands there.

    A row is named after its contract, so that two contracts with a measure in common keep each its own; one that stands
    already under a name without the contract keeps that name. No name within a contract has a “_”. What two services or
    areas, such as Tŷ and Tâ or North and north, would be called alike is told apart, so that neither hides the other.
    """
    before = {(row.table, row.id): row for row in held if row.table in {VALUES, ENTRIES}}
    made = [(VALUES, figure_row(one, contract=contract)) for one in evidence.figures if one.value is not None]
    made += [(ENTRIES, entry_row(one, contract=contract)) for one in evidence.entries]
    times = Counter((table, id) for table, (id, _) in made)
    made = [(table, (id if times[table, id] == 1 else _apart(id, values), values)) for table, (id, values) in made]
    now = {(table, id if (table, id) in before else f"{contract}_{id}"): values for table, (id, values) in made}
    low, high = str(first), str(month)
    found = [
        Taken(table, id, str(values["month"]), values)
        for (table, id), values in now.items()
        if low <= str(values["month"]) <= high
        and _differs(before.get((table, id)), values, own=values["month"] == high)
    ]
    gone = [
        Taken(row.table, row.id, str(row.get("month")), None)
        for key, row in before.items()
        if key not in now and row.source == FROM_RECORDS and low <= str(row.get("month")) <= high
    ]
    return tuple(sorted((*found, *gone), key=lambda one: (one.table, one.month, one.id)))


def taken_at(case: Case, *, contract: str) -> datetime | None:
    """When the figures that stand in the case were last taken from the records; None where none were."""
    rows = [row for table in (VALUES, ENTRIES) for row in case.rows(table)]
    moments = [
        row.entered_at
        for row in rows
        if row.source == FROM_RECORDS and row.get("contract", contract) == contract and row.entered_at is not None
    ]
    return max(moments, default=None)


def _apart(id: str, values: Mapping[str, Value]) -> str:
    about = [str(values.get(name) or "") for name in ("measure", "kind", "about", "unit")]
    return f"{id}-{content_hash(about)[:8]}"


def _differs(held: Fact | None, values: Mapping[str, Value], *, own: bool) -> bool:
    if held is None:
        return True
    if not own and held.source != FROM_RECORDS:
        return False
    # Which deliveries it came from, and how its noise is told, change no pence.
    return any(held.get(name) != value for name, value in values.items() if name not in {"deliveries", "why"})
