"""Documents: their versions, one version, what changed between two, and writing the next."""

from typing import Any

import tomlkit
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from concordat.application import actions
from concordat.application.actions.documents import BY_ITS_OWN_ACT
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import may, require
from concordat.application.queries.cases import case_for
from concordat.application.queries.proposals import members_known
from concordat.domain.kernel.audience import PUBLIC, Audience
from concordat.domain.kernel.case import Document
from concordat.domain.proposals import binding, proposed_kind, real_kind
from concordat.domain.proposals.change import GOVERNED
from concordat.presentation.line_changes import line_changes, near_a_change
from concordat.web.forms.meanwhile import Cell, Meanwhile, by_version, part_of
from concordat.web.forms.table_form import AUDIENCES
from concordat.web.forms.widgets import Radios, Textarea
from concordat.web.page import partnership_page


class DocumentForm(forms.Form):
    text = forms.CharField(
        label="Text",
        strip=False,
        widget=Textarea(rows=30, name="c-text"),
        help_text="A readable text format (TOML): a name, an equals sign and a value; text in quotation marks",
    )
    audience = forms.ChoiceField(label="Who can see this", choices=AUDIENCES, widget=Radios())


def own_text(document: Document) -> str:
    """What its author wrote. Who entered which version is kept beside it, so a file's note of that is left out."""
    written = tomlkit.parse(document.text)
    if "document" not in written:
        return document.text
    written.pop("document")
    return tomlkit.dumps(written)


def _versions(actor: Actor, kind: str, name: str) -> list[Document]:
    """One organisation's: its own, where the actor's has a document of that name."""
    case = case_for(actor)
    held = [d for d in case.documents if d.kind == kind and d.name == name and d.organisation == actor.organisation]
    return sorted(held, key=lambda d: d.version) or list(case.versions(kind, name))


@partnership_page
def document(request: HttpRequest, actor: Actor, *, kind: str, name: str) -> HttpResponse:
    versions = _versions(actor, kind, name)
    if not versions:
        raise Http404
    wanted = request.GET.get("version", "")
    shown = next((d for d in versions if str(d.version) == wanted), versions[-1])
    binds = binding(case_for(actor), kind, name, on=timezone.localdate(), members=members_known(actor))
    writer = may(actor, "document.save") and kind not in BY_ITS_OWN_ACT
    earlier = next((d for d in reversed(versions) if d.version < shown.version), None)
    return render(
        request,
        "partnership/document.html",
        {
            "document": shown,
            "kind": shown.kind.replace("_", " ").replace("-", " "),
            "text": own_text(shown),
            "versions": versions[::-1],
            "editable": writer and not binds and versions[-1].organisation == actor.organisation,
            "may_publish": versions[-1].organisation == actor.organisation
            and versions[-1].audience != PUBLIC
            and may(actor, "inputs.publish"),
            "binds": binds,
            "propose": proposed_kind(kind) if writer and kind in GOVERNED else "",
            "comparison": _compare(earlier, shown) if earlier else _beside_present(actor, shown),
        },
    )


def _beside_present(actor: Actor, shown: Document) -> dict[str, Any] | None:
    """A proposed text against the version that it would change."""
    kind = real_kind(shown.kind)
    present = case_for(actor).document(kind, shown.name) if kind else None
    if present is None:
        return None
    lines = near_a_change(own_text(present), own_text(shown))
    return {"from": present.version, "to": shown.version, "lines": lines, "present": True}


def _compare(before: Document, after: Document) -> dict[str, Any]:
    """Line by line: what stands in both, what went (-) and what came (+)."""
    lines = line_changes(own_text(before), own_text(after))
    return {"from": before.version, "to": after.version, "lines": lines}


def _cells(said: dict[str, str], of: Document | None) -> list[Cell]:
    form = DocumentForm(initial=said)
    return [Cell(name, str(form[name].label), (part_of(form[name]),), of) for name in ("text", "audience")]


@partnership_page
def edit_document(request: HttpRequest, actor: Actor, *, kind: str, name: str) -> HttpResponse:
    require(actor, "document.save")
    versions = _versions(actor, kind, name)
    latest = versions[-1] if versions else None
    if latest is not None and latest.organisation != actor.organisation:
        raise Http404
    on = latest or case_for(actor).document(real_kind(kind) or kind, name)  # a proposed text begins as what it changes
    start = {"text": own_text(on) if on else 'title = ""\n', "audience": str(on.audience) if on else "partners"}
    cells = _cells(start if on else {"text": "", "audience": ""}, latest)  # what a new one begins with is nobody's
    met = Meanwhile(request.POST if request.method == "POST" else None, cells, by=actor)
    if met.conflicts:
        earlier = [
            (one, _cells({"text": own_text(one), "audience": str(one.audience)}, one)) for one in reversed(versions)
        ]
        met = Meanwhile(request.POST, by_version(cells, earlier), by=actor)
    form = DocumentForm(initial=start)
    if request.method == "POST":
        form = DocumentForm(met.data, initial=start)
    if request.method == "POST" and form.is_valid() and not met.waits:
        given = form.cleaned_data
        try:
            saved = actions.save_document(
                by=actor,
                kind=kind,
                name=name,
                text=given["text"].replace("\r\n", "\n"),
                parent=latest.hash if latest else "",
                audience=Audience.from_text(given["audience"]),
            )
        except NotAccepted as problem:
            form.add_error("text", problem.findings[0].message)
        else:
            messages.success(request, f"Version {saved.version} is saved.")
            return redirect("document", slug=actor.partnership, kind=kind, name=name)
    shown = {"form": form, "kind": kind, "name": name, "latest": latest, "met": met}
    return render(request, "partnership/edit_document.html", shown, status=met.status)


_DOCUMENT = "partnerships/<slug:slug>/documents/<slug:kind>/<slug:name>"
urlpatterns = [
    path(f"{_DOCUMENT}/", document, name="document"),
    path(f"{_DOCUMENT}/edit/", edit_document, name="edit-document"),
]
