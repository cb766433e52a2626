"""One delivery: where its rows come from, which others they meet, what waits of it, and dismissing what nobody will mend."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actions.evidence import dismiss_rows
from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.evidence import DeliverySeen, DismissalSeen, delivery_seen
from concordat.data.events.columns import evidence_table, moment
from concordat.data.events.deliveries import StoreMisuse, counted
from concordat.data.events.quarantine import Quarantined
from concordat.web.forms.widgets import Checkbox, TextInput
from concordat.web.page import partnership_page
from concordat.web.pages.run.evidence import WAITING_SHOWN, delivery_line
from concordat.web.pages.run.measures import WHO

TELLS = 6  # of a row's cells, so that one knows which it is


class DismissForm(forms.Form):
    """Why the chosen rows are not wanted. Which they are is ticked beside them."""

    every = forms.BooleanField(label="All of them", required=False, widget=Checkbox())
    why = forms.CharField(
        label="Why nobody will mend them",
        max_length=300,
        widget=TextInput(),
        help_text="For example: the line of totals. Every organisation at the table reads this: leave people out",
        error_messages={"required": "Say why the rows are not wanted."},
    )

    def __init__(self, seen: DeliverySeen, given: Any = None) -> None:
        super().__init__(given)
        self.seen = seen
        told = counted(seen.still, "row", "rows")
        self.fields["every"].widget.attrs["label"] = f"All that wait of this delivery: {told}"

    def rows(self, ticked: Sequence[str]) -> list[str]:
        """What `dismiss_rows` takes."""
        number = self.seen.delivery.number
        return [str(number)] if self.cleaned_data.get("every") else [f"{number}:{row}" for row in ticked]


@partnership_page
def delivery(request: HttpRequest, actor: Actor, *, number: int) -> HttpResponse:
    seen = delivery_seen(actor, number, most=WAITING_SHOWN)
    form = DismissForm(seen, request.POST or None)
    ticked = request.POST.getlist("row")
    if request.method == "POST" and _dismiss(request, actor, form, ticked):
        return redirect("delivery", slug=actor.partnership, number=number)
    one = seen.delivery
    titles = {column.name: column.title for column in evidence_table(one.table).columns}
    covers = [(titles[name], moment(low), moment(high)) for name, (low, high) in one.moments.items() if name in titles]
    shown = {
        "one": one,
        "line": delivery_line(one),
        "seen": seen,
        "covers": covers,
        "waiting": [{**_told(row), "ticked": str(row.row) in ticked} for row in seen.waiting],
        "dismissals": [_dismissal(one) for one in seen.dismissals],
        "dismissed_rows": [_told(row) for row in seen.dismissed_rows],
        "more_dismissed": sum(len(one.rows) for one in seen.dismissals) > len(seen.dismissed_rows),
        "form": form if (seen.waiting or form.is_bound) and may(actor, "evidence.deliver") else None,
        "who": WHO,
    }
    return render(request, "run/delivery.html", shown, status=422 if request.method == "POST" else 200)


def _dismiss(request: HttpRequest, actor: Actor, form: DismissForm, ticked: Sequence[str]) -> bool:
    if not form.is_valid():
        return False
    rows = form.rows(ticked)
    if not rows:
        form.add_error(None, "Tick the rows to dismiss.")
        return False
    try:
        made = dismiss_rows(by=actor, rows=rows, why=form.cleaned_data["why"])
    except StoreMisuse as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, f"{counted(len(made.rows), 'row waits', 'rows wait')} no longer.")
    return True


def _told(row: Quarantined) -> dict[str, Any]:
    """What the row says, so far as one needs to know which it is; what is wrong with it; how it is mended."""
    said = list(row.given.values())
    return {
        "row": row.row,
        "says": ", ".join(said[:TELLS]) + (" …" if len(said) > TELLS else ""),
        "wrong": list(dict.fromkeys(reason.said for reason in row.reasons)),
        "fix": list(dict.fromkeys(reason.fix for reason in row.reasons)),
    }


def _dismissal(seen: DismissalSeen) -> dict[str, Any]:
    return {
        "dismissal": seen.dismissal,
        "person": seen.person,
        "rows": f"{'Row' if len(seen.rows) == 1 else 'Rows'} {_ranges(seen.rows)}",
    }


def _ranges(rows: Sequence[int]) -> str:
    """``5, 7–12``"""
    parts = []
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        held = [row for _, row in run]
        parts.append(f"{held[0]}–{held[-1]}" if len(held) > 1 else str(held[0]))
    return ", ".join(parts)


urlpatterns = [path("partnerships/<slug:slug>/run/evidence/<int:number>/", delivery, name="delivery")]
