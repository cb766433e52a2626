"""Reference lists: the starter that ships, or the whole list from its publisher's file. Shown first, then brought in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application.actions.reference_lists import import_reference_list, new_rows
from concordat.application.actor import Actor
from concordat.application.permissions import may, require
from concordat.application.queries.cases import case_for
from concordat.data.files.neighbours import only_of, read_neighbour_list
from concordat.data.files.reference_lists import LARGEST, ListRead, read_list, starter_list
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import has_errors
from concordat.domain.sharing.neighbours import partner_codes
from concordat.web.forms.widgets import FileInput, Select
from concordat.web.page import partnership_page
from concordat.web.who_sees import who_sees

KINDS = {
    "authorities": "Authorities",
    "services": "National service list",
    "neighbours": "Nearest neighbours",
}
TABLES = {"authorities": "authorities", "services": "national_services", "neighbours": "nearest_neighbours"}


class ListForm(forms.Form):
    kind = forms.ChoiceField(choices=list(KINDS.items()), label="Which list", widget=Select())
    file = forms.FileField(
        required=False,
        label="The list as it was published",
        widget=FileInput(),
        help_text="A CSV file; of nearest neighbours also the published JSON, or an Excel workbook of pairs with both ONS "
        "codes. Leave it empty for the small list of authorities or services that ships with Concordat",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 30 MB. Send the list as it was published.")
        return file

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("kind") == "neighbours" and not self.cleaned_data.get("file") and not self.errors:
            self.add_error("file", "Choose the list of nearest neighbours: none ships with Concordat")
        return self.cleaned_data


@partnership_page
def reference_lists(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None)
    case = case_for(actor)
    shown: dict[str, Any] = {
        "form": form,
        "may_edit": may(actor, "facts.append"),
        "held": [(title, TABLES[kind], len(case.rows(TABLES[kind]))) for kind, title in KINDS.items()],
        "who": who_sees(case, *TABLES.values()),
    }
    if request.method == "POST" and form.is_valid():
        require(actor, "facts.append")
        read = _read(form.cleaned_data, case)
        shown |= {"read": read, "findings": read.findings, "kind": KINDS[form.cleaned_data["kind"]]}
        if not has_errors(read.findings) and request.POST.get("check") is None:
            count = import_reference_list(by=actor, read=read)
            messages.success(request, f"{count} rows of {KINDS[form.cleaned_data['kind']]} were brought in.")
            return redirect("reference-lists", slug=actor.partnership)
        shown["new"] = len(new_rows(by=actor, read=read))
    return render(request, "partnership/reference_lists.html", shown)


def _read(given: dict[str, Any], case: Case) -> ListRead:
    file = given.get("file")
    if not file:  # the form asks for one where no list ships with the product
        return starter_list(given["kind"])
    if given["kind"] == "neighbours":
        return only_of(read_neighbour_list(file.read(), name=str(file.name)), set(partner_codes(case).values()))
    return read_list(file.read(), given["kind"], name=str(file.name))


urlpatterns = [path("partnerships/<slug:slug>/partnership/reference-lists/", reference_lists, name="reference-lists")]
