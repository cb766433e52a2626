"""``concordat negotiation``: what was agreed, how recommended features became clauses, and one's own mandate beside it."""

from typing import Annotated, Any

import typer

from concordat.cli.output import (
    AsJson,
    CasePath,
    console,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
    stop,
)
from concordat.domain.kernel.findings import worst_first
from concordat.domain.negotiation import (
    NegotiationStanding,
    PointStanding,
    Trace,
    check_negotiations,
    read_negotiations,
    standing_of,
    trace_of,
)
from concordat.domain.negotiation.figures import in_unit
from concordat.domain.negotiation.mandates import against_mandates, check_mandates, holders
from concordat.domain.negotiation.results import AgainstMandate
from concordat.presentation.words import date_in_words

app = typer.Typer(rich_markup_mode=None)


@app.command()
def negotiation(
    case: CasePath,
    party: Annotated[
        str,
        typer.Option(
            "--for", help="Your own organisation, to see its mandate beside what was agreed. Keep what is printed"
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Each point of a negotiation, what was agreed, and the clause every recommended feature became.

    Without --for nothing of any mandate is read or printed, so that the output can be handed to everybody at the table.

    Example: concordat negotiation examples/herefordshire-2008 --for herefordshire
    """
    held, read_findings = open_case(case, as_json=as_json)
    if party and party not in holders(held):
        stop(f"The case holds no mandate of “{party}”.")
    standings = [standing_of(one) for one in read_negotiations(held)]
    trace = trace_of(held)
    mandates = against_mandates(held, organisation=party)
    findings = worst_first([*read_findings, *check_negotiations(held), *check_mandates(held, organisation=party)])
    if as_json:
        told: dict[str, Any] = {
            "case": held.name,
            "negotiations": [_negotiation_json(one) for one in standings],
            "trace": _trace_json(trace),
        }
        if party:
            told |= {"for": party, "mandates": [_mandate_json(one) for one in mandates]}
        print_json({**told, "findings": [finding_json(one) for one in findings]})
        finish(findings)
    if not standings:
        console().print("The case holds no negotiation.")
    for one in standings:
        _print_negotiation(one)
    if trace is not None and trace.rows:
        _print_trace(trace)
    if party:
        _print_mandates(party, mandates)
    print_findings(findings)
    finish(findings)


def _print_negotiation(one: NegotiationStanding) -> None:
    talks = one.negotiation
    made_up = " (illustrative)" if talks.fact.illustrative else ""
    console().print(f"\n{talks.title}{made_up}. {one.sentence}", markup=False)
    if talks.authority_from:
        day = f" on {date_in_words(talks.authority_on)}" if talks.authority_on else ""
        console().print(f"Authority: {talks.authority_from}{day}. {talks.authority_says}", markup=False)
    print_table(
        "Point by point",
        ["Point", "Stands", "What was agreed", "Clause"],
        [(_title(point), point.settled.value, _agreed(point), point.clause or "–") for point in one.points],
    )


def _title(point: PointStanding) -> str:
    return point.point.title + (" (illustrative)" if point.point.fact.illustrative else "")


def _agreed(point: PointStanding) -> str:
    if point.term is None:
        return "; ".join(f"{term.party}: {_words(term.value, term.says, point)}" for term in point.point.terms) or "–"
    made_up = " (illustrative)" if any(term.fact.illustrative for term in point.point.terms) else ""
    return _words(point.term.value, point.term.says, point) + made_up


def _words(value: Any, says: str, point: PointStanding) -> str:
    return ". ".join(part for part in (in_unit(value, point.point.unit) if value is not None else "", says) if part)


def _print_trace(trace: Trace) -> None:
    print_table(
        "From what was recommended to the clause",
        ["Recommended", "Kind", "Stands", "Points and clauses"],
        [
            (
                row.title + ("" if row.must else " (may be taken)"),
                row.kind,
                row.stands,
                "; ".join(", ".join(part for part in (one.point.title, one.clause) if part) for one in row.points)
                or "–",
            )
            for row in trace.rows
        ],
    )
    for point in trace.not_recommended:
        console().print(f"  · “{point.point.title}” carries out nothing that was recommended.", markup=False)


def _print_mandates(party: str, mandates: tuple[AgainstMandate, ...]) -> None:
    def said(one: AgainstMandate, value: Any) -> str:
        return in_unit(value, one.point.unit) if value is not None else "–"

    print_table(
        f"Only for {party}: the mandate beside what was agreed",
        ["Point", "Asks first", "Aims for", "Stops at", "Agreed", "Difference"],
        [
            (
                one.point.title + (" (must)" if one.must_have else ""),
                said(one, one.asks_first),
                said(one, one.aims_for) if one.better != "words only" else one.wants or "–",
                said(one, one.stops_at),
                said(one, one.agreed),
                one.sentence,
            )
            for one in mandates
        ],
        right=(1, 3, 4),
    )


def _negotiation_json(one: NegotiationStanding) -> dict[str, Any]:
    talks = one.negotiation
    return {
        "id": talks.id,
        "title": talks.title,
        "parties": talks.parties,
        "authority": {"from": talks.authority_from, "on": talks.authority_on, "says": talks.authority_says},
        "outcome": talks.outcome,
        "sentence": one.sentence,
        "points": [_point_json(point) for point in one.points],
        "illustrative": one.provenance.illustrative,
        "result": one.hash,
    }


def _point_json(point: PointStanding) -> dict[str, Any]:
    return {
        "id": point.point.id,
        "title": point.point.title,
        "unit": point.point.unit,
        "settled": point.settled,
        "clause": point.clause,
        "waiting_for": point.waiting_for,
        "differs": point.differs,
        "terms": [
            {
                "party": term.party,
                "value": term.value,
                "says": term.says,
                "contract": term.contract,
                "clause": term.clause,
                "agreed_on": term.agreed_on,
            }
            for term in point.point.terms
        ],
    }


def _trace_json(trace: Trace | None) -> dict[str, Any] | None:
    if trace is None:
        return None
    return {
        "recommendation": trace.recommendation,
        "needed": trace.needed,
        "in_contract": trace.in_contract,
        "rows": [
            {
                "kind": row.kind,
                "id": row.id,
                "title": row.title,
                "must": row.must,
                "stands": row.stands,
                "points": [point.point.id for point in row.points],
            }
            for row in trace.rows
        ],
        "not_recommended": [point.point.id for point in trace.not_recommended],
        "result": trace.hash,
    }


def _mandate_json(one: AgainstMandate) -> dict[str, Any]:
    return {
        "point": one.point.id,
        "better": one.better,
        "asks_first": one.asks_first,
        "aims_for": one.aims_for,
        "stops_at": one.stops_at,
        "agreed": one.agreed,
        "from_first": one.from_first,
        "from_aim": one.from_aim,
        "from_stop": one.from_stop,
        "way": one.way,
        "within": one.within,
        "sentence": one.sentence,
        "result": one.hash,
    }
