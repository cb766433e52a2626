"""Made-up invoices, decisions, enquiries, inspections and counts beside the orders: the other evidence of a contract."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from concordat.domain.kernel.seeds import generator
from concordat.domain.performance.calendars import DAY, start_of_day
from concordat.domain.performance.made_up import PLACES, Place

Row = dict[str, Any]
_MADE_UP = {"withdrawn": False, "made_up": True}


def other_records(
    *, table: str, seed: int, first: date, last: date, orders: int, places: Sequence[Place] = PLACES
) -> list[Row]:
    """Whole histories of the table's rows from `first` to `last`, in proportion to the number of orders."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    makers = {
        "invoices": _invoices,
        "decisions": _decisions,
        "enquiries": _enquiries,
        "inspections": _inspections,
        "counts": _counts,
    }
    draw = generator(seed, "made-up", table)
    rows = makers[table](draw, first, last, months, orders, places)
    return [{**row, **_MADE_UP} for row in rows]


def _moments(draw: np.random.Generator, size: int, first: date, last: date) -> list[int]:
    start, end = start_of_day(first), start_of_day(last) + DAY
    return sorted(int(one) for one in draw.uniform(start, end, size))


def _place(draw: np.random.Generator, places: Sequence[Place]) -> Place:
    shares = np.array([place.share for place in places])
    return places[int(draw.choice(len(places), p=shares / shares.sum()))]


def _invoices(draw: Any, first: date, last: date, months: int, orders: int, places: Sequence[Place]) -> list[Row]:
    rows = []
    for number, received in enumerate(_moments(draw, months * 26, first, last), 1):
        place = _place(draw, places)
        claimed = round(float(draw.lognormal(9.4, 0.7)) * 100)
        right = draw.random() < 0.87
        certified_at = received + int(draw.gamma(5.5, 0.85) * DAY)
        rows.append(
            {
                "invoice_id": f"INV{number:05d}",
                "service": str(
                    draw.choice(["highways", "street cleansing", "grounds", "winter"], p=[0.6, 0.16, 0.14, 0.1])
                ),
                "partner": place.partner,
                "area": place.area,
                "received_at": received,
                "certified_at": certified_at,
                "paid_at": certified_at + int(draw.uniform(8, 20) * DAY),
                "status": "paid",
                "claimed_value": claimed,
                "certified_value": claimed if right else round(claimed * float(draw.uniform(0.8, 0.98))),
                "disputed_value": None,
            }
        )
    return rows


def _decisions(draw: Any, first: date, last: date, months: int, orders: int, places: Sequence[Place]) -> list[Row]:
    rows = []
    for number, raised in enumerate(_moments(draw, months * 9, first, last), 1):
        kind = str(draw.choice(["decision", "change", "early warning", "dispute"], p=[0.5, 0.18, 0.22, 0.10]))
        place = _place(draw, places)
        due = raised + 14 * DAY
        value = round(float(draw.lognormal(8.2, 1.0)) * 100) if kind in {"change", "dispute"} else None
        rows.append(
            {
                "matter_id": f"M{number:04d}",
                "kind": kind,
                "raised_by": "client"
                if kind == "dispute" and draw.random() < 0.3
                else "contractor"
                if draw.random() < 0.85
                else "client",
                "service": "highways",
                "partner": place.partner,
                "area": place.area,
                "raised_at": raised,
                "due_at": due,
                "answered_at": raised + int(draw.gamma(3.2, 3.1) * DAY),
                "outcome": "settled" if kind == "dispute" else str(draw.choice(["agreed", "refused"], p=[0.8, 0.2])),
                "value": value,
                "settled_value": round(value * float(draw.uniform(0.2, 0.9))) if kind == "dispute" and value else None,
            }
        )
    return rows


def _enquiries(draw: Any, first: date, last: date, months: int, orders: int, places: Sequence[Place]) -> list[Row]:
    rows = []
    for number, received in enumerate(_moments(draw, max(months * 30, orders // 8), first, last), 1):
        place = _place(draw, places)
        kind = str(draw.choice(["request", "complaint", "compliment"], p=[0.82, 0.14, 0.04]))
        answered = received + int(draw.gamma(2.4, 2.4) * DAY)
        rows.append(
            {
                "enquiry_id": f"E{number:06d}",
                "kind": kind,
                "service": str(draw.choice(["highways", "street cleansing", "grounds"], p=[0.6, 0.25, 0.15])),
                "partner": place.partner,
                "area": place.area,
                "channel": str(draw.choice(["web", "telephone", "post"], p=[0.62, 0.36, 0.02])),
                "received_at": received,
                "answered_at": answered,
                "status": "closed",
                "upheld": bool(draw.random() < 0.35) if kind == "complaint" else None,
                "satisfaction": int(draw.choice([1, 2, 3, 4, 5], p=[0.07, 0.1, 0.18, 0.38, 0.27]))
                if draw.random() < 0.3
                else None,
            }
        )
    return rows


def _inspections(draw: Any, first: date, last: date, months: int, orders: int, places: Sequence[Place]) -> list[Row]:
    rows = []
    grades = ["A", "B+", "B", "B-", "C", "C-", "D"]
    for number, seen in enumerate(_moments(draw, months * 160, first, last), 1):
        place = _place(draw, places)
        rows.append(
            {
                "inspection_id": f"T{number:06d}",
                "inspected_at": seen,
                "service": "street cleansing",
                "partner": place.partner,
                "area": place.area,
                "element": str(draw.choice(["litter", "detritus"])),
                "land_use": str(draw.choice(["main retail", "housing", "main roads", "rural roads"])),
                "grade": str(draw.choice(grades, p=[0.34, 0.2, 0.28, 0.09, 0.06, 0.02, 0.01])),
            }
        )
    return rows


def _counts(draw: Any, first: date, last: date, months: int, orders: int, places: Sequence[Place]) -> list[Row]:
    rows = []
    for week, day in enumerate(range(first.toordinal(), last.toordinal() + 1, 7)):
        moment, month = start_of_day(date.fromordinal(day)) + 12 * 3600, date.fromordinal(day).month
        for place in places:
            lifts = int(place.share * 90_000)
            due = int(place.share * 220) if 4 <= month <= 10 else 0
            made = int(draw.binomial(due, 0.955)) if due else 0
            for service, what, number in (
                ("waste", "collections scheduled", lifts),
                ("waste", "collections missed", int(draw.poisson(lifts * 38 / 100_000))),
                ("grounds", "cuts scheduled", due),
                ("grounds", "cuts made", made),
            ):
                rows.append(
                    {
                        "count_id": f"{week:04d}-{place.area}-{what.replace(' ', '-')}",
                        "counted_at": moment,
                        "service": service,
                        "partner": place.partner,
                        "area": place.area,
                        "what": what,
                        "number": number,
                    }
                )
    return rows


_OPEN = {
    "invoices": (("certified_at", "paid_at"), "received"),
    "decisions": (("answered_at",), "open"),
    "enquiries": (("answered_at",), "open"),
}
STARTS = {
    "invoices": "received_at",
    "decisions": "raised_at",
    "enquiries": "received_at",
    "inspections": "inspected_at",
    "counts": "counted_at",
}


def known_rows(rows: Sequence[Row], *, table: str, start: int, end: int) -> list[Row]:
    """What a monthly export sent at `end` holds: rows begun or changed since `start`, as they then stood (seconds)."""
    found = []
    later, open_word = _OPEN.get(table, ((), ""))
    for row in rows:
        events = [row[STARTS[table]], *(row[name] for name in later if row[name] is not None)]
        if row[STARTS[table]] >= end or not any(start <= moment < end for moment in events):
            continue
        known = dict(row)
        for name in later:
            if known[name] is not None and known[name] >= end:
                known[name] = None
        if table == "invoices" and known["certified_at"] is None:
            known |= {"certified_value": None, "status": "received"}
        elif table == "invoices" and known["paid_at"] is None:
            known["status"] = "certified"
        elif table in {"decisions", "enquiries"} and known["answered_at"] is None:
            known["outcome" if table == "decisions" else "status"] = open_word
            known |= {"settled_value": None} if table == "decisions" else {"satisfaction": None, "upheld": None}
        found.append(known)
    return found
