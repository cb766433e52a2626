"""What is wrong with a line: its partner, index, dates, profile, range, rule and whether it releases cash."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from concordat.domain.business_case.annual_savings import TABLE, LineKind
from concordat.domain.business_case.from_baseline import BASELINE, cost_of, matching_rows, read_rule
from concordat.domain.business_case.inputs import (
    KIND,
    BusinessCase,
    Line,
)
from concordat.domain.business_case.opening import plan_of
from concordat.domain.business_case.prices import FIXED, GDP, Prices
from concordat.domain.business_case.reading import TWO_PARTNERS, read_profile
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.money import format_pounds


def at_line(line: Line, column: str = "") -> Where:
    return Where(table=line.fact.table if line.fact else TABLE, column=column, item=line.id)


def in_document(column: str = "") -> Where:
    return Where(table=f"document {KIND}", column=column)


def check_two_partners(business_case: BusinessCase) -> Iterator[Finding]:
    for line in business_case.lines:
        said = str(line.fact.get("partner", "")) if line.fact else ""
        if any(mark in said for mark in TWO_PARTNERS):
            yield error(
                at_line(line, "partner"),
                f"“{line.title}” names two partners (“{said}”). It counts as joint until it is mended.",
                "Make one line for each partner, or leave the partner empty and give joint shares.",
                code="business_case.two_partners",
            )
    by_id = Counter(line.id for line in business_case.lines)
    for line in business_case.lines:
        if by_id[line.id] > 1:
            yield error(
                at_line(line),
                f"“{line.id}” is a line of {by_id[line.id]} organisations; this one is {line.fact.organisation if line.fact else 'joint'}’s.",
                "Give each line an identifier of its own, or withdraw the one that repeats the other.",
                code="business_case.line_twice",
            )
    known = set(business_case.partner_names)
    for partner in business_case.partners:
        if known and partner not in known:
            yield error(
                Where(table=TABLE, column="partner"),
                f"“{partner}” is not an organisation of this case.",
                "Correct the name, or add the organisation.",
                code="business_case.unknown_partner",
            )


def check_said_twice(business_case: BusinessCase) -> Iterator[Finding]:
    """The same money under two identifiers: same partner, title, service and amounts."""
    seen: dict[tuple[object, ...], Line] = {}
    for line in business_case.lines:
        key = (line.partner, line.title.lower(), line.service, line.low, line.likely, line.high)
        if line.is_quantified and key in seen:
            yield warning(
                at_line(line),
                f"“{line.title}” says the same as “{seen[key].id}”: the money may be counted twice.",
                "Withdraw one of them, or say in the title what tells them apart.",
                code="business_case.said_twice",
            )
        seen.setdefault(key, line)


def check_index(business_case: BusinessCase) -> Iterator[Finding]:
    held = business_case.assumptions
    prices = Prices(business_case.reference.parameters, business_case.own_indices, held.price_index, held.on)
    names = ", ".join((GDP, FIXED, *business_case.own_indices))
    for line in business_case.lines:
        if not prices.is_known(line.price_index):
            yield error(
                at_line(line, "price_index"),
                f"“{line.title}” moves with the index “{line.price_index}”, which nobody declared. General prices were taken.",
                f"Use one of: {names}; or add the index to your own price indices.",
                code="business_case.unknown_index",
            )
    if not prices.is_known(held.price_index):
        yield error(
            in_document("price_index"),
            f"The case’s own index “{held.price_index}” is not declared.",
            f"Use one of: {names}.",
            code="business_case.unknown_index",
        )
    yield from _check_index_years(business_case)
    yield from _check_deflator(business_case, prices)


def _check_index_years(business_case: BusinessCase) -> Iterator[Finding]:
    used = {line.price_index for line in business_case.lines} | {business_case.assumptions.price_index}
    for name in sorted(used & set(business_case.own_indices)):
        changes = business_case.own_indices[name]
        missing = [year for year in business_case.assumptions.all_years if year not in changes]
        if missing:
            yield warning(
                Where(table="price_indices", item=name),
                f"The index “{name}” says nothing about {missing[0]}"
                + (f" and {len(missing) - 1} other years" if len(missing) > 1 else "")
                + "; the change of the nearest year before was taken.",
                "Add the missing years.",
                code="business_case.index_years",
            )


def _check_deflator(business_case: BusinessCase, prices: Prices) -> Iterator[Finding]:
    last = max(prices.published)
    if business_case.assumptions.all_years[-1].starting > last:
        yield note(
            in_document("price_index"),
            f"General prices after {last} grow by {float(prices.growth_after) * 100:g}% a year: an assumption, not a forecast. "
            "A financial year takes the deflator of the calendar year it starts in.",
            "Add an own index where you have a better one.",
            code="business_case.deflator_assumed",
        )


def check_years(business_case: BusinessCase) -> Iterator[Finding]:
    held = business_case.assumptions
    reached = plan_of(business_case).reached
    for line in business_case.lines:
        start, end = line.timing.start, line.timing.end
        if start and start < held.first_day:
            yield error(
                at_line(line, "start"),
                f"“{line.title}” starts in {start:%B %Y}, before the case begins ({held.base_year}). What falls before it is lost.",
                "Correct the date, or begin the case earlier. What is already spent does not belong in a case.",
                code="business_case.before_start",
            )
        if start and start > held.last_day:
            yield error(
                at_line(line, "start"),
                f"“{line.title}” starts after the last year of the case, so it counts for nothing.",
                "Correct the date, or give the case more years.",
                code="business_case.after_end",
            )
        if start and end and end < start:
            yield error(
                at_line(line, "end"),
                f"“{line.title}” ends before it starts.",
                "Correct one of the two dates.",
                code="business_case.end_before_start",
            )
        milestone = line.timing.milestone
        if milestone and milestone not in reached:
            yield error(
                at_line(line, "milestone"),
                f"“{line.title}” waits for “{milestone}”, which is not in the plan. It counts from the first month of the case.",
                "Add the milestone, or correct its identifier.",
                code="business_case.unknown_milestone",
            )
        elif milestone and start:
            yield warning(
                at_line(line, "start"),
                f"“{line.title}” has a start of its own and a milestone it waits for. Its own start counts.",
                "Leave one of the two empty.",
                code="business_case.two_starts",
            )


def check_profile(business_case: BusinessCase) -> Iterator[Finding]:
    for line in business_case.lines:
        said = line.fact.get("profile", ()) if line.fact else ()
        shares = read_profile(said) if said else ()
        if shares is None:
            yield error(
                at_line(line, "profile"),
                f"The profile of “{line.title}” cannot be read: {'; '.join(said)}.",
                "Write shares such as 25%; 50%; 100%.",
                code="business_case.profile",
            )
            continue
        bare = [text for text in said if not text.strip().endswith("%") and abs(Decimal(text.strip())) > 1]
        if bare:
            yield warning(
                at_line(line, "profile"),
                f"The profile of “{line.title}” has {', '.join(bare)}, read as {', '.join(f'{text}%' for text in bare)}.",
                "Write the sign: 15% or 0.15.",
                code="business_case.profile_share",
            )
        if not line.recurring and shares and sum(shares) != 1:
            yield error(
                at_line(line, "profile"),
                f"“{line.title}” comes once and its profile adds up to {sum(shares) * 100}%.",
                "Make the shares add up to 100%.",
                code="business_case.profile_sum",
            )


def check_ranges(business_case: BusinessCase) -> Iterator[Finding]:
    for line in business_case.lines:
        if line.low is None and line.likely is None and line.high is not None:
            yield warning(
                at_line(line, "low"),
                f"“{line.title}” is given as up to {format_pounds(line.high)}: its low is taken as nought.",
                "Ask for a low figure.",
                code="business_case.up_to",
            )
        if line.kind is LineKind.COST and min(line.least, line.most) < 0:
            yield error(
                at_line(line),
                f"“{line.title}” is a cost with a negative figure, which would count as a saving.",
                "Enter a cost as a positive figure, or call the line a saving.",
                code="business_case.negative_cost",
            )
        given = [amount for amount in (line.low, line.likely, line.high) if amount is not None]
        if given != sorted(given):
            yield error(
                at_line(line),
                f"The figures of “{line.title}” are not in order: {', '.join(format_pounds(amount) for amount in given)}.",
                "Put the smallest under low and the largest under high.",
                code="business_case.order",
            )
        if not line.is_quantified:
            yield note(
                at_line(line),
                f"Nobody has put a figure on “{line.title}”. It is in neither ledger.",
                "Put a range on it, or say why that cannot be done.",
                code="business_case.unquantified",
            )


def check_baseline(business_case: BusinessCase) -> Iterator[Finding]:
    for line in business_case.lines:
        text = str(line.fact.get("baseline_rule", "")) if line.fact else ""
        if not text:
            continue
        rule = read_rule(text)
        if rule is None:
            yield error(
                at_line(line, "baseline_rule"),
                f"The rule of “{line.title}” cannot be read: {text}.",
                "Write it like layer = management; service = legal.",
                code="business_case.rule",
            )
        elif not any(cost_of(row, rule) is not None for row in matching_rows(business_case.case, rule)):
            yield error(
                at_line(line, "baseline_rule"),
                f"No row of the baseline with a cost matches “{text}”, so “{line.title}” has no amount from it.",
                f"Check the values against the table {BASELINE}.",
                code="business_case.rule_matches_nothing",
            )


def check_cashable(business_case: BusinessCase) -> Iterator[Finding]:
    lines = [line for line in business_case.lines if line.kind is LineKind.SAVING and line.is_quantified]
    for line in lines:
        if line.cashable == "cash-releasing" and not line.budget_line:
            yield warning(
                at_line(line, "budget_line"),
                f"“{line.title}” is called cash-releasing and names no budget that is cut.",
                "Name the budget line and who signs it off, or call the saving not cash-releasing.",
                code="business_case.no_budget_line",
            )
    unsaid = [line for line in lines if line.cashable == "not stated"]
    if unsaid:
        yield note(
            Where(table=TABLE, column="cashable"),
            f"{len(unsaid)} savings do not say whether they release cash; they count in both ledgers.",
            "Say of each whether a budget is cut by it.",
            code="business_case.cashable_unsaid",
        )
