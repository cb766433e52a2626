"""What a person should know about positions, baselines and assumptions before anybody plans with them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.sharing.assumptions import AssumptionMistake, Assumptions, read_assumptions
from concordat.domain.sharing.inputs import DEPTH, LAYER_TITLES, LAYERS, Position, SharingCase, Stance, read_sharing
from concordat.domain.sharing.matrix import conflicts_on


def check_sharing(case: Case) -> list[Finding]:
    """Positions, then what is needed to plan. A case without positions has no findings."""
    sharing = read_sharing(case)
    if not sharing.positions:
        return []
    return [
        *(finding for position in sharing.positions for finding in _position(sharing, position)),
        *_twice(sharing),
        *_missing_positions(sharing),
        *_conflicts(sharing),
        *_baselines(sharing),
        *check_assumptions(case, sharing),
    ]


def _where(position: Position, column: str = "") -> Where:
    return Where(table="positions", column=column, item=position.fact.id)


def _position(sharing: SharingCase, position: Position) -> Iterator[Finding]:
    said = str(position.fact.get("stance", ""))
    known, services = set(sharing.partner_titles), set(sharing.service_titles)
    if said and said not in {stance.value for stance in Stance}:
        yield error(
            _where(position, "stance"),
            f"“{said}” is not a position.",
            f"Use one of: {', '.join(Stance)}.",
            code="position.stance",
        )
    if position.council not in known:
        yield error(
            _where(position),
            f"“{position.council or 'nobody'}” has a position and is not a partner.",
            "Add it to the table of who belongs, or correct the row's organisation.",
            code="position.council",
        )
    if position.stance is Stance.ALREADY_SHARED and not position.shared_with:
        yield warning(
            _where(position, "shared_with"),
            "The service is said to be shared already, and not with whom.",
            "Name the organisations under “Already shared with”.",
            code="position.shared_with",
        )
    for column in ("shared_with", "never_with", "only_with"):
        for other in getattr(position, column):
            if other == position.council:
                yield error(
                    _where(position, column),
                    "The council names itself.",
                    "Name other councils only.",
                    code="position.itself",
                )
            elif other not in known and column != "shared_with":
                yield warning(
                    _where(position, column),
                    f"“{other}” is not a partner here, so this limit can never be met or broken.",
                    "Correct the identifier, or add the organisation to the table of who belongs.",
                    code="position.unknown_partner",
                )
    for other in set(position.never_with) & set(position.only_with):
        yield error(
            _where(position, "only_with"),
            f"“{other}” is named under never with and under only with.",
            "Keep one of the two.",
            code="position.never_and_only",
        )
    for service in position.only_after:
        if service not in services:
            yield error(
                _where(position, "only_after"),
                f"“{service}” is not a service of this case.",
                "Use the identifier of a row in the table Services.",
                code="position.only_after",
            )


def _twice(sharing: SharingCase) -> Iterator[Finding]:
    """A council cannot stand in two places, or in two groups, for one service on one day."""
    days = Counter((p.council, p.service, p.from_date) for p in sharing.positions)
    for (council, service, day), count in days.items():
        if count > 1:
            rows = [p for p in sharing.positions if (p.council, p.service, p.from_date) == (council, service, day)]
            groups = {p.shared_with for p in rows if p.stance is Stance.ALREADY_SHARED}
            what = "is in two groups for" if len(groups) > 1 else "has two positions on"
            when = f" from {day.isoformat()}" if day else ""
            yield error(
                _where(rows[-1]),
                f"{sharing.partner_titles.get(council, council)} {what} {sharing.service_titles.get(service, service)}{when}.",
                "Withdraw one of the rows, or give the later one the day from which it holds.",
                code="position.twice",
            )


def _missing_positions(sharing: SharingCase) -> Iterator[Finding]:
    for partner in sharing.partners:
        missing = [service.title for service in sharing.services if not sharing.path(partner.id, service.id)]
        if missing:
            yield note(
                Where(table="positions"),
                f"{partner.title} has no position on {_some(missing)}; it is taken to keep {'it' if len(missing) == 1 else 'them'}.",
                "Add a position for each service the council would share.",
                code="position.missing",
            )


def _some(titles: list[str], most: int = 4) -> str:
    return ", ".join(titles[:most]) + (f" and {len(titles) - most} more" if len(titles) > most else "")


def _conflicts(sharing: SharingCase) -> Iterator[Finding]:
    days = sorted({p.from_date or date.min for p in sharing.positions})
    for service in sharing.services:
        said = dict.fromkeys(words for day in days for words in conflicts_on(sharing, service.id, day))
        for words in said:
            yield warning(
                Where(table="positions", item=service.id),
                f"{service.title}: {words}",
                "Talk it through, and correct whichever row is wrong.",
                code="position.conflict",
            )


def _baselines(sharing: SharingCase) -> Iterator[Finding]:
    for partner in sharing.partners:
        lacking = [
            service.title
            for service in sharing.services
            if any(DEPTH[p.stance] for p in sharing.path(partner.id, service.id))
            and (partner.id, service.id) not in sharing.latest_baseline
        ]
        if lacking:
            yield warning(
                Where(table="baseline"),
                f"{partner.title} would share {_some(lacking)} and has given no baseline for "
                f"{'it' if len(lacking) == 1 else 'them'} that you can see; it is left out of every group.",
                "Enter the cost by layer, or ask the council to release it for the joint calculation.",
                code="baseline.missing",
            )
    years = {row.financial_year for row in sharing.latest_baseline.values()}
    if len(years) > 1:
        stale = Counter(row.financial_year for row in sharing.latest_baseline.values())
        newest = max(years)
        yield warning(
            Where(table="baseline"),
            f"The baselines are of different years: {', '.join(f'{count} of {year}' for year, count in sorted(stale.items()))}.",
            f"Bring the older ones up to {newest}, or say that prices have not moved.",
            code="baseline.years",
        )


def check_assumptions(case: Case, sharing: SharingCase) -> list[Finding]:
    """The document of what sharing saves and costs: that it is there, can be read and fits the partners."""
    try:
        assumptions = read_assumptions(case)
    except AssumptionMistake as mistake:
        return [
            error(
                Where(table="documents/groupings"),
                str(mistake),
                "Correct the document and save it again.",
                code="assumptions.unread",
            )
        ]
    if assumptions is None:
        return [
            warning(
                Where(table="documents/groupings"),
                "Nobody has said what sharing saves and costs, so no groupings can be compared.",
                "Add a document of kind “groupings” with savings rates, costs and waves.",
                code="assumptions.missing",
            )
        ]
    return [*_rates(assumptions), *_names(assumptions, sharing)]


def _rates(assumptions: Assumptions) -> Iterator[Finding]:
    where = Where(table="documents/groupings", item=assumptions.document.name)
    silent = [LAYER_TITLES[layer] for layer in LAYERS if not any(rate.layer == layer for rate in assumptions.rates)]
    if silent:
        yield note(
            where, f"No savings rate is given for: {', '.join(silent)}. They save nothing.", code="assumptions.no_rate"
        )
    for layer in LAYERS:
        rates = sorted((r for r in assumptions.rates if r.layer == layer), key=lambda rate: rate.teams)
        if len({rate.teams for rate in rates}) < len(rates):
            yield error(
                where,
                f"{LAYER_TITLES[layer]} has two savings rates for the same number of teams.",
                "Keep one.",
                code="assumptions.rate_twice",
            )
        for fewer, more in zip(rates, rates[1:], strict=False):
            if more.likely < fewer.likely:
                yield warning(
                    where,
                    f"{LAYER_TITLES[layer]}: {more.teams} teams save a smaller share ({more.likely}) than {fewer.teams} ({fewer.likely}).",
                    "That can be right where larger groups are harder to run; otherwise correct it.",
                    code="assumptions.rate_falls",
                )


def _names(assumptions: Assumptions, sharing: SharingCase) -> Iterator[Finding]:
    named = {name for name in assumptions.minimum_gain if name} | {
        name for wave in assumptions.waves for name in wave.changes
    }
    for name in sorted(named - set(sharing.partner_titles)):
        yield error(
            Where(table="documents/groupings", item=assumptions.document.name),
            f"“{name}” has a limit of its own and is not a partner.",
            "Use the identifier of a partner.",
            code="assumptions.unknown_partner",
        )
