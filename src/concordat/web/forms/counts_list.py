"""A list of a council's own counts, as a file: what it says, beside what stands there now."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from concordat.application.actions import RowGiven
from concordat.application.actor import Actor
from concordat.data.files import load_catalogue
from concordat.data.files.table_file import read_table_file
from concordat.domain.cost_sharing.recharge.inputs import DRIVERS_TABLE
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.cells import write_cell
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.tables import Value
from concordat.web.forms.meanwhile import Cell, Part, as_said, standing

_LARGEST = 5 * 1024 * 1024


def from_file(actor: Actor, name: str, content: bytes) -> tuple[list[RowGiven], list[Finding]]:
    """A list as CSV or Excel. Only the council's own counts are taken: nobody enters another's."""
    if len(content) > _LARGEST:
        return [], [
            error(Where(name), "The file is larger than 5 MB.", "Send the list of counts alone.", code="file.large")
        ]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"counts{Path(name).suffix.lower() or '.csv'}"
        place.write_bytes(content)
        facts, findings = read_table_file(place, table=DRIVERS_TABLE)
    others = sorted(
        {str(fact.get("partner")) for fact in facts if fact.get("partner") not in {None, actor.organisation}}
    )
    for other in others:
        findings.append(
            error(
                Where(name, item=other),
                f"The list holds counts of {other}; you act for {actor.organisation}.",
                f"Take out the rows of {other}: only people acting for it may enter them.",
                code="recharge.not_yours",
            )
        )
    for fact in facts:
        findings += below_nought(str(fact.get("driver")), fact.values.get("quantity"))
    # A row without a year has its finding, so nothing of the list goes in.
    return [_given(fact, actor) for fact in facts if fact.get("financial_year")], findings


def _given(fact: Fact, actor: Actor) -> RowGiven:
    year = FinancialYear.from_text(str(fact.get("financial_year")))
    id = fact.id
    if id.startswith("row-"):  # the file had no identifiers: named by what it says, so that sending it again changes it
        id = f"{fact.get('driver')}-{actor.organisation}-{year.starting}-{fact.get('status', 'actual')}"
    return RowGiven(id, {**fact.values, "partner": actor.organisation}, fact.source, fact.illustrative)


def below_nought(title: str, value: Value) -> list[Finding]:
    if isinstance(value, str | bool) or value is None or not hasattr(value, "is_signed") or not value < 0:  # type: ignore[operator]  # what has a sign is a Decimal
        return []
    return [
        error(
            Where(item=title),
            f"{title}: a count cannot be below nought.",
            "Enter the count itself. What you enter takes the place of what stood there.",
            code="recharge.negative_count",
        )
    ]


def cells_of_rows(case: Case, actor: Actor, rows: Sequence[RowGiven] | None = None) -> list[Cell]:
    """Every row of one's own counts as it stands; those that a list brings, with what it says of them."""
    stands = standing(case, DRIVERS_TABLE, of=lambda fact: fact.id, organisation=actor.organisation)
    given = {row.id: row for row in rows} if rows is not None else dict.fromkeys(map(str, stands))
    return [_cell(str(id), row, stands.get(id)) for id, row in given.items()]


def _cell(id: str, row: RowGiven | None, held: Fact | None) -> Cell:
    now = {} if held is None or held.withdrawn else held.values
    says = row.values if row is not None else now
    parts = tuple(
        Part(
            f"list~{id}~{column.name}",
            column.title,
            as_said([write_cell(now.get(column.name), column)]),
            typed=as_said([write_cell(says.get(column.name, column.default), column)]),
        )
        for column in load_catalogue()[DRIVERS_TABLE].columns
    )
    about = says or (held.values if held is not None else {})
    said = (str(about.get(name) or "") for name in ("driver", "financial_year", "status"))
    return Cell(id, ", ".join(one for one in said if one).replace("-", " "), parts, held)
