"""What was delivered, by whom and when it became known; deliver a file; mend what waits in quarantine."""

import tempfile
from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actions.evidence import deliver_evidence
from concordat.application.actor import Actor
from concordat.application.permissions import may
from concordat.application.queries.evidence import mapping_choices, store_for, waiting_csv, waiting_for
from concordat.data.events import DeliveryMade
from concordat.data.events.columns import evidence_table
from concordat.data.events.deliveries import StoreMisuse
from concordat.data.files.definitions import load_tables
from concordat.domain.kernel.findings import worst_first
from concordat.web.downloads import attachment
from concordat.web.forms.widgets import Checkbox, FileInput, Select
from concordat.web.page import address, partnership_page
from concordat.web.pages.run.measures import WHO

LARGEST = 50 * 1024 * 1024
SHOWN = 24


class DeliveryForm(forms.Form):
    """A file, what it holds, and whether the good rows may go in without the others."""

    file = forms.FileField(label="The file", widget=FileInput(), help_text="CSV, Excel, JSON or Parquet, at most 50 MB")
    table = forms.ChoiceField(label="What it holds", widget=Select())
    mapping = forms.ChoiceField(
        label="Whose columns it has",
        widget=Select(),
        required=False,
        help_text="Choose the system it comes from, or leave it if the headings are ours",
    )
    take_good_rows = forms.BooleanField(
        label="Rows that break a rule",
        required=False,
        initial=True,
        widget=Checkbox({"label": "Keep them in quarantine, and take the good rows in now"}),
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        tables = sorted(load_tables("evidence"), key=lambda table: table.name != "job_records")
        self.fields["table"].choices = [(table.name, table.title) for table in tables]  # type: ignore[attr-defined]
        self.fields["mapping"].choices = [("", "Our own headings"), *mapping_choices(actor)]  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError("The file is larger than 50 MB. Send it in parts, or use the command line.")
        return given


@partnership_page
def evidence(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = DeliveryForm(
        actor, request.POST or None, request.FILES or None, initial={"mapping": request.GET.get("mapping", "")}
    )
    made: DeliveryMade | None = None
    if request.method == "POST" and form.is_valid():
        made = _deliver(actor, form)
        if made is not None and made.delivery is not None and not made.quarantine:
            messages.success(request, f"Delivery {made.delivery.number}: {made.delivery.rows:,} rows went in.")
            return redirect(address(actor, "evidence"))
    store = store_for(actor)
    deliveries = tuple(reversed(store.deliveries())) if store else ()
    waiting = (
        [
            (number, row, evidence_table(table))
            for table in sorted({d.table for d in deliveries if d.waiting})
            for number, row in waiting_for(actor, store, table=table)
        ]
        if store
        else []
    )
    return render(
        request,
        "run/evidence.html",
        {
            "deliveries": deliveries[:SHOWN],
            "earlier": max(0, len(deliveries) - SHOWN),
            "waiting": waiting[:200],
            "waiting_count": len(waiting),
            "waiting_tables": list(dict.fromkeys(table.name for _, _, table in waiting)),
            "made": made,
            "findings": worst_first(made.findings) if made else (),
            "form": form if may(actor, "evidence.deliver") else None,
            "who": WHO,
        },
        status=422 if request.method == "POST" and not _came_in(made) else 200,
    )


def _came_in(made: DeliveryMade | None) -> bool:
    """The good rows are in; what waits beside them is no mistake of the form."""
    return made is not None and made.delivery is not None and not made.delivery.is_held


def _deliver(actor: Actor, form: DeliveryForm) -> DeliveryMade | None:
    given = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / f"delivered{Path(given.name).suffix.lower()[:8]}"
        with file.open("wb") as out:
            for chunk in given.chunks():
                out.write(chunk)
        try:
            return deliver_evidence(
                by=actor,
                path=file,
                name=Path(given.name).name[:120],
                table=form.cleaned_data["table"],
                mapping=form.cleaned_data["mapping"],
                take_good_rows=form.cleaned_data["take_good_rows"],
            )
        except StoreMisuse as problem:
            form.add_error("file", str(problem))
            return None


@partnership_page
def quarantine(request: HttpRequest, actor: Actor, *, table: str) -> HttpResponse:
    """The waiting rows as a CSV to mend; the same page takes it back."""
    store = store_for(actor)
    if store is None or table not in load_tables("evidence"):
        return redirect(address(actor, "evidence"))
    return attachment(
        waiting_csv(actor, store, table=table).encode("utf-8-sig"), name=f"to-mend-{table.replace('_', '-')}.csv"
    )


urlpatterns = [
    path("partnerships/<slug:slug>/run/evidence/", evidence, name="evidence"),
    path("partnerships/<slug:slug>/run/evidence/quarantine/<slug:table>/", quarantine, name="quarantine"),
]
