"""Show a document to more people: an act of its own, with name and date in the joint trail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted, NotNow
from concordat.application.permissions import require
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.case import Document
from concordat.web.forms.table_form import PublishForm
from concordat.web.page import partnership_page


@partnership_page
def publish_document(request: HttpRequest, actor: Actor, *, kind: str, name: str) -> HttpResponse:
    require(actor, "inputs.publish")
    held = _own(actor, kind, name)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            on = request.POST.get("on", "")
            seen = int(on) if on.isdecimal() and len(on) < 10 else 0
            version = actions.publish_document(by=actor, kind=kind, name=name, audience=form.audience_chosen, on=seen)
        except NotNow as problem:
            messages.error(request, f"It was not published. {problem}")
            return redirect("document", slug=actor.partnership, kind=kind, name=name)
        except NotAccepted as problem:
            form.add_error("audience", f"{problem.findings[0].message} {problem.findings[0].fix}")
        else:
            messages.success(request, f"“{held.title}” is published as version {version}, which says the same.")
            return redirect("document", slug=actor.partnership, kind=kind, name=name)
    return render(request, "partnership/publish_document.html", {"form": form, "document": held})


def _own(actor: Actor, kind: str, name: str) -> Document:
    """The latest version of the actor's organisation's own document; another's is not here to be published."""
    found = [
        document
        for document in case_for(actor).documents
        if (document.kind, document.name, document.organisation) == (kind, name, actor.organisation)
    ]
    if not found:
        raise Http404
    return max(found, key=lambda document: document.version)


urlpatterns = [
    path(
        "partnerships/<slug:slug>/documents/<slug:kind>/<slug:name>/publish/", publish_document, name="publish-document"
    ),
]
