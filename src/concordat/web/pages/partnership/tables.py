"""Any table of the case: its rows, one row with its history, adding, changing, withdrawing. Made from definitions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from concordat.application import actions
from concordat.application.actions.facts import BY_ITS_OWN_ACT
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, RowChanged
from concordat.application.permissions import may, require
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import organisation_names, people_named
from concordat.data.files import load_catalogue
from concordat.domain.kernel.audience import CLOSED_TABLES
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.tables import Column, TableDefinition, Value
from concordat.web.forms.table_form import PublishForm, TableForm
from concordat.web.naming import name_of, who_acted
from concordat.web.page import address, partnership_page
from concordat.web.who_sees import audience_in_words, who_sees


def _definition(name: str) -> TableDefinition:
    if name not in load_catalogue():
        raise Http404
    return load_catalogue()[name]


@partnership_page
def table(request: HttpRequest, actor: Actor, *, table: str) -> HttpResponse:
    definition = _definition(table)
    case = case_for(actor)
    rows = case.rows(table)
    used = [column for column in definition.columns if any(row.values.get(column.name) is not None for row in rows)]
    shown = [
        {
            "row": row,
            "cells": [(column, _in_words(case, row.values.get(column.name), column.refers_to)) for column in used],
        }
        for row in rows
    ]
    return render(
        request,
        "tables/table.html",
        {
            "table": definition,
            "columns": used,
            "rows": shown,
            "may_edit": may(actor, "facts.append") and table not in BY_ITS_OWN_ACT,
            "who": who_sees(case, table),
        },
    )


def _in_words(case: Case, value: Value, refers_to: str) -> Value:
    """The title of the row an identifier names."""
    if not refers_to or value is None:
        return value
    named = [_title(case.row(refers_to, id), id) for id in (value if isinstance(value, tuple) else (str(value),))]
    return tuple(named) if isinstance(value, tuple) else named[0]


def _title(row: Fact | None, id: str) -> str:
    return id if row is None else str(row.get("title") or row.get("name") or id)


@partnership_page
def row(request: HttpRequest, actor: Actor, *, table: str, row: str) -> HttpResponse:
    definition = _definition(table)
    case = case_for(actor)
    history = case.history(table, row)
    if not history:
        raise Http404
    names = people_named(((fact.author, fact.organisation) for fact in history), by=actor)
    revisions = [
        {
            "fact": fact,
            "who": who_acted(names.get((fact.author, fact.organisation), ""), fact.organisation),
            "cells": [
                (
                    column,
                    _in_words(case, fact.values.get(column.name), column.refers_to),
                    _changed(history, place, column.name),
                )
                for column in definition.columns
            ],
        }
        for place, fact in enumerate(history)
    ]
    latest = history[-1]
    own = latest.organisation == actor.organisation and table not in BY_ITS_OWN_ACT
    editable = own and may(actor, "facts.append")
    return render(
        request,
        "tables/row.html",
        {
            "table": definition,
            "title": _title(latest, row),
            "revisions": revisions[::-1],
            "latest": latest,
            "editable": editable,
            "may_publish": editable and may(actor, "inputs.publish") and table not in CLOSED_TABLES,
        },
    )


def _changed(history: tuple[Fact, ...], place: int, column: str) -> bool:
    return place > 0 and history[place].values.get(column) != history[place - 1].values.get(column)


@partnership_page
def add(request: HttpRequest, actor: Actor, *, table: str) -> HttpResponse:
    return _edit(request, actor, _definition(table), None)


@partnership_page
def change(request: HttpRequest, actor: Actor, *, table: str, row: str) -> HttpResponse:
    return _edit(request, actor, _definition(table), _own(actor, table, row))  # a withdrawn row can be brought back


def _own(actor: Actor, table: str, row: str) -> Fact:
    """The latest revision of the row of the actor's organisation; another's, which may share its identifier, is not here."""
    history = case_for(actor).history(table, row)
    held = next((fact for fact in reversed(history) if fact.organisation == actor.organisation), None)
    if held is None:
        raise Http404
    return held


def _edit(request: HttpRequest, actor: Actor, definition: TableDefinition, held: Fact | None) -> HttpResponse:
    require(actor, "facts.append")
    case, members = case_for(actor), organisation_names(actor)
    form = TableForm(request.POST or None, table=definition, case=case, row=held, organisations=members)
    changed: RowChanged | None = None
    differs: list[tuple[Column, Value, Value]] = []
    if request.method == "POST" and form.is_valid():
        given = actions.RowGiven(
            form.row_id,
            form.values,
            form.cleaned_data["source"],
            form.cleaned_data["illustrative"],
            form.audience,
            new=held is None,
            on=form.on,
        )
        try:
            actions.append_facts(by=actor, table=definition.name, rows=[given])
        except NotAccepted as problem:
            for finding in problem.findings:
                form.add_error(None, f"{finding.message} {finding.fix}")
        except RowChanged as problem:
            changed, differs = problem, _named(case, form.again_on(problem.theirs))
        else:
            messages.success(request, f"The {definition.row_called} is saved.")
            return redirect(_back(request, actor, definition))
    shown: dict[str, Any] = {
        "form": form,
        "table": definition,
        "held": held,
        "back": _back(request, actor, definition),
        "changed": changed,
        "who": _who(actor, changed.theirs) if changed is not None else "",
        "differs": differs,
        "envelope": _envelope(form, changed.theirs) if changed is not None else (),
    }
    return render(request, "tables/edit.html", shown, status=409 if changed is not None else 200)


def _named(case: Case, differs: list[tuple[Column, Value, Value]]) -> list[tuple[Column, Value, Value]]:
    return [
        (column, _in_words(case, theirs, column.refers_to), _in_words(case, yours, column.refers_to))
        for column, theirs, yours in differs
    ]


def _envelope(form: TableForm, theirs: Fact) -> list[tuple[str, str, str]]:
    """What is said about the row where the two differ: its source, and who can see it."""
    source = str(form.cleaned_data["source"])
    told = [("Source", theirs.source or "Nobody said", source or "Nobody said")] if source != theirs.source else []
    if form.audience != theirs.audience:
        mine = audience_in_words(form.audience, theirs.organisation)
        told.append(("Who can see this", audience_in_words(theirs.audience, theirs.organisation), mine))
    return told


def _who(actor: Actor, row: Fact) -> str:
    act = (row.author, row.organisation)
    return people_named([act], by=actor).get(act) or name_of(row.organisation)


def _back(request: HttpRequest, actor: Actor, definition: TableDefinition) -> str:
    """To the page one came from, where that is ours; otherwise to the table."""
    asked = request.GET.get("back", "")
    if asked.startswith("/partnerships/") and "//" not in asked:
        return asked
    return address(actor, "table", table=definition.name)


@partnership_page
@require_POST
def withdraw(request: HttpRequest, actor: Actor, *, table: str, row: str) -> HttpResponse:
    definition = _definition(table)
    held = _own(actor, table, row)
    if held.withdrawn:
        raise Http404
    given = actions.RowGiven(
        row, {}, held.source, held.illustrative, withdrawn=True, on=_number(request.POST.get("on", ""))
    )
    try:
        actions.append_facts(by=actor, table=table, rows=[given])
    except RowChanged as problem:
        messages.error(request, f"It was not withdrawn. {problem}")
        return redirect("row", slug=actor.partnership, table=table, row=row)
    messages.success(request, f"The {definition.row_called} is withdrawn. What it said is kept in its history.")
    return redirect("table", slug=actor.partnership, table=table)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


@partnership_page
def publish(request: HttpRequest, actor: Actor, *, table: str, row: str) -> HttpResponse:
    """Show the row to more people: an act of its own, with name and date in the joint trail."""
    require(actor, "inputs.publish")
    definition = _definition(table)
    held = _own(actor, table, row)
    if held.withdrawn:
        raise Http404
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            on = _number(request.POST.get("on", ""))
            actions.publish_rows(by=actor, table=table, rows=[row], audience=form.audience_chosen, on=on)
        except RowChanged as problem:
            messages.error(request, f"It was not published. {problem}")
            return redirect("row", slug=actor.partnership, table=table, row=row)
        except NotAccepted as problem:
            form.add_error("audience", f"{problem.findings[0].message} {problem.findings[0].fix}")
        else:
            messages.success(request, f"The {definition.row_called} is published.")
            return redirect("row", slug=actor.partnership, table=table, row=row)
    shown = {"form": form, "table": definition, "held": held, "title": _title(held, row)}
    return render(request, "tables/publish.html", shown)


_ROW = "partnerships/<slug:slug>/tables/<slug:table>/rows/<path:row>"
urlpatterns = [
    path("partnerships/<slug:slug>/tables/<slug:table>/", table, name="table"),
    path("partnerships/<slug:slug>/tables/<slug:table>/add/", add, name="add-row"),
    path(f"{_ROW}/change/", change, name="change-row"),
    path(f"{_ROW}/withdraw/", withdraw, name="withdraw-row"),
    path(f"{_ROW}/publish/", publish, name="publish-row"),
    path(f"{_ROW}/", row, name="row"),
]
