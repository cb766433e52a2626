"""The recharge: how each share came about, charges, the true-up, statements; one statement line by line."""

from fractions import Fraction
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
from concordat.application.queries.recharge import RechargeSeen, StatementSeen, recharge_for, statement_for
from concordat.domain.cost_sharing.recharge.charges import instalments
from concordat.domain.cost_sharing.recharge.leaving import exit_sum
from concordat.domain.cost_sharing.recharge.results import Decided, PoolCharge, YearOfRecharge
from concordat.domain.cost_sharing.recharge.shares import in_per_cents, number
from concordat.domain.kernel.findings import Finding, Severity, Where, error, worst_first
from concordat.domain.kernel.money import NotMoney
from concordat.domain.kernel.periods import day_in_words
from concordat.domain.kernel.statement import Says, Statement, StatementLine, StatementState
from concordat.presentation.charts.true_up_bars import true_up_chart
from concordat.web.downloads import statement_attachment
from concordat.web.page import address, partnership_page
from concordat.web.pages.run.statement_words import COLOURS, SAID, due_in_words, limits_in_words, pence_said

_DECIDED = {
    Decided.COUNTED: ("", "As counted"),
    Decided.KEPT: ("green", "Estimate kept"),
    Decided.CHANGED: ("yellow", "Changed to the count"),
    Decided.AGREED: ("", "As agreed"),
    Decided.EQUAL: ("", "Equal"),
    Decided.OVERRIDDEN: ("red", "Overridden"),
    Decided.RETAINED: ("grey", "Retained"),
    Decided.BEFORE: ("grey", "Before the change"),
}


@partnership_page
def recharge(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen = recharge_for(actor, scheme=request.GET.get("scheme", ""), year=request.GET.get("year", ""))
    shown: dict[str, Any] = {
        "seen": seen,
        "findings": worst_first(item for item in seen.findings if item.severity is not Severity.NOTE),
        "notes": [item for item in seen.findings if item.severity is Severity.NOTE],
        "may_edit": may(actor, "facts.append"),
        "years": [
            {"text": str(year), "value": str(year).replace("/", "-"), "here": year == seen.year} for year in seen.years
        ],
        "counts_href": _counts_href(seen, actor),
    }
    if seen.found is not None:
        shown |= _told(seen.found, actor)
    return render(request, "run/recharge.html", shown)


def _counts_href(seen: RechargeSeen, actor: Actor) -> str:
    if seen.scheme is None or seen.year is None or actor.organisation not in seen.scheme.partners:
        return ""
    return f"{address(actor, 'recharge-counts')}?year={str(seen.year).replace('/', '-')}"


def _told(found: YearOfRecharge, actor: Actor) -> dict[str, Any]:
    scheme = found.scheme
    names = [scheme.name_of(partner) for partner in scheme.partners]
    due = found.is_trued_up
    return {
        "found": found,
        "names": names,
        "shared": [_pool(c, scheme.partners, due) for c in found.charges if not c.shares.pool.is_retained],
        "retained": [
            (
                c.shares.pool.title,
                scheme.name_of(c.shares.pool.retained_by),
                c.actual if due else c.budget,
                f"{c.shares.id}",
            )
            for c in found.charges
            if c.shares.pool.is_retained
        ],
        "totals": [
            sum((c.due if due and c.due is not None else c.charged).get(p, 0) for c in found.charges)
            for p in scheme.partners
        ],
        "clients": [(scheme.name_of(c.price.council), c) for c in found.clients],
        "extras": [(e, [e.amounts.get(p, 0) for p in scheme.partners]) for e in found.extras],
        "true_ups": [(scheme.name_of(t.partner), t) for t in found.true_ups],
        "chart": true_up_chart(found),
        "statements": [_listed(statement, scheme.name_of(statement.recipient)) for statement in found.statements],
        "leaving": _leaving(found, actor),
        "instalments": [
            (scheme.name_of(p), instalments(found.charged(p), number=scheme.instalments)) for p in scheme.partners
        ]
        if scheme.instalments > 1
        else [],
        "illustrative": found.provenance.illustrative,
    }


def _pool(charge: PoolCharge, partners: tuple[str, ...], due: bool) -> dict[str, Any]:
    shares = charge.shares
    amounts = charge.due if due and charge.due is not None else charge.charged
    colour, word = _DECIDED[shares.decided]
    return {
        "title": shares.pool.title,
        "part": f"{day_in_words(shares.from_date)} to {day_in_words(shares.to_date)}" if shares.days < 365 else "",
        "cost": charge.actual if due else charge.budget,
        "amounts": [amounts.get(partner, 0) for partner in partners],
        "shares": in_per_cents({p: shares.shares.get(p, Fraction(0)) for p in partners}),
        "colour": colour,
        "word": word,
        "says": shares.says,
    }


def _listed(statement: Statement, recipient: str) -> dict[str, Any]:
    return {
        "statement": statement,
        "recipient": recipient,
        "state": statement.state.value,
        "colour": COLOURS[statement.state],
    }


def _leaving(found: YearOfRecharge, actor: Actor) -> dict[str, Any] | None:
    """What leaving would cost the viewer's own council: nobody else's business until it says so."""
    scheme = found.scheme
    if actor.organisation not in scheme.partners or not (scheme.exit_items or scheme.reserve):
        return None
    told = exit_sum(found, partner=actor.organisation)
    after = [(scheme.name_of(partner), f"{number(share * 100, places=1)}%") for partner, share in told.after.items()]
    return {"lines": told.lines, "total": told.total, "after": after, "name": scheme.name_of(actor.organisation)}


# One statement


@partnership_page
def statement(request: HttpRequest, actor: Actor, *, id: str) -> HttpResponse:
    return _show(request, actor, _seen(actor, id))


def _seen(actor: Actor, id: str) -> StatementSeen:
    seen = statement_for(actor, id=id)
    if seen is None:
        raise Http404
    return seen


def _show(request: HttpRequest, actor: Actor, seen: StatementSeen, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    held, scheme = seen.statement, seen.scheme
    asked = request.GET.get("find", "").strip()
    lines = [line for line in held.lines if _matches(line, asked)]
    is_recipient = actor.organisation == held.recipient
    is_issuer = actor.organisation == held.issuer
    may_answer = may(actor, "statement.answer")
    shown = {
        "seen": seen,
        "held": held,
        "issuer": scheme.name_of(held.issuer),
        "recipient": scheme.name_of(held.recipient),
        "due": due_in_words(held, scheme.name_of),
        "colour": COLOURS[held.state],
        "asked": asked,
        "groups": [
            {
                "title": group,
                "lines": [_line(held, line, scheme.name_of(held.recipient)) for line in lines if line.group == group],
                "total": sum(x.pence for x in lines if x.group == group),
            }
            for group in held.groups
            if any(line.group == group for line in lines)
        ],
        "found": len(lines),
        "responses": [
            (SAID[response.says], scheme.name_of(response.organisation), response, _title(held, response.line))
            for response in held.responses
        ],
        "findings": findings,
        "may_issue": may_answer and is_issuer and (held.state is StatementState.DRAFT or seen.changed_since_issue),
        "may_agree": may_answer
        and is_recipient
        and held.state is StatementState.ISSUED
        and not seen.changed_since_issue,
        "may_dispute": may_answer and is_recipient and held.state is not StatementState.DRAFT,
        "may_withdraw": may_answer and is_recipient and held.state is StatementState.DISPUTED,
        "may_resolve": may_answer and is_issuer and held.state is StatementState.DISPUTED,
        "instalments": instalments(held.total, number=scheme.instalments)
        if scheme.instalments > 1 and "budget" in held.id
        else (),
    }
    return render(request, "run/recharge_statement.html", shown, status=422 if findings else 200)


def _title(held: Statement, line: str) -> str:
    return held.line(line).title if line else ""


def _matches(line: StatementLine, asked: str) -> bool:
    return not asked or asked.lower() in f"{line.title} {line.group} {line.workings} {line.note} {line.unit}".lower()


def _line(held: Statement, line: StatementLine, recipient: str) -> dict[str, Any]:
    disputed = held.disputed_pence_of(line.id)
    return {
        "line": line,
        "disputed": disputed,
        "limits": limits_in_words(held, line.id, recipient) if disputed else "",
        "own_dispute": any(said.line == line.id for said in held.open_disputes),
        "source": f"{held.id}--{line.id.replace('/', '_')}",
        "counted_since": held.id.startswith("budget-") and line.quantity is not None,
        "quantity": "" if line.quantity is None else f"{line.quantity:,f}",
    }


@partnership_page
@require_POST
def answer(request: HttpRequest, actor: Actor, *, id: str) -> HttpResponse:
    seen = _seen(actor, id)
    try:
        says = Says(request.POST.get("says", ""))
    except ValueError as problem:
        raise Http404 from problem
    line, reason, amount = (request.POST.get(name, "").strip() for name in ("line", "reason", "amount"))
    if line and not any(held.id == line for held in seen.statement.lines):
        raise Http404
    try:
        pence = pence_said(seen.statement, line, amount)
        actions.answer_statement(by=actor, statement=seen.statement, says=says, line=line, pence=pence, reason=reason)
    except NotAccepted as problem:
        return _show(request, actor, seen, tuple(problem.findings))
    except NotMoney as problem:
        return _show(request, actor, seen, (error(Where(), str(problem), "Nothing was recorded."),))
    messages.success(request, _DONE[says])
    return redirect(address(actor, "recharge-statement", id=id))


_DONE = {
    Says.ISSUED: "The statement is issued.",
    Says.AGREED: "The statement is agreed.",
    Says.DISPUTED: "The line is disputed. The issuer sees it, with your reason.",
    Says.RESOLVED: "The dispute is resolved.",
    Says.WITHDRAWN: "The dispute is withdrawn. The line stands as it did before.",
    Says.CORRECTED: "The statement is corrected.",
}


@partnership_page
def statement_file(request: HttpRequest, actor: Actor, *, id: str, ending: str) -> HttpResponse:
    seen = _seen(actor, id)
    return statement_attachment(seen.statement, names=seen.scheme.names, ending=ending)


_STATEMENT = "partnerships/<slug:slug>/run/recharge/<slug:id>"
urlpatterns = [
    path("partnerships/<slug:slug>/run/recharge/", recharge, name="recharge"),
    path(f"{_STATEMENT}/", statement, name="recharge-statement"),
    path(f"{_STATEMENT}/answer/", answer, name="recharge-answer"),
    path(f"{_STATEMENT}/statement.xlsx", statement_file, {"ending": "xlsx"}, name="recharge-excel"),
    path(f"{_STATEMENT}/statement.pdf", statement_file, {"ending": "pdf"}, name="recharge-pdf"),
]
