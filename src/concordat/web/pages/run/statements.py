"""Statements under a contract: gross to payable, every line to its rule, figures and job records; issue, agree, dispute."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import may
from concordat.application.queries.payments import (
    ContractSeen,
    StatementSeen,
    anchor_of,
    contract_for,
    jobs_for,
    payment_for,
    what_is_missing,
)
from concordat.domain.kernel.findings import Finding, Where, error, worst_first
from concordat.domain.kernel.money import NotMoney
from concordat.domain.kernel.provenance import InputUsed
from concordat.domain.kernel.statement import Says, Statement, StatementLine, StatementState
from concordat.domain.payment.check_records import NO_RECORDS
from concordat.domain.payment.contract_years import year_in_words
from concordat.domain.payment.explain import explain
from concordat.domain.payment.issued import with_sources
from concordat.domain.payment.lots import by_lot
from concordat.domain.payment.taken import taken_at
from concordat.domain.payment.thresholds import in_words, reached
from concordat.domain.payment.working import CORRECTION
from concordat.domain.performance.periods import Month, NotAPeriod
from concordat.presentation.charts.payment_waterfall import waterfall_chart
from concordat.presentation.payment_words import beside_the_lines, figure_in_words, scores_in_words
from concordat.presentation.words import count_of, listed
from concordat.web.downloads import statement_attachment
from concordat.web.input_names import names_of_inputs
from concordat.web.page import address, partnership_page
from concordat.web.pages.run.contract import which_contract
from concordat.web.pages.run.statement_words import COLOURS, SAID, limits_in_words, pence_said


@partnership_page
def statements(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _list(request, actor)


def _list(request: HttpRequest, actor: Actor, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    contract = which_contract(request)
    seen = contract_for(actor, name=contract)
    draft = payment_for(actor, month=str(seen.next_month), contract=contract) if seen.next_month is not None else None
    latest = draft.statement if draft is not None else (seen.issued[-1].statement if seen.issued else None)
    shown: dict[str, Any] = {
        "seen": seen,
        "findings": worst_first(findings),
        "notes": worst_first(
            (
                *seen.findings,
                *(what_is_missing(actor, month=str(seen.next_month), contract=contract) if not draft else ()),
                *(one for one in (draft.findings if draft else ()) if one.code == NO_RECORDS),
            )
        ),
        "draft": draft,
        "latest": latest,
        "chart": waterfall_chart(latest) if latest is not None else None,
        "rows": [_listed(one.statement, str(one.month), one.month.in_words()) for one in reversed(seen.issued)],
        "disputed": sum(one.statement.disputed_pence for one in seen.issued),
        "may_take": may(actor, "facts.append")
        and seen.mechanism is not None
        and actor.organisation == seen.mechanism.client,
        "take_month": seen.next_month
        or (seen.latest.later(1) if seen.latest else seen.mechanism and seen.mechanism.first_month),
        "paid": sum(one.statement.total for one in seen.issued),
        "client": _name(seen, seen.mechanism.client) if seen.mechanism else "",
        "contractor": _name(seen, seen.mechanism.contractor) if seen.mechanism else "",
    }
    return render(request, "run/statements.html", shown, status=422 if findings else 200)


def _name(seen: ContractSeen, organisation: str) -> str:
    return seen.mechanism.name_of(organisation) if seen.mechanism else organisation


def _listed(statement: Statement, month: str, words: str) -> dict[str, Any]:
    return {
        "month": month,
        "words": words,
        "total": statement.total,
        "deducted": sum(x.pence for x in statement.lines if x.group in {"Performance", "Availability"} and x.pence < 0),
        "corrections": statement.total_of(CORRECTION),
        "disputed": statement.disputed_pence,
        "state": statement.state.value,
        "colour": COLOURS[statement.state],
    }


@partnership_page
def statement(request: HttpRequest, actor: Actor, *, month: str) -> HttpResponse:
    return _cannot_be_worked_out(request, actor, month) or _show(request, actor, _seen(request, actor, month))


def _seen(request: HttpRequest, actor: Actor, month: str) -> StatementSeen:
    found = payment_for(actor, month=month, contract=which_contract(request))
    if found is None:
        raise Http404
    return found


def _cannot_be_worked_out(request: HttpRequest, actor: Actor, month: str) -> HttpResponse | None:
    """A month with figures that something is missing for: what, and how to mend it."""
    contract = which_contract(request)
    missing = what_is_missing(actor, month=month, contract=contract)
    if not missing or payment_for(actor, month=month, contract=contract) is not None:
        return None
    seen = contract_for(actor, name=contract)
    shown = {"month": Month.from_text(month), "missing": worst_first(missing), "seen": seen}
    return render(request, "run/statement_missing.html", shown, status=200)


def _show(
    request: HttpRequest,
    actor: Actor,
    found: StatementSeen,
    findings: tuple[Finding, ...] = (),
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """`typed` is what somebody wrote about a line and was not accepted: it stays in its form, which stays open."""
    held, mechanism = found.statement, found.payment.mechanism
    may_answer = may(actor, "statement.answer")
    is_client, is_contractor = actor.organisation == held.issuer, actor.organisation == held.recipient
    rules = {told.about: told for told in explain(mechanism) if told.about}
    name_of = names_of_inputs(found.seen.case)
    shown = {
        "found": found,
        "held": held,
        "month": found.month,
        "client": mechanism.name_of(held.issuer),
        "contractor": mechanism.name_of(held.recipient),
        "colour": COLOURS[held.state],
        "chart": waterfall_chart(held),
        "groups": [
            {
                "title": group,
                "total": held.total_of(group),
                "lines": [
                    {**_line(found, line, rules, name_of), "typed": typed if typed and typed["line"] == line.id else {}}
                    for line in held.in_group(group)
                ],
            }
            for group in held.groups
        ],
        "measures": found.payment.result.measures,
        "contract_year": year_in_words(mechanism, found.month),
        "lots": by_lot(mechanism, found.payment.result.lines),
        "limits": [
            {"says": in_words(one), "reached": one, "rule": rules.get(one.threshold.id)}
            for one in reached(mechanism, found.payment.months)
        ],
        "responses": [
            (
                SAID[said.says],
                mechanism.name_of(said.organisation),
                held.line(said.line).title if said.line else "",
                said,
            )
            for said in held.responses
        ],
        "findings": findings,
        "notes": worst_first(one for one in found.findings if one.code != NO_RECORDS),
        "unrecorded": [one for one in found.findings if one.code == NO_RECORDS],
        "may_issue": may_answer and is_client and found.issued is None and found.seen.next_month == found.month,
        "may_agree": may_answer and is_contractor and held.state is StatementState.ISSUED,
        "may_withdraw": may_answer and is_contractor and held.state is StatementState.DISPUTED,
        "may_dispute": may_answer and is_contractor and held.state is not StatementState.DRAFT,
        "may_resolve": may_answer and is_client and held.state is StatementState.DISPUTED,
        "scores": scores_in_words(mechanism, found.payment.result, found.rests_on.score),
        "taken": taken_at(found.seen.case, contract=mechanism.contract) if found.issued is None else None,
        "same": found.same,
        "vat": bool(mechanism.vat),
        "moved": sum(change.difference for change in found.changes),
    }
    return render(request, "run/statement.html", shown, status=422 if findings else 200)


def _line(
    found: StatementSeen, line: StatementLine, rules: dict[str, Any], name_of: Callable[[InputUsed], str]
) -> dict[str, Any]:
    """What a line opens to: its rule in words, the figures behind it, and where there are any, the job records."""
    month, id = _corrected(line, found.month)
    about, mechanism = _about(found, month, id), found.payment.mechanism
    measure = mechanism.measure(about)
    parts = id.split("/")
    deduction = rules.get(parts[1]) if len(parts) > 1 and parts[0] == "performance" else None
    figure = found.rests_on.evidence.figure(about, month) if measure is not None else None
    facts = [used for used in _inputs(found, line.id) if used.kind == "fact"]
    dispute = next((one for one in found.disputes if one.line in {line.id, ""}), None)
    return {
        "line": line,
        "anchor": anchor_of(line.id),
        "source": _source(found, line),
        "disputed": found.statement.disputed_pence_of(line.id),
        "due": found.statement.due_pence_of(line.id),
        "rule": rules.get(about),
        "deduction": deduction,
        "figure": figure_in_words(figure, measure) if figure is not None and measure is not None else "",
        "measure": about if measure is not None and (figure is not None or not measure.per_failure) else "",
        "orders": next((one.id for one in mechanism.prices if (one.id, one.kind) == (about, "orders")), ""),
        "month": month,
        "inputs": [{"used": used, "called": name_of(used)} for used in facts[:SHOWN]],
        "more": max(0, len(facts) - SHOWN),
        "dispute": dispute,
        "who": found.payment.mechanism.name_of(dispute.must_act) if dispute is not None else "",
        "limits": limits_in_words(found.statement, line.id, found.payment.mechanism.name_of(found.statement.recipient))
        if dispute is not None
        else "",
        "own_dispute": dispute is not None and dispute.line == line.id,
        "why_resolved": next(
            (
                said.reason
                for said in reversed(found.statement.responses)
                if said.says is Says.RESOLVED and said.line == line.id
            ),
            "",
        ),
    }


def _source(found: StatementSeen, line: StatementLine) -> str:
    """The line's name among all results: with its contract where there are several."""
    document = found.seen.document
    contract = f"{document.name}--" if found.seen.is_one_of_several and document is not None else ""
    return f"{contract}{found.month}--{anchor_of(line.id)}"


SHOWN = 12  # rows behind a line that its page lists; all of them open from the line's amount


def _corrected(line: StatementLine, month: Month) -> tuple[Month, str]:
    """The month that a line is about and the line's name in it: of a correction, the month and the line that it puts right."""
    parts = line.id.split("/", 2)
    return (Month.from_text(parts[1]), parts[2]) if parts[0] == "correction" else (month, line.id)


def _about(found: StatementSeen, month: Month, id: str) -> str:
    """What the mechanism calls the thing that the line pays for or deducts."""
    results = next((one for one in found.payment.months if one.month == month), found.payment.result)
    return next((made.about for made in results.lines if made.id == id), id.rsplit("/", 1)[-1])


def _inputs(found: StatementSeen, id: str) -> tuple[InputUsed, ...]:
    """What went into the line as it is worked out; an issued line keeps its words and pence alone."""
    worked_out = next((one for one in found.payment.statement.lines if one.id == id), None)
    return worked_out.provenance.inputs if worked_out is not None and worked_out.provenance is not None else ()


@partnership_page
@require_POST
def take(request: HttpRequest, actor: Actor, *, month: str) -> HttpResponse:
    """The month's figures from the job records as they stand now."""
    try:
        wanted = Month.from_text(month)
        taken = actions.take_figures(by=actor, month=wanted, contract=which_contract(request))
    except NotAPeriod as problem:
        raise Http404 from problem
    except NotAccepted as problem:
        return _list(request, actor, tuple(problem.findings))
    unpaid = [f"{one.message} {one.fix}" for one in taken.unpaid]
    messages.success(request, " ".join([_what_was_taken(taken, wanted), *unpaid]))
    return redirect(address(actor, "statement", month=month) + contract_for(actor, name=which_contract(request)).which)


def _what_was_taken(taken: actions.FiguresTaken, month: Month) -> str:
    if not taken.own and not taken.earlier:
        return "Nothing has changed in the records since the figures were taken."
    said = f"Taken from the records: {count_of(taken.own, 'figure')} of {month.in_words()}"
    if not taken.earlier:
        return f"{said}."
    months = [Month.from_text(one).in_words() for one in taken.earlier]
    named = listed(months) if len(months) <= 3 else f"{months[0]} to {months[-1]}"
    changed = count_of(sum(taken.earlier.values()), "figure")
    return f"{said}, and {changed} of {named} that changed since. What was issued by them is corrected in the next statement."


@partnership_page
@require_POST
def issue(request: HttpRequest, actor: Actor, *, month: str) -> HttpResponse:
    """Only with the box ticked: what it says (that months are frozen for ever, that records are missing) is what is done."""
    found = _seen(request, actor, month)
    confirmed = request.POST.get("confirmed", "")
    if confirmed not in {"yes", "although"}:
        return _show(request, actor, found, (_NOT_CONFIRMED,))
    try:
        actions.issue_payment(
            by=actor, month=found.month, contract=which_contract(request), although=confirmed == "although"
        )
    except NotAccepted as problem:
        return _show(request, actor, found, tuple(problem.findings))
    messages.success(request, f"The statement of {found.month.in_words()} is issued. Its pence will not change.")
    return redirect(address(actor, "statement", month=month) + found.seen.which)


_NOT_CONFIRMED = error(
    Where(),
    "You have not confirmed that the statement is to be frozen for ever.",
    "Tick the box above the button, then issue it.",
)


@partnership_page
@require_POST
def answer(request: HttpRequest, actor: Actor, *, month: str) -> HttpResponse:
    found = _seen(request, actor, month)
    try:
        says = Says(request.POST.get("says", ""))
    except ValueError as problem:
        raise Http404 from problem
    if says not in _DONE:
        raise Http404
    typed = {name: request.POST.get(name, "").strip() for name in ("says", "line", "reason", "amount")}
    line, reason, amount = typed["line"], typed["reason"], typed["amount"]
    if line and not any(held.id == line for held in found.statement.lines):
        raise Http404
    try:
        pence = pence_said(found.statement, line, amount)
        actions.answer_statement(by=actor, statement=found.statement, says=says, line=line, pence=pence, reason=reason)
    except NotAccepted as problem:
        return _show(request, actor, found, tuple(problem.findings), typed)
    except NotMoney as problem:
        return _show(request, actor, found, (error(Where(), str(problem), "Nothing was recorded."),), typed)
    messages.success(request, _DONE[says])
    return redirect(address(actor, "statement", month=month) + found.seen.which)


_DONE = {
    Says.AGREED: "The statement is agreed.",
    Says.DISPUTED: "The line is disputed. The client sees it, with your reason and the day by which it must answer.",
    Says.RESOLVED: "The dispute is resolved. What changes is corrected in the next statement.",
    Says.WITHDRAWN: "The dispute is withdrawn. The line stands as it did before.",
}


@partnership_page
def jobs(request: HttpRequest, actor: Actor, *, month: str, measure: str) -> HttpResponse:
    """The job records that failed a measure in the month."""
    found = _seen(request, actor, month)
    rule = found.payment.mechanism.measure(measure)
    if rule is None:
        raise Http404
    rows, why = jobs_for(actor, measure=measure, month=found.month, contract=which_contract(request))
    figure = found.rests_on.evidence.figure(measure, found.month)
    shown = {
        "found": found, "month": found.month, "rule": rule, "rows": rows, "why": why, "figure": figure,
        "made_up": found.statement.illustrative,
        "failures": int(figure.denominator - figure.numerator) if figure is not None else 0,
    }  # fmt: skip
    return render(request, "run/statement_jobs.html", shown)


@partnership_page
def statement_file(request: HttpRequest, actor: Actor, *, month: str, ending: str) -> HttpResponse:
    found = _seen(request, actor, month)
    names = {key: found.payment.mechanism.name_of(key) for key in (found.statement.issuer, found.statement.recipient)}
    held = with_sources(found.statement, found.payment.statement) if found.issued is not None else found.statement
    year = year_in_words(found.payment.mechanism, found.month)
    beside = beside_the_lines(found.rests_on)
    return statement_attachment(held, names=names, ending=ending, contract_year=year, beside=beside)


_ONE = "partnerships/<slug:slug>/run/statements/<slug:month>"
urlpatterns = [
    path("partnerships/<slug:slug>/run/statements/", statements, name="statements"),
    path(f"{_ONE}/", statement, name="statement"),
    path(f"{_ONE}/take/", take, name="statement-take"),
    path(f"{_ONE}/issue/", issue, name="statement-issue"),
    path(f"{_ONE}/answer/", answer, name="statement-answer"),
    path(f"{_ONE}/jobs/<str:measure>/", jobs, name="statement-jobs"),
    path(f"{_ONE}/statement.xlsx", statement_file, {"ending": "xlsx"}, name="statement-excel"),
    path(f"{_ONE}/statement.pdf", statement_file, {"ending": "pdf"}, name="statement-pdf"),
]
