"""Your partnerships, and starting a new review."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.queries.partnerships import partnerships_of
from concordat.domain.kernel.findings import Finding
from concordat.web.forms.case_upload import UploadForm, read_upload
from concordat.web.forms.widgets import Textarea, TextInput
from concordat.web.page import signed_in
from concordat.web.request import Request


class NewReviewForm(forms.Form):
    title = forms.CharField(
        label="What is the review called?",
        max_length=200,
        widget=TextInput(),
        help_text="For example, Street care review 2026",
        error_messages={"required": "Enter what the review is called"},
    )
    purpose = forms.CharField(
        label="What is it for?",
        required=False,
        widget=Textarea(rows=3),
        help_text="One or two sentences that a member would understand. Everybody who comes to belong reads the name and this, "
        "the contractor and observers too, and so do readers of the report",
    )


@signed_in
def home(request: Request) -> HttpResponse:
    organisation = request.acting_for
    seen = partnerships_of(person=_actor(request).person, organisation=organisation.id) if organisation else ()
    return render(request, "home.html", {"partnerships": seen})


@signed_in
def new_review(request: Request) -> HttpResponse:
    form = NewReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actor = actions.start_partnership(
                by=_actor(request), title=form.cleaned_data["title"], header={"purpose": form.cleaned_data["purpose"]}
            )
        except NotAccepted as problem:
            for finding in problem.findings:
                form.add_error("title", f"{finding.message} {finding.fix}")
        else:
            messages.success(request, "The review is started. Say what it aims at, then list the options.")
            return redirect("design-stage", slug=actor.partnership)
    return render(request, "new_review.html", {"form": form})


@signed_in
def new_from_file(request: Request) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        read = read_upload(form.cleaned_data["file"])
        findings = read.findings
        if read.case is not None:
            try:
                actor = actions.start_partnership_from_case(by=_actor(request), case=read.case)
            except NotAccepted as problem:
                findings = problem.findings
            else:
                messages.success(request, f"“{read.case.title}” is here, with everything the file holds.")
                return redirect("partnership-stage", slug=actor.partnership)
    return render(request, "new_from_file.html", {"form": form, "findings": findings})


def _actor(request: Request) -> Actor:
    assert request.user.is_authenticated  # the pages that call this are `signed_in`
    return Actor(request.user.code, request.acting_for.id if request.acting_for else "")


urlpatterns = [
    path("", home, name="home"),
    path("partnerships/new/", new_review, name="new-review"),
    path("partnerships/new-from-file/", new_from_file, name="new-from-file"),
]
