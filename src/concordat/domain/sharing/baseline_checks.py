"""What is doubtful about a baseline, in the order in which people make these mistakes; each with how to mend it."""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.money import format_pounds
from concordat.domain.sharing.baseline import reconcile
from concordat.domain.sharing.inputs import BaselineRow, SharingCase, read_sharing

# Outside these a full-time post hardly costs what is said: pence a year. Wide on purpose; it asks, it does not refuse.
LEAST_A_POST, MOST_A_POST = 1_200_000, 18_000_000
LIKE_THOUSANDS = 200_000  # a whole service for less than £2,000 a year, with more than half a post
STAFF = ("management", "specialist", "administrative")


def check_baseline(case: Case) -> list[Finding]:
    """Row by row, then council by council. A case without a baseline has no findings."""
    sharing = read_sharing(case)
    if not sharing.baseline:
        return []
    known = {fact.id for fact in case.rows("services")}
    return [
        *(finding for row in sharing.baseline for finding in _identity(row, sharing, known)),
        *(finding for row in sharing.baseline for check in ROW_CHECKS for finding in check(row, _name(row, sharing))),
        *_twice(sharing),
        *_definitions(sharing),
        *_reconciled(sharing),
    ]


def _where(row: BaselineRow, column: str = "") -> Where:
    return Where(table="baseline", column=column, item=row.fact.id)


def _name(row: BaselineRow, sharing: SharingCase) -> str:
    council, service = sharing.partner_titles.get(row.council, row.council), sharing.service_titles.get(row.service)
    return f"{council}, {service or row.service}, {row.financial_year}"


def _identity(row: BaselineRow, sharing: SharingCase, known: set[str]) -> Iterator[Finding]:
    if known and row.service not in known:
        near = next(
            (s.id for s in sharing.services if s.id in known and s.title.casefold() == row.service.casefold()), ""
        )
        yield error(
            _where(row, "service"),
            f"“{row.service}” is not a service of this case.",
            f"Use the identifier {near}."
            if near
            else "Use the identifier of a row in the table Services, or add the service.",
            code="baseline.service",
        )
    if row.council not in sharing.partner_titles:
        yield error(
            _where(row, "organisation"),
            f"The row is of “{row.council or 'nobody'}”, which is not a partner.",
            "Correct the organisation, or add it to the table of who belongs.",
            code="baseline.council",
        )


def _costs(row: BaselineRow, name: str) -> Iterator[Finding]:
    if not row.layers:
        yield error(
            _where(row),
            f"{name} has no cost at all.",
            "Enter at least one layer; write 0 where it costs nothing.",
            code="baseline.no_cost",
        )
    elif row.gross == 0:
        yield warning(
            _where(row),
            f"{name} costs nothing.",
            "Correct it, or withdraw the row if the council does not run the service.",
            code="baseline.nil",
        )
    if row.gross and row.gross < LIKE_THOUSANDS and (row.posts or 0) > Decimal("0.5"):
        yield error(
            _where(row),
            f"{name} costs {format_pounds(row.gross)} in all with {row.posts} posts: the figures look like thousands of pounds.",
            "Enter whole pounds: 120 thousand is 120000.",
            code="baseline.thousands",
        )


def _a_post(row: BaselineRow, name: str) -> Iterator[Finding]:
    staff = sum(row.layers.get(layer, 0) for layer in STAFF)
    if row.posts is not None and row.posts > 0 and row.gross >= LIKE_THOUSANDS:
        each = int(staff / row.posts)
        if staff and not LEAST_A_POST <= each <= MOST_A_POST:
            yield warning(
                _where(row, "posts"),
                f"{name}: a post comes to {format_pounds(each, show_pence=False)} a year.",
                "Check the posts (full-time equivalents, not people) and the staff layers (with on-costs).",
                code="baseline.post_cost",
            )
        if not staff:
            yield warning(
                _where(row),
                f"{name} has {row.posts} posts and no staff cost.",
                "Enter the staff layers.",
                code="baseline.no_staff_cost",
            )
    if staff and row.posts is None:
        yield note(
            _where(row, "posts"), f"{name} has staff costs and no posts.", "Enter the posts.", code="baseline.no_posts"
        )


def _volume(row: BaselineRow, name: str) -> Iterator[Finding]:
    if row.volume is not None and not row.volume_unit:
        yield warning(
            _where(row, "volume_unit"),
            f"{name} has a volume and does not say what is counted.",
            "Say exactly what is counted, or unit costs cannot be compared.",
            code="baseline.no_unit",
        )
    if row.volume == 0:
        yield warning(
            _where(row, "volume"),
            f"{name} has a volume of nought.",
            "Leave it empty where it is not known.",
            code="baseline.no_volume",
        )
    if row.quality is not None and not row.quality_measure:
        yield warning(
            _where(row, "quality_measure"),
            f"{name} has a quality figure and does not say of what.",
            "Name the measure and its unit.",
            code="baseline.no_measure",
        )


def _basis(row: BaselineRow, name: str) -> Iterator[Finding]:
    if not row.cost_basis:
        yield warning(
            _where(row, "cost_basis"),
            f"{name} does not say whether its cost is direct or full.",
            "Choose one.",
            code="baseline.no_basis",
        )
    elif row.cost_basis == "full cost" and not row.layers.get("overheads"):
        yield warning(
            _where(row, "overheads"),
            f"{name} is said to be the full cost and has no overheads.",
            "Add the overheads, or call it the direct cost.",
            code="baseline.no_overheads",
        )
    elif row.cost_basis == "direct cost" and row.layers.get("overheads"):
        yield warning(
            _where(row, "overheads"),
            f"{name} is said to be the direct cost and has overheads.",
            "Take them out, or call it the full cost.",
            code="baseline.overheads",
        )


def _income(row: BaselineRow, name: str) -> Iterator[Finding]:
    if row.income and row.gross and row.income > 5 * row.gross:
        yield warning(
            _where(row, "income"),
            f"{name} brings in {format_pounds(row.income)} against a cost of {format_pounds(row.gross)}.",
            "Check that a nought has not slipped in.",
            code="baseline.income",
        )


def _known(row: BaselineRow, name: str) -> Iterator[Finding]:
    if row.confidence == "not graded":
        yield note(
            _where(row, "confidence"),
            f"{name} has no confidence grade.",
            "Grade it high, medium or low.",
            code="baseline.not_graded",
        )
    if not row.fact.source:
        yield warning(
            _where(row), f"{name} has no source.", "Say which ledger or report it comes from.", code="baseline.source"
        )
    if row.price_base > row.financial_year:
        yield note(
            _where(row, "price_base"),
            f"{name} is stated in the prices of {row.price_base}.",
            "Nothing to do if it was brought up to that year on purpose.",
            code="baseline.price_base",
        )


ROW_CHECKS: tuple[Callable[[BaselineRow, str], Iterator[Finding]], ...] = (
    _costs,
    _a_post,
    _volume,
    _basis,
    _income,
    _known,
)


def _twice(sharing: SharingCase) -> Iterator[Finding]:
    counted = Counter((row.council, row.service, row.financial_year) for row in sharing.baseline)
    for (council, service, year), count in counted.items():
        if count > 1:
            rows = [
                r.fact.id
                for r in sharing.baseline
                if (r.council, r.service, r.financial_year) == (council, service, year)
            ]
            yield error(
                Where(table="baseline", item=rows[-1]),
                f"{sharing.partner_titles.get(council, council)} has {count} baselines of "
                f"{sharing.service_titles.get(service, service)} for {year}: {', '.join(rows)}.",
                "Keep one and withdraw the others, or add them up.",
                code="baseline.twice",
            )


def _definitions(sharing: SharingCase) -> Iterator[Finding]:
    for service in sharing.services:
        units = {
            row.volume_unit.strip().casefold(): row.volume_unit
            for (_, id), row in sharing.latest_baseline.items()
            if id == service.id and row.volume_unit
        }
        if len(units) > 1:
            yield note(
                Where(table="baseline", item=service.id),
                f"{service.title}: councils count different things ({'; '.join(sorted(units.values()))}).",
                "Agree one definition, or leave the unit costs uncompared.",
                code="baseline.definitions",
            )


def _reconciled(sharing: SharingCase) -> Iterator[Finding]:
    for one in reconcile(sharing):
        if not one.is_reconciled:
            more = "more" if one.unexplained > 0 else "less"
            yield warning(
                Where(table="budget_totals", item=one.council),
                f"{sharing.partner_titles.get(one.council, one.council)}, {one.year}: the budget book comes to "
                f"{format_pounds(abs(one.unexplained))} {more} than the baseline and the explained differences.",
                "Find the difference, or enter what explains it.",
                code="baseline.not_reconciled",
            )
