"""A council's own counts for a year: typed in one form, or brought in as a list."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.files import file_of, keep_file
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.application.queries.recharge import RechargeSeen, recharge_for
from concordat.application.queries.recharge_counts import CountAsked, counts_asked
from concordat.data.files import load_catalogue
from concordat.domain.cost_sharing.recharge.inputs import DRIVERS_TABLE
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, worst_first
from concordat.domain.kernel.periods import FinancialYear
from concordat.web.forms.counts_list import below_nought, cells_of_rows, from_file
from concordat.web.forms.meanwhile import Cell, Meanwhile, Part, as_said, standing, written_on
from concordat.web.page import address, partnership_page

_STATUSES = ("estimate", "actual")


@partnership_page
def counts(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "facts.append")
    case = case_for(actor)
    seen = recharge_for(actor, scheme=request.GET.get("scheme", ""), year=request.GET.get("year", ""))
    if seen.scheme is None or seen.year is None:
        return redirect(address(actor, "recharge"))  # it says what is missing
    asked = counts_asked(actor, scheme=seen.scheme, year=seen.year)
    typed = Meanwhile(None, _cells(case, actor, asked, seen.year), by=actor)
    listed = Meanwhile(None, cells_of_rows(case, actor), by=actor)
    if request.method != "POST":
        return _show(request, seen, asked, actor, typed, listed)
    kept = 0
    findings: list[Finding] = []
    if request.FILES.get("file") or request.POST.get("kept"):
        name, content, kept = _file(request, actor)
        rows, findings = from_file(actor, name, content)
        listed = Meanwhile(request.POST, cells_of_rows(case, actor, rows), by=actor, mine_is="What the list says")
        rows = [row for row in rows if row.id not in listed.left]
        if listed.waits and not kept and not has_errors(findings):  # the list is at hand when they have chosen
            kept = keep_file(by=actor, name=name, purpose="counts", content=content, findings=findings)
    else:
        typed = Meanwhile(request.POST, _cells(case, actor, asked, seen.year), by=actor)
        rows, findings = _typed(typed.data, actor, asked, seen.year)
    waits = typed.waits or listed.waits
    if not has_errors(findings) and rows and not waits:
        rows = written_on(case, DRIVERS_TABLE, rows, organisation=actor.organisation)
        try:
            actions.append_facts(by=actor, table=DRIVERS_TABLE, rows=rows)
        except NotAccepted as problem:
            findings = [*findings, *problem.findings]
    if has_errors(findings) or waits:
        return _show(request, seen, asked, actor, typed, listed, worst_first(findings), kept)
    messages.success(request, f"{len(rows)} counts are saved." if len(rows) != 1 else "One count is saved.")
    return redirect(f"{address(actor, 'recharge')}?year={str(seen.year).replace('/', '-')}")


def _file(request: HttpRequest, actor: Actor) -> tuple[str, bytes, int]:
    """What was sent, or what was kept while the person chose."""
    sent = request.FILES.get("file")
    if isinstance(sent, UploadedFile):
        return sent.name or "the file", sent.read(), 0
    number = request.POST["kept"]
    if not number.isdecimal() or len(number) > 15:
        raise Http404
    held, content = file_of(actor, int(number))
    return held.name, content, held.number


def _cells(case: Case, actor: Actor, asked: tuple[CountAsked, ...], year: FinancialYear) -> list[Cell]:
    """What stands now in each field; a count entered in parts is changed in its table."""
    stands = standing(case, DRIVERS_TABLE, of=_about, organisation=actor.organisation)
    return [
        Cell(
            f"{one.driver}--{status}",
            _label(one, status),
            (Part(f"{one.driver}--{status}", "Count", as_said([_said(_rows(one, status))])),),
            stands.get((one.driver, str(year), status)),
        )
        for one in asked
        for status in _STATUSES
        if len(_rows(one, status)) < 2
    ]


def _about(fact: Fact) -> tuple[str, str, str]:
    return str(fact.get("driver")), str(fact.get("financial_year")), str(fact.get("status", "actual"))


def _label(one: CountAsked, status: str) -> str:
    return f"{one.title}, {'estimate' if status == 'estimate' else 'counted'}"


def _show(
    request: HttpRequest,
    seen: RechargeSeen,
    asked: tuple[CountAsked, ...],
    actor: Actor,
    typed: Meanwhile,
    listed: Meanwhile,
    findings: tuple[Finding, ...] = (),
    kept: int = 0,
) -> HttpResponse:
    assert seen.scheme is not None
    rows = [
        {
            "asked": one,
            "fields": [
                {
                    "name": f"{one.driver}--{status}",
                    "label": _label(one, status),
                    "value": typed.data.get(f"{one.driver}--{status}", _said(_rows(one, status))),
                    "parts": len(_rows(one, status)) if len(_rows(one, status)) > 1 else 0,
                }
                for status in _STATUSES
            ],
        }
        for one in asked
    ]
    shown = {
        "seen": seen,
        "rows": rows,
        "findings": findings,
        "council": seen.scheme.name_of(actor.organisation),
        "typed": typed,
        "listed": listed,
        "kept": kept,
        "source": typed.data.get("source", ""),
    }
    status = 422 if has_errors(findings) else max(typed.status, listed.status)
    return render(request, "run/recharge_counts.html", shown, status=status)


def _rows(one: CountAsked, status: str) -> tuple[Fact, ...]:
    return one.estimates if status == "estimate" else one.actuals


def _said(rows: tuple[Fact, ...]) -> str:
    return write_cell(rows[0].values.get("quantity"), _quantity()) if len(rows) == 1 else ""


def _quantity() -> Any:
    return load_catalogue()[DRIVERS_TABLE].column("quantity")


def _typed(
    data: QueryDict, actor: Actor, asked: tuple[CountAsked, ...], year: FinancialYear
) -> tuple[list[actions.RowGiven], list[Finding]]:
    """Only what changed. A field left empty changes nothing; a count entered in parts is changed in its table."""
    rows: list[actions.RowGiven] = []
    findings: list[Finding] = []
    for one in asked:
        for status in _STATUSES:
            given = str(data.get(f"{one.driver}--{status}", "")).strip()
            held = _rows(one, status)
            if not given or given == _said(held):
                continue
            if len(held) > 1:  # another entered parts of it while this page was open
                fix = f"{given} was not taken. Change the parts in their table."
                findings.append(error(Where(item=one.title), "It is now entered in parts.", fix, code="recharge.parts"))
                continue
            read = read_cell(given, _quantity())
            findings += [
                error(Where(item=one.title), problem.message, problem.fix, code=problem.code)
                for problem in read.problems
                if problem.is_error
            ]
            findings += below_nought(one.title, read.value)
            values = {
                "driver": one.driver,
                "partner": actor.organisation,
                "financial_year": str(year),
                "status": status,
                "quantity": read.value,
            }
            kept = {**held[0].values, **values} if held else values
            id = held[0].id if held else f"{one.driver}-{actor.organisation}-{year.starting}-{status}"
            rows.append(actions.RowGiven(id, kept, str(data.get("source", "")).strip()))
    return rows, findings


urlpatterns = [path("partnerships/<slug:slug>/run/recharge/counts/", counts, name="recharge-counts")]
