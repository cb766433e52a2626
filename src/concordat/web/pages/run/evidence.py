"""What was delivered, by whom and when it became known; deliver a file; mend what waits in quarantine."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actions.evidence import ask_to_deliver, deliver_evidence
from concordat.application.actor import Actor
from concordat.application.permissions import may, require
from concordat.application.queries.evidence import (
    DeliveryTold,
    delivery_told,
    evidence_archive,
    first_waiting_for,
    mapping_choices,
    store_for,
    told_of,
    waiting_csv,
)
from concordat.data.events import Delivery, DeliveryMade, EvidenceStore
from concordat.data.events.columns import evidence_table
from concordat.data.events.deliveries import StoreMisuse, counted
from concordat.data.events.file_checks import MAP_ONCE
from concordat.data.files.definitions import load_tables
from concordat.domain.kernel.findings import Finding, worst_first
from concordat.domain.kernel.tables import TableDefinition
from concordat.domain.performance.periods import Month, NotAPeriod
from concordat.web.downloads import attachment, file_attachment
from concordat.web.forms.widgets import Checkbox, FileInput, Select, TextInput
from concordat.web.page import address, partnership_page
from concordat.web.pages.run.measures import WHO

LARGEST = 250 * 1024 * 1024
BESIDE = 2 * 1024 * 1024  # bytes from which a file is read beside the page, which shows how far it is
SHOWN = 24
WAITING_SHOWN = 50


def _tables() -> list[TableDefinition]:
    """What can be delivered, job records first."""
    return sorted(load_tables("evidence"), key=lambda table: table.name != "job_records")


class DeliveryForm(forms.Form):
    """A file, what it holds, and whether the good rows may go in without the others."""

    file = forms.FileField(
        label="The file",
        widget=FileInput(),
        help_text="CSV, Excel, JSON or Parquet, at most 250 MB. A title above the headings does no harm",
        error_messages={"empty": "The file is empty. Check that the export was finished."},
    )
    table = forms.ChoiceField(label="What it holds", widget=Select())
    mapping = forms.ChoiceField(
        label="Whose columns it has",
        widget=Select(),
        required=False,
        help_text="Choose the system it comes from, or leave it if the headings are ours",
    )
    period = forms.CharField(
        label="The month it is about",
        required=False,
        widget=TextInput(width="govuk-input--width-10"),
        help_text="For example 2026-04",
    )
    take_good_rows = forms.BooleanField(
        label="Rows that break a rule",
        required=False,
        initial=True,
        widget=Checkbox({"label": "Keep rows that break a rule in quarantine, and take the good rows in now"}),
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["table"].choices = [(table.name, table.title) for table in _tables()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["mapping"].choices = [("", "Our own headings"), *mapping_choices(actor)]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_file(self) -> object:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError("The file is larger than 250 MB. Send it in parts, or as Parquet.")
        return given

    def clean_period(self) -> str:
        given = str(self.cleaned_data["period"]).strip()
        try:
            return str(Month.from_text(given)) if given else ""
        except NotAPeriod as problem:
            raise forms.ValidationError(str(problem)) from problem


class KnownAtForm(forms.Form):
    """A moment at which to look at what was known."""

    known_at = forms.DateTimeField(
        label="Day and time",
        widget=forms.DateTimeInput(
            {"type": "datetime-local", "class": "govuk-input govuk-input--width-20"}, format="%Y-%m-%dT%H:%M"
        ),
        error_messages=dict.fromkeys(("invalid", "required"), "Give a day and a time, such as 2026-05-05T09:00."),
    )


@partnership_page
def evidence(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = DeliveryForm(
        actor, request.POST or None, request.FILES or None, initial={"mapping": request.GET.get("mapping", "")}
    )
    told: DeliveryTold | None = delivery_told(actor, request.GET.get("delivered", ""))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"].size > BESIDE:
            return redirect("job", slug=actor.partnership, job=_ask(actor, form))
        made = _deliver(actor, form)
        told = told_of(made) if made else None
        if told is not None and told.came_in and not told.waiting and not told.warnings:
            messages.success(request, f"Delivery {told.number}: {counted(told.rows, 'row', 'rows')} went in.")
            return redirect(address(actor, "evidence"))
    asked = KnownAtForm(request.GET if "known_at" in request.GET else None)
    known_at = asked.cleaned_data["known_at"] if asked.is_valid() else None
    store = store_for(actor)
    deliveries = tuple(reversed(store.deliveries(known_at=known_at))) if store else ()
    shown = deliveries if "all" in request.GET else deliveries[:SHOWN]
    return render(
        request,
        "run/evidence.html",
        {
            "deliveries": [delivery_line(one) for one in shown],
            "earlier": len(deliveries) - len(shown),
            "waiting": _waiting(actor, store, deliveries, known_at) if store else [],
            "asked": asked,
            "known_at": known_at,
            "told": told,
            "came_in": _came_in(told),
            "findings": [_in_the_browser(one) for one in worst_first(told.findings)] if told else (),
            "to_map": told is not None and any(map(_needs_a_mapping, told.findings)),
            "form": form if may(actor, "evidence.deliver") and known_at is None else None,
            "may_take_away": bool(deliveries) and may(actor, "case.export"),
            "tables": _tables(),
            "who": WHO,
        },
        status=422 if request.method == "POST" and not (told is not None and told.came_in) else 200,
    )


def _came_in(told: DeliveryTold | None) -> str:
    if told is None or not told.came_in:
        return ""
    waits = f"; {counted(told.waiting, 'waits', 'wait')} in quarantine" if told.waiting else ""
    return f"{counted(told.rows, 'row', 'rows')} went in{waits}."


def _needs_a_mapping(finding: Finding) -> bool:
    return finding.code == "dates.month_first" or (finding.code == "column.absent" and finding.fix.startswith(MAP_ONCE))


def _in_the_browser(finding: Finding) -> Finding:
    """What the command line mends with a file or an option is mended with a page here."""
    if finding.code == "dates.month_first":
        return replace(finding, fix="Map its columns once and say there that days are written with the month first.")
    if _needs_a_mapping(finding):
        return replace(finding, fix="Map its columns once: which are ours is proposed, and you confirm it.")
    if finding.code == "delivery.held":
        return replace(finding, fix="Mend the rows, or deliver the file again and let rows that break a rule wait.")
    return finding


def delivery_line(one: Delivery) -> dict[str, Any]:
    """A delivery as its row of the table says it."""
    about = evidence_table(one.table).title
    return {
        "delivery": one,
        "about": f"{about}, {Month.from_text(one.period).in_words()}" if is_month(one.period) else about,
        "figures": [f"{number:,}" for number in (one.new, one.changed, one.waiting)],
        "rows": f"{one.rows:,}",
        "same": f"{one.same:,}",
        "mends": counted(len(one.mended), "row", "rows") if one.mended else "",
        "again": counted(len(one.again), "row", "rows") if one.again else "",
        "of_others": [{"number": o.number, "rows": counted(o.rows, "row", "rows")} for o in one.overlaps],
    }


def is_month(text: str) -> bool:
    try:
        return bool(Month.from_text(text))
    except NotAPeriod:
        return False


def _waiting(
    actor: Actor, store: EvidenceStore, deliveries: Sequence[Delivery], known_at: datetime | None
) -> list[dict[str, Any]]:
    """For each table with rows of the actor's own that wait: how many, and the first of them."""
    found = []
    for name in sorted({d.table for d in deliveries if d.waiting}):
        count, rows = first_waiting_for(actor, store, table=name, most=WAITING_SHOWN, known_at=known_at)
        if count:
            told = counted(count, "row", "rows")
            found.append({"table": evidence_table(name), "count": told, "rows": rows, "more": count > len(rows)})
    return found


def _ask(actor: Actor, form: DeliveryForm) -> int:
    given = form.cleaned_data["file"]
    wanted = {name: form.cleaned_data[name] for name in ("table", "mapping", "period", "take_good_rows")}
    return ask_to_deliver(by=actor, given=given.chunks(), name=Path(given.name).name[:120], arguments=wanted)


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
                period=form.cleaned_data["period"],
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


@partnership_page
def folder(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Every delivery as an archive that unpacks into the case folder, for the command line."""
    require(actor, "case.export")
    archive = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    name = evidence_archive(actor, archive)
    if name is None:
        archive.close()
        return redirect(address(actor, "evidence"))
    return file_attachment(archive, name=f"{name}-evidence.zip")


urlpatterns = [
    path("partnerships/<slug:slug>/run/evidence/", evidence, name="evidence"),
    path("partnerships/<slug:slug>/run/evidence/folder/", folder, name="evidence-folder"),
    path("partnerships/<slug:slug>/run/evidence/quarantine/<slug:table>/", quarantine, name="quarantine"),
]
