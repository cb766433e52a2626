"""What one party would settle for, beside what was agreed. For that party alone: nothing here is read for anybody else.

Figures are compared in the point's unit. A difference above nothing is better for the party, whichever way is better for it.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.kernel.periods import LONDON, day_in_words
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.negotiation.figures import in_unit
from concordat.domain.negotiation.inputs import Point, read_negotiations
from concordat.domain.negotiation.results import AgainstMandate, PointStanding
from concordat.domain.negotiation.settled import standing_of

TABLE = "mandates"
HIGHER, LOWER, WORDS = "higher", "lower", "words only"


@dataclass(frozen=True)
class Mandate:
    """As it stood when the point was agreed, or as it stands now. `written_after` where no earlier one is known."""

    point: str
    better: str
    asks_first: Decimal | None
    aims_for: Decimal | None
    stops_at: Decimal | None
    met: str
    written_after: bool
    fact: Fact = field(repr=False)

    @property
    def sign(self) -> int:
        return -1 if self.better == LOWER else 1


def holders(case: Case) -> tuple[str, ...]:
    """Whose mandates a case file holds. On a page that is one's own organisation's or nobody's."""
    return tuple(dict.fromkeys(row.organisation for row in case.rows(TABLE)))


def against_mandates(case: Case, *, organisation: str) -> tuple[AgainstMandate, ...]:
    """Each point on which the organisation wrote a mandate, in the order of the points."""
    if not organisation:
        return ()
    standings = [point for one in read_negotiations(case) for point in standing_of(one).points]
    found = []
    for standing in standings:
        mandate = _mandate_for(case, standing, organisation)
        if mandate is not None:
            found.append(_compare(mandate, standing))
    return tuple(found)


def _mandate_for(case: Case, standing: PointStanding, organisation: str) -> Mandate | None:
    """The organisation's latest row on the point; of its revisions the last one known on the day of agreement."""
    rows = [
        row for row in case.rows(TABLE) if row.organisation == organisation and row.get("point") == standing.point.id
    ]
    if not rows:
        return None
    day = standing.term.agreed_on if standing.term is not None else None
    history = [row for row in case.history(TABLE, rows[-1].id) if row.organisation == organisation]
    known = [row for row in history if day is None or (written := _day_of(row)) is None or written <= day]
    return _mandate((known or history)[-1 if known else 0], written_after=not known)


def _day_of(row: Fact) -> date | None:
    return row.entered_at.astimezone(LONDON).date() if row.entered_at is not None else None


def _mandate(row: Fact, *, written_after: bool) -> Mandate:
    return Mandate(
        point=str(row.get("point", "")),
        better=str(row.get("better", WORDS)),
        asks_first=_figure(row, "asks_first"),
        aims_for=_figure(row, "aims_for"),
        stops_at=_figure(row, "stops_at"),
        met=str(row.get("met", "")),
        written_after=written_after,
        fact=row,
    )


def _figure(row: Fact, column: str) -> Decimal | None:
    value = row.get(column)
    return None if value is None else Decimal(value)


def _compare(mandate: Mandate, standing: PointStanding) -> AgainstMandate:
    row, term = mandate.fact, standing.term
    agreed = term.value if term is not None and mandate.better != WORDS else None
    gains = [
        None if agreed is None or figure is None else (agreed - figure) * mandate.sign
        for figure in (mandate.asks_first, mandate.aims_for, mandate.stops_at)
    ]
    within = None if gains[2] is None else gains[2] >= 0
    provenance = Provenance.of(
        "negotiation.against_mandate",
        "What was agreed less what the mandate says, so that above nothing is better for its owner.",
        [
            InputUsed.of_fact(row, standing.point.title),
            InputUsed.of_fact(standing.point.fact, standing.point.title),
            *([InputUsed.of_fact(term.fact, term.says)] if term is not None else []),
        ],
    )
    way = way_won(agreed, aims_for=mandate.aims_for, stops_at=mandate.stops_at)
    return AgainstMandate(
        point=standing.point,
        better=mandate.better,
        asks_first=mandate.asks_first,
        aims_for=mandate.aims_for,
        stops_at=mandate.stops_at,
        wants=str(row.get("wants", "")),
        must_have=bool(row.get("must_have", False)),
        gives_in_return=str(row.get("gives_in_return", "")),
        because=str(row.get("because", "")),
        given_by=str(row.get("given_by", "")),
        agreed=agreed,
        from_first=gains[0],
        from_aim=gains[1],
        from_stop=gains[2],
        way=way,
        within=within,
        sentence=_sentence(mandate, standing, gains[1], gains[2]),
        written_after=mandate.written_after,
        provenance=provenance,
        hash=result_hash((gains, way, within, mandate.met), provenance),
    )


def way_won(agreed: Decimal | None, *, aims_for: Decimal | None, stops_at: Decimal | None) -> Decimal | None:
    """How much of the way from what one stops at to what one aims at was won, to the hundredth. The same both ways round.

    None where a figure is missing or both are the same. Rounded half away from zero.
    """
    if agreed is None or aims_for is None or stops_at is None or aims_for == stops_at:
        return None
    return ((agreed - stops_at) / (aims_for - stops_at)).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def _sentence(mandate: Mandate, standing: PointStanding, from_aim: Decimal | None, from_stop: Decimal | None) -> str:
    unit = standing.point.unit
    if standing.point.given_up:
        return "The point was given up." + (" It was a must." if mandate.fact.get("must_have") else "")
    if not standing.settled.is_agreed:
        return "Not agreed yet."
    if mandate.better == WORDS:
        return f"Met {mandate.met}." if mandate.met else "Agreed; nobody has said how far it meets the mandate."
    if from_stop is not None and from_stop < 0:
        return f"Beyond the mandate by {in_unit(-from_stop, unit)}: go back to those who gave it."
    if from_aim is None:
        return (
            "Within the mandate." if from_stop is not None else "Agreed; the mandate has no figure to hold it against."
        )
    if from_aim == 0:
        return "Exactly what was aimed for."
    if from_aim > 0:
        return f"Better than aimed for by {in_unit(from_aim, unit)}."
    worse = f"worse than aimed for by {in_unit(-from_aim, unit)}."
    return f"Within the mandate, {worse}" if from_stop is not None else f"{worse[:1].upper()}{worse[1:]}"


def check_mandates(case: Case, *, organisation: str) -> list[Finding]:
    """For the eyes of the organisation alone: these findings go to nobody else."""
    points = {point.id: point for one in read_negotiations(case) for point in one.points}
    mine = [row for row in case.rows(TABLE) if organisation and row.organisation == organisation]
    found = [finding for row in mine for finding in _check_row(row, points)]
    for one in against_mandates(case, organisation=organisation):
        where = Where(table=TABLE, item=one.point.id)
        if one.within is False:
            found.append(
                error(
                    where,
                    f"What was agreed on “{one.point.title}” is beyond the mandate.",
                    "Take it back to those who gave the mandate before anything is signed.",
                    code="mandate.beyond",
                )
            )
        if one.must_have and one.point.given_up:
            found.append(
                error(
                    where,
                    f"“{one.point.title}” was a must, and it was given up.",
                    "Take it back to those who gave the mandate.",
                    code="mandate.must_given_up",
                )
            )
        if one.written_after:
            found.append(
                warning(
                    where,
                    f"The mandate on “{one.point.title}” was written after the point was agreed.",
                    "Say who gave it and when. A mandate written afterwards shows nothing about how talks went.",
                    code="mandate.written_after",
                )
            )
    return found


def _check_row(row: Fact, points: dict[str, Point]) -> list[Finding]:
    where = Where(table=TABLE, item=row.id)
    name = str(row.get("point", ""))
    if name not in points:
        return [error(where, f"“{name}” is no point of a negotiation.", "Name the point.", code="mandate.unknown")]
    mandate = _mandate(row, written_after=False)
    found = [*_order(mandate, points[name], where)]
    if not row.get("given_by"):
        found.append(
            warning(
                where,
                f"Nobody is named who gave the mandate on “{points[name].title}”.",
                "Enter the body or role and the day.",
                code="mandate.no_authority",
            )
        )
    given = row.get("given_on")
    entered = _day_of(row)
    if given is not None and entered is not None and given > entered:
        found.append(
            warning(
                where,
                f"The mandate is dated {day_in_words(given)} and was entered on {day_in_words(entered)}.",
                "Check the day it was given.",
                code="mandate.dated_ahead",
            )
        )
    return found


def _order(mandate: Mandate, point: Point, where: Where) -> list[Finding]:
    """First asks, then aims, then stops: each no better for the party than the one before."""
    if mandate.better == WORDS:
        return []
    said = [
        figure * mandate.sign
        for figure in (mandate.asks_first, mandate.aims_for, mandate.stops_at)
        if figure is not None
    ]
    if not said:
        return [
            warning(
                where,
                f"The mandate on “{point.title}” has no figure.",
                "Enter at least the figure to stop at, or choose “words only”.",
                code="mandate.no_figure",
            )
        ]
    if said == sorted(said, reverse=True):
        return []
    return [
        error(
            where,
            f"On “{point.title}” {mandate.better} is better, and the figures do not go from asking through aiming to stopping.",
            "Check the three figures and which way is better.",
            code="mandate.order",
        )
    ]
