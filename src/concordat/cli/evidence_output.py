"""What the commands of ``concordat evidence`` print: a delivery, rows that wait, rows that were dismissed."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from concordat.cli.output import finding_json, print_findings, print_json, print_table

if TYPE_CHECKING:
    from concordat.data.events import Delivery, DeliveryMade, EvidenceStore
    from concordat.data.events.dismissals import Dismissal
    from concordat.data.events.quarantine import Quarantined

SHOWN = 20  # waiting rows in a window


def moment_text(moment: datetime, time: str = "%H:%M") -> str:
    """In British time, as the pages have it and as ``--as-known-at`` reads what has no zone."""
    from concordat.domain.kernel.periods import LONDON

    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%b %Y {time}}"


def print_made(made: "DeliveryMade") -> None:
    from concordat.data.events.deliveries import counted

    print_findings(made.findings)
    if made.delivery is not None and not made.delivery.is_held:
        d = made.delivery
        typer.echo(
            f"Delivery {d.number}{' (made up)' if d.made_up else ''}: {counted(d.rows, 'row', 'rows')} ({d.new:,} new, "
            f"{d.changed:,} changed, {d.same:,} the same), {d.waiting:,} in quarantine; "
            f"known at {moment_text(d.known_at, '%H:%M:%S')} (British time), hash {d.hash[:12]}."
        )
    if made.quarantine:
        title = counted(len(made.quarantine), "row breaks a rule", "rows break a rule")
        print_waiting(title, [(str(row.row), row) for row in made.quarantine[:SHOWN]], len(made.quarantine))


def print_waiting(title: str, shown: Sequence[tuple[str, "Quarantined"]], count: int) -> None:
    """Those that fit a window; --json and --download have all of them."""
    print_table(
        title if len(shown) == count else f"{title}; the first {SHOWN}, and all with --json",
        ("Row", "What is wrong", "How to mend it"),
        [
            (
                place,
                " ".join(dict.fromkeys(reason.said for reason in row.reasons)),
                " ".join(dict.fromkeys(reason.fix for reason in row.reasons)),
            )
            for place, row in shown
        ],
        right=(0,),
    )


def made_json(made: "DeliveryMade") -> dict[str, Any]:
    return {
        "delivery": delivery_json(made.delivery) if made.delivery else None,
        "repeats": made.repeats.number if made.repeats else None,
        "findings": [finding_json(finding) for finding in made.findings],
        "quarantine": [waiting_json(made.delivery.number if made.delivery else None, row) for row in made.quarantine],
    }


def show_dismissed(
    store: "EvidenceStore", table: str, organisation: str | None, known_at: datetime | None, *, as_json: bool
) -> None:
    from concordat.data.events.deliveries import counted

    found = [
        (delivery.number, row, one)
        for delivery in store.deliveries(table=table, known_at=known_at)
        if organisation in {None, delivery.organisation}
        for row, one in store.rows_dismissed(delivery, known_at=known_at)
    ]
    if as_json:
        told = {
            one.number: {name: value for name, value in dismissal_json(one).items() if name != "rows"}
            for _, _, one in found
        }
        print_json([{**waiting_json(number, row), "dismissed": told[one.number]} for number, row, one in found])
        return
    print_table(
        counted(len(found), "row was dismissed", "rows were dismissed"),
        ("Row", "Why", "By", "Known at", "What was wrong"),
        [
            (
                f"{number}:{row.row}",
                one.why,
                f"{one.by}, {one.organisation}",
                moment_text(one.known_at),
                " ".join(dict.fromkeys(reason.said for reason in row.reasons)),
            )
            for number, row, one in found
        ],
        right=(0,),
    )


def dismissal_json(made: "Dismissal") -> dict[str, Any]:
    return {
        "number": made.number,
        "rows": list(made.rows),
        "why": made.why,
        "by": made.by,
        "organisation": made.organisation,
        "known_at": made.known_at,
    }


def waiting_json(number: int | None, row: Any) -> dict[str, Any]:
    return {
        "delivery": number,
        "row": row.row,
        "given": row.given,
        "reasons": [{"column": r.column, "message": r.message, "fix": r.fix} for r in row.reasons],
    }


def delivery_json(d: "Delivery") -> dict[str, Any]:
    """The keys stay. `held` deliveries took nothing in."""
    return {
        "number": d.number,
        "table": d.table,
        "file": d.file,
        "known_at": d.known_at,
        "by": d.by,
        "organisation": d.organisation,
        "period": d.period,
        "note": d.note,
        "made_up": d.made_up,
        "held": d.is_held,
        "rows": d.rows,
        "new": d.new,
        "changed": d.changed,
        "same": d.same,
        "waiting": d.waiting,
        "overlaps": [{"delivery": o.number, "rows": o.rows} for o in d.overlaps],
        "mended": list(d.mended),
        "of_others": d.of_others,
        "waits_again": list(d.again),
        "hash": d.hash,
        "source_hash": d.source_hash,
    }
