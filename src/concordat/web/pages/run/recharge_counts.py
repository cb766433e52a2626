"""A council's own counts for a year: typed in one form, or brought in as a list."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import require
from concordat.application.queries.recharge import RechargeSeen, recharge_for
from concordat.application.queries.recharge_counts import CountAsked, counts_asked
from concordat.data.files import load_catalogue
from concordat.data.files.table_file import read_table_file
from concordat.domain.cost_sharing.recharge.inputs import DRIVERS_TABLE
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, worst_first
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.tables import Value
from concordat.web.page import address, partnership_page

_STATUSES = ("estimate", "actual")
_LARGEST = 5 * 1024 * 1024


@partnership_page
def counts(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "facts.append")
    seen = recharge_for(actor, scheme=request.GET.get("scheme", ""), year=request.GET.get("year", ""))
    if seen.scheme is None or seen.year is None:
        return redirect(address(actor, "recharge"))  # it says what is missing
    asked = counts_asked(actor, scheme=seen.scheme, year=seen.year)
    if request.method != "POST":
        return _show(request, actor, seen, asked)
    rows, findings = (
        _from_file(request, actor) if request.FILES.get("file") else _typed(request, actor, asked, seen.year)
    )
    if not has_errors(findings) and rows:
        try:
            actions.append_facts(by=actor, table=DRIVERS_TABLE, rows=rows)
        except NotAccepted as problem:
            findings = [*findings, *problem.findings]
    if has_errors(findings):
        return _show(request, actor, seen, asked, worst_first(findings))
    messages.success(request, f"{len(rows)} counts are saved." if len(rows) != 1 else "One count is saved.")
    return redirect(f"{address(actor, 'recharge')}?year={str(seen.year).replace('/', '-')}")


def _show(
    request: HttpRequest,
    actor: Actor,
    seen: RechargeSeen,
    asked: tuple[CountAsked, ...],
    findings: tuple[Finding, ...] = (),
) -> HttpResponse:
    assert seen.scheme is not None
    rows = [
        {
            "asked": one,
            "fields": [
                {
                    "name": f"{one.driver}--{status}",
                    "label": f"{one.title}, {'estimate' if status == 'estimate' else 'counted'}",
                    "value": request.POST.get(f"{one.driver}--{status}", _said(_rows(one, status))),
                    "parts": len(_rows(one, status)) if len(_rows(one, status)) > 1 else 0,
                }
                for status in _STATUSES
            ],
        }
        for one in asked
    ]
    shown = {"seen": seen, "rows": rows, "findings": findings, "council": seen.scheme.name_of(actor.organisation)}
    return render(request, "run/recharge_counts.html", shown, status=422 if findings else 200)


def _rows(one: CountAsked, status: str) -> tuple[Fact, ...]:
    return one.estimates if status == "estimate" else one.actuals


def _said(rows: tuple[Fact, ...]) -> str:
    return write_cell(rows[0].values.get("quantity"), _quantity()) if len(rows) == 1 else ""


def _quantity() -> Any:
    return load_catalogue()[DRIVERS_TABLE].column("quantity")


def _typed(
    request: HttpRequest, actor: Actor, asked: tuple[CountAsked, ...], year: FinancialYear
) -> tuple[list[actions.RowGiven], list[Finding]]:
    """Only what changed. A field left empty changes nothing; a count entered in parts is changed in its table."""
    rows: list[actions.RowGiven] = []
    findings: list[Finding] = []
    for one in asked:
        for status in _STATUSES:
            given = request.POST.get(f"{one.driver}--{status}", "").strip()
            held = _rows(one, status)
            if not given or len(held) > 1 or given == _said(held):
                continue
            read = read_cell(given, _quantity())
            findings += [
                error(Where(item=one.title), problem.message, problem.fix, code=problem.code)
                for problem in read.problems
                if problem.is_error
            ]
            findings += _below_nought(one.title, read.value)
            values = {
                "driver": one.driver,
                "partner": actor.organisation,
                "financial_year": str(year),
                "status": status,
                "quantity": read.value,
            }
            kept = {**held[0].values, **values} if held else values
            id = held[0].id if held else f"{one.driver}-{actor.organisation}-{year.starting}-{status}"
            rows.append(actions.RowGiven(id, kept, request.POST.get("source", "").strip()))
    return rows, findings


def _below_nought(title: str, value: Value) -> list[Finding]:
    if isinstance(value, str | bool) or value is None or not hasattr(value, "is_signed") or not value < 0:  # type: ignore[operator]
        return []
    return [
        error(
            Where(item=title),
            f"{title}: a count cannot be below nought.",
            "Enter the count itself. What you enter takes the place of what stood there.",
            code="recharge.negative_count",
        )
    ]


def _from_file(request: HttpRequest, actor: Actor) -> tuple[list[actions.RowGiven], list[Finding]]:
    """A list as CSV or Excel. Only the council's own counts are taken: nobody enters another's."""
    sent = request.FILES["file"]
    assert isinstance(sent, UploadedFile)
    name = sent.name or "the file"
    if (sent.size or 0) > _LARGEST:
        return [], [
            error(Where(name), "The file is larger than 5 MB.", "Send the list of counts alone.", code="file.large")
        ]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"counts{Path(name).suffix.lower() or '.csv'}"
        place.write_bytes(sent.read())
        facts, findings = read_table_file(place, table=DRIVERS_TABLE)
    others = sorted(
        {str(fact.get("partner")) for fact in facts if fact.get("partner") not in {None, actor.organisation}}
    )
    for other in others:
        findings.append(
            error(
                Where(name, item=other),
                f"The list holds counts of {other}; you act for {actor.organisation}.",
                f"Take out the rows of {other}: only people acting for it may enter them.",
                code="recharge.not_yours",
            )
        )
    for fact in facts:
        findings += _below_nought(str(fact.get("driver")), fact.values.get("quantity"))
    return [_given(fact, actor) for fact in facts], findings


def _given(fact: Fact, actor: Actor) -> actions.RowGiven:
    year = FinancialYear.from_text(str(fact.get("financial_year")))
    id = fact.id
    if id.startswith("row-"):  # the file had no identifiers: named by what it says, so that sending it again changes it
        id = f"{fact.get('driver')}-{actor.organisation}-{year.starting}-{fact.get('status', 'actual')}"
    return actions.RowGiven(id, {**fact.values, "partner": actor.organisation}, fact.source, fact.illustrative)


urlpatterns = [path("partnerships/<slug:slug>/run/recharge/counts/", counts, name="recharge-counts")]
