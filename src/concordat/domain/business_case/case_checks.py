"""What is wrong with the case as a whole: assumptions, bias, dependence, vehicle, plan, promises, actuals."""

from collections.abc import Iterator
from decimal import Decimal

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.dependence import groups_for
from concordat.domain.business_case.discounting import UnknownSchedule, schedule_names, schedule_on
from concordat.domain.business_case.inputs import (
    BusinessCase,
    Dependence,
    Nature,
)
from concordat.domain.business_case.line_checks import at_line, in_document
from concordat.domain.business_case.opening import make_setting, plan_of, rate_day
from concordat.domain.business_case.optimism_bias import circles
from concordat.domain.business_case.vehicle import vehicle_called, vehicles
from concordat.domain.kernel.findings import Finding, Where, error, warning
from concordat.domain.kernel.money import format_pounds


def check_assumptions(business_case: BusinessCase) -> Iterator[Finding]:
    held = business_case.assumptions
    if not held.said:
        yield warning(
            in_document(),
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
            in_document("discounting"),
            f"{problem} Standard rates were taken.",
            f"Use one of: {names}.",
            code="business_case.discounting",
        )
    if business_case.options_mixed:
        yield error(
            in_document("option"),
            f"Lines of {len(business_case.options_mixed)} options are added together, because the case does not say which it is for.",
            f"Choose one: {', '.join(business_case.options_mixed)}.",
            code="business_case.options_mixed",
        )
    if held.vehicle and vehicle_called(held.vehicle, business_case.reference) is None:
        names = ", ".join(vehicle.id for vehicle in vehicles(business_case.reference))
        yield error(
            in_document("vehicle"),
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
            in_document("correlation"),
            f"A correlation of {correlation} is not between 0 and 1.",
            "Write 0.3 for thirty per cent.",
            code="business_case.correlation",
        )
    shares = held.joint_shares
    for partner, share in shares.items():
        if not 0 <= share <= 1:
            yield error(
                in_document("joint_shares"),
                f"The joint share of {business_case.name_of(partner)} is {share}, which is not between 0 and 1.",
                "Write 0.25 or “25%” for a quarter.",
                code="business_case.joint_share",
            )
        elif partner not in business_case.partners:
            yield warning(
                in_document("joint_shares"),
                f"“{partner}” has a joint share and no line of its own.",
                "Correct the identifier, or enter the partner’s lines.",
                code="business_case.joint_share_partner",
            )
    if shares and sum(shares.values()) != 1:
        yield error(
            in_document("joint_shares"),
            f"The joint shares add up to {sum(shares.values()) * 100}%, not 100%.",
            "Make them add up; what is over is shown as shared out to nobody.",
            code="business_case.joint_shares",
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
    for line in business_case.lines:
        if line.bias_type and line.kind is not LineKind.COST:
            yield warning(
                at_line(line, "bias_type"),
                f"“{line.title}” is not a cost: optimism bias of {line.bias_type} is not applied to it.",
                "Use the evidence grade for benefits.",
                code="business_case.bias_on_benefit",
            )


def check_counted_twice(business_case: BusinessCase) -> Iterator[Finding]:
    """Measured risk and optimism bias over the same thing, where that area is not counted as managed."""
    for line in business_case.lines:
        if line.bias_type and line.kind is LineKind.COST and line.most > line.central:
            yield warning(
                at_line(line, "bias_type"),
                f"“{line.title}” has a range up to {format_pounds(line.most)} and optimism bias on top: measured risk and bias "
                "may count the same thing twice. Drawn figures leave the bias off; the ledgers carry it.",
                "Take the bias off as the risk is measured, or narrow the range to what the bias does not cover.",
                code="business_case.range_and_bias",
            )
    managed = {(item.bias_type, item.risk_area): item.managed for item in business_case.mitigations}
    kinds = {line.bias_type for line in business_case.lines if line.bias_type}
    for line in business_case.lines:
        area = line.risk_area.strip().lower()
        if not area or line.nature not in {Nature.MEASURED_RISK, Nature.EARLY_TERMINATION}:
            continue
        full = [kind for kind in sorted(kinds) if managed.get((kind, area), Decimal(0)) < 1]
        if full:
            yield warning(
                at_line(line, "risk_area"),
                f"“{line.title}” measures the risk of {area}, and the optimism bias for {', '.join(full)} still counts that area.",
                "Enter the area as managed, because its risk is now costed.",
                code="business_case.risk_and_bias",
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
        for line in business_case.lines:
            if line.nature in natures and line.partner in losing and line.fact and not line.fact.get("vehicles"):
                yield warning(
                    at_line(line, "nature"),
                    f"“{line.title}” pays for {line.nature}, and the vehicle ({vehicle.title}) brings such a line too: it may be counted twice.",
                    "Keep one: this line, or posts lost in what moves with the vehicle.",
                    code="business_case.vehicle_and_line",
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
