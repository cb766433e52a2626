"""Savings by option and source, low to high, against the threshold."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.cases import case_for
from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.domain.business_case.annual_savings_checks import check_annual_savings
from concordat.domain.kernel.findings import worst_first
from concordat.presentation.charts import savings_chart
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees


@partnership_page
def savings(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    found = savings_by_option(case)
    by_source = [
        {
            "source": row.source,
            "kind": row.kind,
            "ranges": [(option.option, row.ranges.get(option.option.id)) for option in found.options],
        }
        for row in found.by_source
    ]
    return render(
        request,
        "decide/savings.html",
        {
            "savings": found,
            "by_source": by_source,
            "has_income": any(one.income for one in found.options),
            "lines": len(case.rows("case_lines")),
            "chart": savings_chart(found),
            "findings": worst_first(check_annual_savings(case)) if found.options else (),
            "may_edit": may(actor, "facts.append"),
            "who": who_sees(case, "case_lines"),
        },
    )


urlpatterns = [path("partnerships/<slug:slug>/decide/savings/", savings, name="savings")]
