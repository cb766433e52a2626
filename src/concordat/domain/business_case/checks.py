"""What a person should know about a business case before anybody decides on it. Checks return findings and never raise."""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from concordat.domain.business_case.annual_savings import TABLE, LineKind
from concordat.domain.business_case.dependence import groups_for
from concordat.domain.business_case.discounting import UnknownSchedule, schedule_names, schedule_on
from concordat.domain.business_case.from_baseline import BASELINE, cost_of, matching_rows, read_rule
from concordat.domain.business_case.inputs import (
    KIND,
    BusinessCase,
    Dependence,
    Line,
    Nature,
)
from concordat.domain.business_case.ledgers import make_setting, plan_of, rate_day
from concordat.domain.business_case.optimism_bias import circles
from concordat.domain.business_case.prices import FIXED, GDP, Prices
from concordat.domain.business_case.reading import TWO_PARTNERS, read_profile
from concordat.domain.business_case.vehicle import vehicle_called, vehicles
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.money import format_pounds

Check = Callable[[BusinessCase], Iterator[Finding]]


def check_business_case(business_case: BusinessCase) -> list[Finding]:
    """Every check over the whole case. A case without lines has one finding."""
    if not business_case.lines and not business_case.set_aside:
        where = Where(table=TABLE)
        return [
            warning(
                where,
                "The case has no lines of savings, income or costs.",
                "Enter them, paste them, or bring them in from Excel.",
                code="business_case.no_lines",
            )
        ]
    return [finding for check in CHECKS for finding in check(business_case)]


def _at(line: Line, column: str = "") -> Where:
    return Where(table=line.fact.table if line.fact else TABLE, column=column, item=line.id)


def _document(column: str = "") -> Where:
    return Where(table=f"document {KIND}", column=column)


def check_assumptions(business_case: BusinessCase) -> Iterator[Finding]:
    held = business_case.assumptions
    if not held.said:
        yield warning(
            _document(),
            f"Nobody wrote the assumptions of the case: it is worked out over {held.years} years from {held.base_year}, "
            "at standard discount rates.",
            "Write a business-case document with its base year, years, option, vehicle and discounting.",
            code="business_case.no_assumptions",
        )
    try:
        schedule_on(held.discounting, on=rate_day(business_case), parameters=business_case.reference.parameters)
    except UnknownSchedule as problem:
        names = ", ".join(schedule_names(business_case.reference.parameters))
        yield error(
            _document("discounting"),
            f"{problem} Standard rates were taken.",
            f"Use one of: {names}.",
            code="business_case.discounting",
        )
    if held.vehicle and vehicle_called(held.vehicle, business_case.reference) is None:
        names = ", ".join(vehicle.id for vehicle in vehicles(business_case.reference))
        yield error(
            _document("vehicle"),
            f"“{held.vehicle}” is not a delivery vehicle we know, so no lines follow from it.",
            f"Use one of: {names}.",
            code="business_case.vehicle",
        )


def check_document_values(business_case: BusinessCase) -> Iterator[Finding]:
    """Shares in the document that were written as 30 or cannot be read, and shares that do not add up."""
    held = business_case.assumptions
    said = held.document.content if held.document else {}
    correlation = said.get("correlation")
    if correlation is not None and not 0 <= held.correlation <= 1:
        yield error(
            _document("correlation"),
            f"A correlation of {correlation} is not between 0 and 1.",
            "Write 0.3 for thirty per cent.",
            code="business_case.correlation",
        )
    shares = held.joint_shares
    for partner, share in shares.items():
        if not 0 <= share <= 1:
            yield error(
                _document("joint_shares"),
                f"The joint share of {business_case.name_of(partner)} is {share}, which is not between 0 and 1.",
                "Write 0.25 or “25%” for a quarter.",
                code="business_case.joint_share",
            )
        elif partner not in business_case.partners:
            yield warning(
                _document("joint_shares"),
                f"“{partner}” has a joint share and no line of its own.",
                "Correct the identifier, or enter the partner’s lines.",
                code="business_case.joint_share_partner",
            )
    if shares and sum(shares.values()) != 1:
        yield error(
            _document("joint_shares"),
            f"The joint shares add up to {sum(shares.values()) * 100}%, not 100%.",
            "Make them add up; what is over is shown as shared out to nobody.",
            code="business_case.joint_shares",
        )


def check_two_partners(business_case: BusinessCase) -> Iterator[Finding]:
    for line in _entered(business_case):
        said = str(line.fact.get("partner", "")) if line.fact else ""
        if any(mark in said for mark in TWO_PARTNERS):
            yield error(
                _at(line, "partner"),
                f"“{line.title}” names two partners (“{said}”). It counts as joint until it is mended.",
                "Make one line for each partner, or leave the partner empty and give joint shares.",
                code="business_case.two_partners",
            )
    by_id = Counter(line.id for line in _entered(business_case))
    for line in _entered(business_case):
        if by_id[line.id] > 1:
            yield error(
                _at(line),
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
    for line in _entered(business_case):
        key = (line.partner, line.title.lower(), line.service, line.low, line.likely, line.high)
        if line.is_quantified and key in seen:
            yield warning(
                _at(line),
                f"“{line.title}” says the same as “{seen[key].id}”: the money may be counted twice.",
                "Withdraw one of them, or say in the title what tells them apart.",
                code="business_case.said_twice",
            )
        seen.setdefault(key, line)


def check_index(business_case: BusinessCase) -> Iterator[Finding]:
    held = business_case.assumptions
    prices = Prices(business_case.reference.parameters, business_case.own_indices, held.price_index, held.on)
    names = ", ".join((GDP, FIXED, *business_case.own_indices))
    for line in _entered(business_case):
        if not prices.is_known(line.price_index):
            yield error(
                _at(line, "price_index"),
                f"“{line.title}” moves with the index “{line.price_index}”, which nobody declared. General prices were taken.",
                f"Use one of: {names}; or add the index to your own price indices.",
                code="business_case.unknown_index",
            )
    if not prices.is_known(held.price_index):
        yield error(
            _document("price_index"),
            f"The case’s own index “{held.price_index}” is not declared.",
            f"Use one of: {names}.",
            code="business_case.unknown_index",
        )
    yield from _check_index_years(business_case)
    yield from _check_deflator(business_case, prices)


def _check_index_years(business_case: BusinessCase) -> Iterator[Finding]:
    used = {line.price_index for line in _entered(business_case)} | {business_case.assumptions.price_index}
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
            _document("price_index"),
            f"General prices after {last} grow by {float(prices.growth_after) * 100:g}% a year: an assumption, not a forecast. "
            "A financial year takes the deflator of the calendar year it starts in.",
            "Add an own index where you have a better one.",
            code="business_case.deflator_assumed",
        )


def check_years(business_case: BusinessCase) -> Iterator[Finding]:
    held = business_case.assumptions
    reached = plan_of(business_case).reached
    for line in _entered(business_case):
        start, end = line.timing.start, line.timing.end
        if start and start < held.first_day:
            yield error(
                _at(line, "start"),
                f"“{line.title}” starts in {start:%B %Y}, before the case begins ({held.base_year}). What falls before it is lost.",
                "Correct the date, or begin the case earlier. What is already spent does not belong in a case.",
                code="business_case.before_start",
            )
        if start and start > held.last_day:
            yield error(
                _at(line, "start"),
                f"“{line.title}” starts after the last year of the case, so it counts for nothing.",
                "Correct the date, or give the case more years.",
                code="business_case.after_end",
            )
        if start and end and end < start:
            yield error(
                _at(line, "end"),
                f"“{line.title}” ends before it starts.",
                "Correct one of the two dates.",
                code="business_case.end_before_start",
            )
        milestone = line.timing.milestone
        if milestone and milestone not in reached:
            yield error(
                _at(line, "milestone"),
                f"“{line.title}” waits for “{milestone}”, which is not in the plan. It counts from the first month of the case.",
                "Add the milestone, or correct its identifier.",
                code="business_case.unknown_milestone",
            )
        elif milestone and start:
            yield warning(
                _at(line, "start"),
                f"“{line.title}” has a start of its own and a milestone it waits for. Its own start counts.",
                "Leave one of the two empty.",
                code="business_case.two_starts",
            )


def check_profile(business_case: BusinessCase) -> Iterator[Finding]:
    for line in _entered(business_case):
        said = line.fact.get("profile", ()) if line.fact else ()
        shares = read_profile(said) if said else ()
        if shares is None:
            yield error(
                _at(line, "profile"),
                f"The profile of “{line.title}” cannot be read: {'; '.join(said)}.",
                "Write shares such as 25%; 50%; 100%.",
                code="business_case.profile",
            )
            continue
        bare = [text for text in said if not text.strip().endswith("%") and abs(Decimal(text.strip())) > 1]
        if bare:
            yield warning(
                _at(line, "profile"),
                f"The profile of “{line.title}” has {', '.join(bare)}, read as {', '.join(f'{text}%' for text in bare)}.",
                "Write the sign: 15% or 0.15.",
                code="business_case.profile_share",
            )
        if not line.recurring and shares and sum(shares) != 1:
            yield error(
                _at(line, "profile"),
                f"“{line.title}” comes once and its profile adds up to {sum(shares) * 100}%.",
                "Make the shares add up to 100%.",
                code="business_case.profile_sum",
            )


def check_bias(business_case: BusinessCase) -> Iterator[Finding]:
    for path in circles(business_case.mitigations):
        yield error(
            Where(table="bias_mitigations", column="relies_on", item=path[0]),
            f"Mitigations rely on each other in a circle: {' → '.join((*path, path[0]))}. None of them counts.",
            "Take one of the links away.",
            code="business_case.mitigation_circle",
        )
    every = {item.id for item in business_case.mitigations}
    for item in business_case.mitigations:
        for other in item.relies_on:
            if other not in every:
                yield error(
                    Where(table="bias_mitigations", column="relies_on", item=item.id),
                    f"“{item.id}” relies on “{other}”, which does not exist.",
                    "Correct the identifier.",
                    code="business_case.unknown_mitigation",
                )
    setting = make_setting(business_case)
    for kind, bias in setting.biases.items():
        if bias.managed > 1:
            yield error(
                Where(table="bias_mitigations", column="contribution"),
                f"What is managed of the bias for {kind} adds up to {float(bias.managed) * 100:.0f}%.",
                "The shares of the risk areas together are at most 100%.",
                code="business_case.managed_too_much",
            )
        unknown = [area.risk_area for area in bias.areas if area.contribution == 0]
        for area in unknown:
            yield warning(
                Where(table="bias_mitigations", column="contribution"),
                f"No share of the bias for {kind} is published for “{area}”, and none was given: managing it counts for nothing.",
                "Give the share of the upper bound that this area stands for.",
                code="business_case.no_contribution",
            )
    for line in _entered(business_case):
        if line.bias_type and line.kind is not LineKind.COST:
            yield warning(
                _at(line, "bias_type"),
                f"“{line.title}” is not a cost: optimism bias of {line.bias_type} is not applied to it.",
                "Use the evidence grade for benefits.",
                code="business_case.bias_on_benefit",
            )


def check_counted_twice(business_case: BusinessCase) -> Iterator[Finding]:
    """Measured risk and optimism bias over the same thing, where that area is not counted as managed."""
    for line in _entered(business_case):
        if line.bias_type and line.kind is LineKind.COST and line.most > line.central:
            yield warning(
                _at(line, "bias_type"),
                f"“{line.title}” has a range up to {format_pounds(line.most)} and optimism bias on top: measured risk and bias "
                "may count the same thing twice. Drawn figures leave the bias off; the ledgers carry it.",
                "Take the bias off as the risk is measured, or narrow the range to what the bias does not cover.",
                code="business_case.range_and_bias",
            )
    managed = {(item.bias_type, item.risk_area): item.managed for item in business_case.mitigations}
    kinds = {line.bias_type for line in business_case.lines if line.bias_type}
    for line in _entered(business_case):
        area = line.risk_area.strip().lower()
        if not area or line.nature not in {Nature.MEASURED_RISK, Nature.EARLY_TERMINATION}:
            continue
        full = [kind for kind in sorted(kinds) if managed.get((kind, area), Decimal(0)) < 1]
        if full:
            yield warning(
                _at(line, "risk_area"),
                f"“{line.title}” measures the risk of {area}, and the optimism bias for {', '.join(full)} still counts that area.",
                "Enter the area as managed, because its risk is now costed.",
                code="business_case.risk_and_bias",
            )


def check_cashable(business_case: BusinessCase) -> Iterator[Finding]:
    lines = [line for line in _entered(business_case) if line.kind is LineKind.SAVING and line.is_quantified]
    for line in lines:
        if line.cashable == "cash-releasing" and not line.budget_line:
            yield warning(
                _at(line, "budget_line"),
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


def check_ranges(business_case: BusinessCase) -> Iterator[Finding]:
    for line in _entered(business_case):
        if line.low is None and line.likely is None and line.high is not None:
            yield warning(
                _at(line, "low"),
                f"“{line.title}” is given as up to {format_pounds(line.high)}: its low is taken as nought.",
                "Ask for a low figure.",
                code="business_case.up_to",
            )
        if line.kind is LineKind.COST and min(line.least, line.most) < 0:
            yield error(
                _at(line),
                f"“{line.title}” is a cost with a negative figure, which would count as a saving.",
                "Enter a cost as a positive figure, or call the line a saving.",
                code="business_case.negative_cost",
            )
        given = [amount for amount in (line.low, line.likely, line.high) if amount is not None]
        if given != sorted(given):
            yield error(
                _at(line),
                f"The figures of “{line.title}” are not in order: {', '.join(format_pounds(amount) for amount in given)}.",
                "Put the smallest under low and the largest under high.",
                code="business_case.order",
            )
        if not line.is_quantified:
            yield note(
                _at(line),
                f"Nobody has put a figure on “{line.title}”. It is in neither ledger.",
                "Put a range on it, or say why that cannot be done.",
                code="business_case.unquantified",
            )


def check_dependence(business_case: BusinessCase) -> Iterator[Finding]:
    held = business_case.assumptions
    if held.dependence is not Dependence.NAMED_GROUPS:
        return
    names = {line.group for line in business_case.lines if line.group}
    elsewhere = names | {line.group for line in business_case.set_aside if line.group}
    for pair in business_case.correlations:
        for name in pair:
            if name not in elsewhere:
                yield error(
                    Where(table="correlations", item=" with ".join(pair)),
                    f"No line belongs to a group called “{name}”.",
                    "Correct the name, or give lines that group.",
                    code="business_case.unknown_group",
                )
    groups = groups_for(business_case.lines, held, business_case.correlations)
    if not groups.is_possible:
        yield error(
            Where(table="correlations"),
            "These correlations cannot all hold at once. The nearest that can were drawn.",
            "Two groups that each move closely with a third must move with each other too: raise that correlation, or give "
            "each group a correlation with itself at least as large as those with others.",
            code="business_case.impossible_correlations",
        )
    own = {first for first, second in business_case.correlations if first == second}
    for name in sorted(names - own):
        yield warning(
            Where(table="correlations", item=name),
            f"The group “{name}” has no correlation with itself, so its lines vary independently.",
            f"Add a row {name} with {name}.",
            code="business_case.group_alone",
        )


def check_baseline(business_case: BusinessCase) -> Iterator[Finding]:
    for line in _entered(business_case):
        text = str(line.fact.get("baseline_rule", "")) if line.fact else ""
        if not text:
            continue
        rule = read_rule(text)
        if rule is None:
            yield error(
                _at(line, "baseline_rule"),
                f"The rule of “{line.title}” cannot be read: {text}.",
                "Write it like layer = management; service = legal.",
                code="business_case.rule",
            )
        elif not any(cost_of(row, rule) is not None for row in matching_rows(business_case.case, rule)):
            yield error(
                _at(line, "baseline_rule"),
                f"No row of the baseline with a cost matches “{text}”, so “{line.title}” has no amount from it.",
                f"Check the values against the table {BASELINE}.",
                code="business_case.rule_matches_nothing",
            )


def check_plan(business_case: BusinessCase) -> Iterator[Finding]:
    plan = plan_of(business_case)
    if plan.in_circle:
        yield error(
            Where(table="milestones", column="waits_for", item=plan.in_circle[0]),
            f"Milestones wait for each other in a circle: {', '.join(plan.in_circle)}. They are left out of the plan.",
            "Take one of the waits away.",
            code="business_case.plan_circle",
        )
    known = {item.id for item in business_case.milestones}
    for item in business_case.milestones:
        for other in item.waits_for:
            if other not in known:
                yield error(
                    Where(table="milestones", column="waits_for", item=item.id),
                    f"“{item.title}” waits for “{other}”, which is not in the plan.",
                    "Add it, or correct the identifier.",
                    code="business_case.unknown_wait",
                )
        if not item.owner:
            yield warning(
                Where(table="milestones", column="owner", item=item.id),
                f"Nobody answers for “{item.title}”.",
                "Name the role that does.",
                code="business_case.no_owner",
            )
    for planned in plan.milestones:
        if planned.late_by > 0:
            yield warning(
                Where(table="milestones", column="due", item=planned.milestone.id),
                f"“{planned.milestone.title}” is reached {planned.late_by} days after it is promised.",
                "Start what it waits for earlier, or move the promise.",
                code="business_case.late",
            )


def check_vehicle(business_case: BusinessCase) -> Iterator[Finding]:
    held = business_case.assumptions
    vehicle = vehicle_called(held.vehicle, business_case.reference)
    if vehicle is None:
        return
    rows = business_case.case.rows("vehicle_bases")
    bases = {str(fact.get("partner", "")) for fact in rows}
    losing = {str(fact.get("partner", "")) for fact in rows if fact.get("posts_lost")}
    missing = [partner for partner in business_case.partners if partner not in bases]
    if missing:
        names = ", ".join(business_case.name_of(partner) for partner in missing)
        yield warning(
            Where(table="vehicle_bases"),
            f"Nothing is known of what the vehicle moves at {names}: no lines follow from it there.",
            "Enter the pay, posts, VAT and contract value of each council.",
            code="business_case.no_base",
        )
    natures = {Nature.REDUNDANCY, Nature.PENSION_STRAIN}
    if vehicle.staff_move:
        for line in _entered(business_case):
            if line.nature in natures and line.partner in losing and line.fact and not line.fact.get("vehicles"):
                yield warning(
                    _at(line, "nature"),
                    f"“{line.title}” pays for {line.nature}, and the vehicle ({vehicle.title}) brings such a line too: it may be counted twice.",
                    "Keep one: this line, or posts lost in what moves with the vehicle.",
                    code="business_case.vehicle_and_line",
                )


def check_promises(business_case: BusinessCase) -> Iterator[Finding]:
    for promise in business_case.promises:
        where = Where(table="promises", item=promise.id)
        if promise.partner and promise.partner not in business_case.partners:
            yield error(
                where,
                f"“{promise.title}” was made to “{promise.partner}”, who has no line in the case.",
                "Correct the partner.",
                code="business_case.promise_partner",
            )
        if promise.year and promise.year not in business_case.assumptions.all_years:
            yield error(
                where,
                f"“{promise.title}” is for {promise.year}, which the case does not reach. Its last year was taken.",
                "Correct the year, or give the case more years.",
                code="business_case.promise_year",
            )


def check_actuals(business_case: BusinessCase) -> Iterator[Finding]:
    ids = {line.id for line in business_case.lines}
    for item in business_case.actuals:
        if item.line not in ids or item.year not in business_case.assumptions.all_years:
            yield error(
                Where(table="actuals", item=item.fact.id),
                f"There is no line “{item.line}” in {item.year} to hold this actual against.",
                "Correct the line or the year.",
                code="business_case.unknown_actual",
            )


def _entered(business_case: BusinessCase) -> Iterator[Line]:
    yield from business_case.lines


CHECKS: tuple[Check, ...] = (
    check_assumptions,
    check_document_values,
    check_two_partners,
    check_said_twice,
    check_index,
    check_years,
    check_profile,
    check_ranges,
    check_baseline,
    check_bias,
    check_counted_twice,
    check_cashable,
    check_dependence,
    check_vehicle,
    check_plan,
    check_promises,
    check_actuals,
)
