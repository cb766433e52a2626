"""The evidence of a contract from a case's tables, from attainments of measures, or from one plain file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, error
from concordat.domain.kernel.money import NotMoney, pence_from_pounds
from concordat.domain.kernel.periods import LONDON, day_in_words
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.kernel.tables import Value
from concordat.domain.payment.evidence_types import Entry, Evidence, Figure, IndexValue, Outage
from concordat.domain.payment.in_words import in_pounds, number
from concordat.domain.payment.inputs import ENTRIES, ENTRY_KINDS, INDICES, OUTAGES, VALUES
from concordat.domain.payment.units import said_of
from concordat.domain.performance.periods import Month, NotAPeriod
from concordat.domain.performance.results import Attainment, Rating

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # of a row that does not say when it was entered
MONEY_KINDS = frozenset({"cost", "disallowed cost", "change of target", "orders", "saving", "substitute income"})


def figures_of(attainments: Iterable[Attainment]) -> tuple[Figure, ...]:
    """Monthly figures of whole measures. What noise could explain is not assessable, and moves no money."""
    found = []
    for one in attainments:
        if not one.is_whole or len(one.label) != 7:
            continue
        found.append(
            Figure(
                one.measure, Month.from_text(one.label), one.value, one.numerator, one.denominator, one.scale,
                assessable=one.rating not in {Rating.NOT_ASSESSABLE, Rating.NO_RECORDS, Rating.SUSPENDED},
                why=one.why if one.rating is Rating.NOT_ASSESSABLE else "", inputs=one.provenance.inputs,
            )
        )  # fmt: skip
    return tuple(found)


def evidence_from_case(
    case: Case, *, contract: str, client: str = "", units: Mapping[str, str] | None = None
) -> Evidence:
    """What the case's tables say about the contract: measure values, quantities and costs, indices.

    With a `client`, only its own rows count: nobody is paid by what they entered themselves. A row whose month cannot be
    read is left out, and `check_evidence.not_a_month` names it. `units` are those of the measures as they are defined, for
    what the rows behind a line say.
    """

    def of(table: str) -> list[Fact]:
        rows = [row for row in case.rows(table) if row.get("contract", contract) == contract and has_a_month(row)]
        return [row for row in rows if not client or row.organisation == client]

    def last_entered(table: str) -> list[Fact]:
        """Where several rows say the same matter the last takes the others' place, in whatever order they are read."""
        return sorted(of(table), key=lambda row: (row.entered_at or _BEGINNING, row.id))

    return Evidence(
        figures=tuple(_figure(row, (units or {}).get(str(row.get("measure")), "")) for row in last_entered(VALUES)),
        entries=tuple(_entry(row) for row in of(ENTRIES)),
        indices=tuple(_index(row) for row in last_entered(INDICES)),
        outages=tuple(_outage(row) for row in of(OUTAGES)),
    )


def _month(row: Fact) -> Month:
    return Month.from_text(str(row.get("month")))


def has_a_month(row: Fact) -> bool:
    """True too of rows that name no month at all, as outages do."""
    try:
        return row.table == OUTAGES or bool(_month(row))
    except NotAPeriod:
        return False


def _figure(row: Fact, unit: str) -> Figure:
    value = row.get("value")
    found = Figure(
        str(row.get("measure")), _month(row), value, row.get("numerator", Decimal(0)),
        row.get("denominator", Decimal(0)), row.get("scale", Decimal(1)), str(row.get("unit", "")),
        row.get("assessable", True) is not False, str(row.get("why", "")),
    )  # fmt: skip
    return replace(found, inputs=(InputUsed.of_fact(row, said_of(found, unit)),))


def _entry(row: Fact) -> Entry:
    amount = row.get("amount")
    quantity = Decimal(amount) if amount is not None else row.get("quantity", Decimal(0))
    kind = str(row.get("kind"))
    says = f"{kind} {in_pounds(quantity) if kind in MONEY_KINDS else number(quantity)}"
    return Entry(
        kind, str(row.get("about")), _month(row), quantity, str(row.get("item", "")),
        str(row.get("unit", "")), str(row.get("note", "")), (InputUsed.of_fact(row, says),),
    )  # fmt: skip


def _index(row: Fact) -> IndexValue:
    value = row.get("value", Decimal(0))
    used = InputUsed.of_fact(
        row, f"{row.get('index')}, {_month(row).in_words()}: index {value}, {row.get('status', 'firm')}"
    )
    return IndexValue(str(row.get("index")), _month(row), value, str(row.get("status", "firm")), (used,))


def _outage(row: Fact) -> Outage:
    failed = row.get("failed_at")
    says = f"{row.get('unit')} from {day_in_words(failed.astimezone(LONDON))}, {failed.astimezone(LONDON):%H:%M}"
    return Outage(
        str(row.get("about")), str(row.get("unit")), failed, row.get("notified_at", failed), row.get("put_right_at"),
        row.get("used") is True, str(row.get("item", "")), (InputUsed.of_fact(row, says),),
    )  # fmt: skip


def read_evidence(content: Mapping[str, Any], *, name: str) -> tuple[Evidence, tuple[Finding, ...]]:
    """A small file of ``[[figure]]``, ``[[entry]]``, ``[[index]]`` and ``[[outage]]``: enough for a worked example or a dry run."""
    findings: list[Finding] = []
    figures, entries, indices, outages = (
        [
            _plain(one, place, name, part, read, findings)
            for place, one in enumerate(_parts(content, name, part, findings), 1)
        ]
        for part, read in (
            ("figure", _plain_figure),
            ("entry", _plain_entry),
            ("index", _plain_index),
            ("outage", _plain_outage),
        )
    )
    for key in content:
        if key not in _KEYS:
            findings.append(_unknown(Where(name), key, tuple(_KEYS)))
    found = Evidence(
        tuple(one for one in figures if one),
        tuple(one for one in entries if one),
        tuple(one for one in indices if one),
        tuple(one for one in outages if one),
    )
    return found, tuple(findings)


# What a part of the file may say.
_KEYS = {
    "figure": ("measure", "month", "value", "numerator", "denominator", "scale", "unit", "assessable", "why"),
    "entry": ("kind", "about", "month", "quantity", "amount", "item", "unit", "note"),
    "index": ("index", "month", "value", "status"),
    "outage": ("about", "unit", "failed", "notified", "put_right", "used", "item"),
}


def _parts(content: Mapping[str, Any], name: str, part: str, findings: list[Finding]) -> list[Mapping[str, Any]]:
    given = content.get(part, ())
    if isinstance(given, (list, tuple)) and all(isinstance(one, Mapping) for one in given):
        return list(given)
    message, fix = (
        f"“{part}” is not a list of parts.",
        f"Write [[{part}]] with double brackets, or {part} = [{{ … }}, …].",
    )
    findings.append(error(Where(name, part), message, fix, code="evidence.value"))
    return []


def _unknown(where: Where, key: str, known: tuple[str, ...]) -> Finding:
    near = get_close_matches(key, known, 1)
    hint = f"Did you mean “{near[0]}”? " if near else ""
    return error(
        where, f"“{key}” is not something evidence says.", f"{hint}Use: {', '.join(known)}.", code="evidence.unknown"
    )


class _Unusable(ValueError):
    """A value that can be read and not meant, with its own mend."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


def _plain(one: Mapping[str, Any], place: int, name: str, part: str, read: Any, findings: list[Finding]) -> Any:
    where = Where(name, part, item=str(place))
    unknown = [_unknown(where, key, _KEYS[part]) for key in one if key not in _KEYS[part]]
    if unknown:
        findings += unknown
        return None
    try:
        return read(one)
    except KeyError as problem:
        message, fix = f"“{problem.args[0]}” is missing.", f"Add {problem.args[0]} = …"
    except _Unusable as problem:
        message, fix = f"{problem}", problem.fix
    except (NotAPeriod, NotMoney, ArithmeticError, ValueError) as problem:
        message, fix = f"{problem}", "Write months like 2026-04 and amounts like “£1,234.50”."
    findings.append(error(where, message, fix, code="evidence.value"))
    return None


MOST = Decimal(10) ** 15  # what is larger nobody can have meant, and could not be worked out to the penny


def _number(one: Mapping[str, Any], key: str) -> Decimal:
    """Raises `KeyError` where it is missing, and `ValueError` for what is no number anybody can have meant."""
    given = one[key]
    try:
        found = Decimal(str(given))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= MOST:
        raise ValueError(f"{key}: “{given}” is not a number that can be worked with.")
    return found


def _plain_figure(one: Mapping[str, Any]) -> Figure:
    top, bottom = (_number(one, key) if key in one else Decimal(0) for key in ("numerator", "denominator"))
    scale = _number(one, "scale") if "scale" in one else Decimal(100 if bottom else 1)
    if bottom < 0:
        raise _Unusable(
            f"The denominator of {number(bottom)} is below nought.",
            "Write how many there were to judge, or value = … alone.",
        )
    if scale <= 0:
        raise _Unusable(
            f"The scale of {number(scale)} is not above nought.", "Write scale = 100 for a percentage, or leave it out."
        )
    value = _number(one, "value") if "value" in one else (top / bottom * scale if bottom else None)
    return Figure(
        str(one["measure"]), Month.from_text(str(one["month"])), value, top, bottom, scale, str(one.get("unit", "")),
        bool(one.get("assessable", True)), str(one.get("why", "")),
    )  # fmt: skip


def _plain_entry(one: Mapping[str, Any]) -> Entry:
    kind = str(one["kind"])
    if kind not in ENTRY_KINDS:
        raise ValueError(f"“{kind}” is not a kind of entry. Use one of: {', '.join(ENTRY_KINDS)}.")
    if "amount" in one:
        given = one["amount"]
        quantity = Decimal(pence_from_pounds(given if isinstance(given, str) else _number(one, "amount")))
    else:
        quantity = _number(one, "quantity")
    return Entry(
        kind, str(one["about"]), Month.from_text(str(one["month"])), quantity, str(one.get("item", "")),
        str(one.get("unit", "")), str(one.get("note", "")),
    )  # fmt: skip


def _plain_index(one: Mapping[str, Any]) -> IndexValue:
    return IndexValue(
        str(one["index"]),
        Month.from_text(str(one["month"])),
        _number(one, "value"),
        str(one.get("status", "firm")),
    )


def _plain_outage(one: Mapping[str, Any]) -> Outage:
    failed = _moment(one["failed"])
    put_right = _moment(one["put_right"]) if "put_right" in one else None
    return Outage(
        str(one["about"]), str(one["unit"]), failed, _moment(one.get("notified", failed)), put_right,
        one.get("used", False) is True, str(one.get("item", "")),
    )  # fmt: skip


def _moment(value: Any) -> datetime:
    """With a time zone; without one it is the time in London."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=LONDON)


def joined(*parts: Evidence) -> Evidence:
    """Several kinds of evidence as one; what a later part says of the same matter and month takes an earlier one's place."""
    figures = {(f.measure, f.month, f.unit): f for part in parts for f in part.figures}
    indices = {(i.index, i.month): i for part in parts for i in part.indices}
    outages = tuple(dict.fromkeys(one for part in parts for one in part.outages))
    records = next((part.records for part in reversed(parts) if part.records is not None), None)
    return Evidence(tuple(figures.values()), _entries_of(parts), tuple(indices.values()), outages, records)


def _entries_of(parts: tuple[Evidence, ...]) -> tuple[Entry, ...]:
    found: dict[tuple[str, str, Month], list[Entry]] = {}
    for part in parts:
        own: dict[tuple[str, str, Month], list[Entry]] = {}
        for entry in part.entries:
            own.setdefault((entry.kind, entry.about, entry.month), []).append(entry)
        found |= own
    return tuple(entry for held in found.values() for entry in held)


def figure_row(figure: Figure, *, contract: str) -> tuple[str, dict[str, Value]]:
    """A figure as a row of *Measure values*: its identifier within the contract, and its values."""
    id = f"{figure.measure.replace('.', '-').replace('_', '-')}-{figure.month}"
    return id, {
        "contract": contract,
        "measure": figure.measure,
        "month": str(figure.month),
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "scale": figure.scale,
        "unit": figure.unit or None,
        "assessable": figure.assessable,
        "why": figure.why or None,
        "deliveries": figure.inputs[-1].hash[:16] if figure.inputs else None,
    }


def entry_row(entry: Entry, *, contract: str) -> tuple[str, dict[str, Value]]:
    """What the records count or certify as a row of *Counted and spent under contracts*: its identifier within the contract,
    and its values; amounts in pence."""
    parts = [entry.kind, entry.about, entry.unit] if entry.kind not in MONEY_KINDS else [entry.about]
    name = "-".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts if part)
    held = {"amount": int(entry.quantity)} if entry.kind in MONEY_KINDS else {"quantity": entry.quantity}
    return f"{name}-{entry.month}", {
        "contract": contract,
        "month": str(entry.month),
        "kind": entry.kind,
        "about": entry.about,
        "unit": entry.unit or None,
        **held,
        "note": entry.note or None,
    }
