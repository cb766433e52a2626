"""What a person should know about a business case before anybody decides on it. Checks return findings and never raise."""

from collections.abc import Callable, Iterator

from concordat.domain.business_case.annual_savings import TABLE
from concordat.domain.business_case.case_checks import (
    check_actuals,
    check_assumptions,
    check_bias,
    check_counted_twice,
    check_dependence,
    check_document_values,
    check_plan,
    check_promises,
    check_vehicle,
)
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.line_checks import (
    check_baseline,
    check_cashable,
    check_index,
    check_profile,
    check_ranges,
    check_said_twice,
    check_two_partners,
    check_years,
)
from concordat.domain.kernel.findings import Finding, Where, warning

Check = Callable[[BusinessCase], Iterator[Finding]]


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
