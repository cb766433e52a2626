"""Weights from a spreadsheet: read, shown with what should be mended, and kept when somebody says so."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import require
from concordat.application.queries.appraisal import read_with_values
from concordat.application.queries.cases import case_for
from concordat.data.files import load_catalogue
from concordat.domain.appraisal import Appraisal
from concordat.domain.appraisal.inputs import SpeaksFor
from concordat.domain.appraisal.weight_table import SaidWeight, Speaker
from concordat.domain.kernel.audience import MINE, PARTNERS
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.cells import write_cell
from concordat.domain.kernel.findings import Finding, has_errors, worst_first
from concordat.presentation.weight_import import TABLE, Merged, merge_weights, not_theirs, read_weights
from concordat.presentation.words import count_of
from concordat.web.forms.meanwhile import Cell, Meanwhile, Part, as_said, standing, written_on
from concordat.web.forms.weights_form import WeightsForm, as_text
from concordat.web.page import partnership_page

_NONE = Merged((), ())
_FIGURES = {"points": "Points", "least": "At least", "most": "At most"}


@partnership_page
def weights(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(actor, "facts.append")
    case = case_for(actor)
    appraisal = read_with_values(case).appraisal
    if appraisal is None:
        return redirect("score", slug=actor.partnership)  # it says what must come first
    form = WeightsForm(request.POST or None, request.FILES or None)
    said: tuple[SaidWeight, ...] = ()
    findings: list[Finding] = []
    merged, replaced = _NONE, []
    met = Meanwhile(None, (), by=actor)
    if request.method == "POST" and form.is_valid():
        said, merged, findings = _read(form, actor, appraisal, case)
        replaced = _replaced(merged, case, appraisal)
        keeps = "keep" in request.POST and not has_errors(findings)
        met = Meanwhile(request.POST if keeps else None, replaced, by=actor, mine_is="What the spreadsheet says")
        if keeps and not met.waits:
            rows = [fact for fact in merged.rows if fact.id not in met.left]
            refused = _keep(rows, actor, case, submit=request.POST["keep"] == "submit")
            if not refused:
                done = count_of(len(rows), "statement")
                messages.success(request, f"{done} taken in." if rows else "Nothing was changed.")
                return redirect("score", slug=actor.partnership)
            findings += refused
    shown = {
        "form": form,
        "met": met,
        "replaced": replaced,
        "speakers": _by_speaker(appraisal, said),
        "merged": merged,
        "findings": worst_first(findings),
        "may_keep": bool(merged.rows) and not has_errors(findings),
    }
    return render(request, "decide/weights.html", shown, status=met.status)


def _replaced(merged: Merged, case: Case, appraisal: Appraisal) -> list[Cell]:
    """What stands now where the spreadsheet says something else."""
    titles = {criterion.id: criterion.title for criterion in appraisal.criteria}
    held = standing(case, TABLE, of=lambda row: (row.organisation, row.id))
    return [
        Cell(
            new.id,
            titles.get(str(new.get("criterion")), str(new.get("criterion"))),
            tuple(
                Part(
                    f"{new.id}~{column}",
                    title,
                    as_said([write_cell(stands.get(column), load_catalogue()[TABLE].column(column))]),
                    typed=as_said(
                        [] if new.withdrawn else [write_cell(new.get(column), load_catalogue()[TABLE].column(column))]
                    ),
                )
                for column, title in _FIGURES.items()
            ),
            stands,
        )
        for new in merged.rows
        if (stands := held.get((new.organisation, new.id))) is not None and not stands.withdrawn
    ]


def _read(
    form: WeightsForm, actor: Actor, appraisal: Appraisal, case: Case
) -> tuple[tuple[SaidWeight, ...], Merged, list[Finding]]:
    """What the file says, what it would change, and what to mend. The cells of a file stay in the box."""
    rows, findings = form.rows(appraisal.criteria)
    form.data = {**form.data.dict(), "pasted": as_text(rows)}  # type: ignore[attr-defined]  # a QueryDict here, never a plain one
    speaks_for = SpeaksFor(form.cleaned_data["whose"])
    otherwise = Speaker(actor.organisation, actor.person if speaks_for is SpeaksFor.PERSON else "", speaks_for)
    read = read_weights(appraisal, case, rows, file=form.name, otherwise=otherwise)
    merged = merge_weights(
        case, read.said, source=f"Spreadsheet: {form.name}", replace_held=form.cleaned_data["replace"]
    )
    theirs = not_theirs(read.said, organisation=actor.organisation)
    return read.said, merged, [*findings, *read.findings, *theirs, *merged.conflicts]


def _keep(facts: Sequence[Fact], actor: Actor, case: Case, *, submit: bool) -> list[Finding]:
    rows = []
    for fact in facts:
        if fact.withdrawn:
            rows.append(actions.RowGiven(fact.id, audience=fact.audience, withdrawn=True))
            continue
        audience = PARTNERS if submit else fact.audience if fact.revision > 1 else MINE
        rows.append(actions.RowGiven(fact.id, fact.values, fact.source, audience=audience))
    rows = written_on(case, TABLE, rows, organisation=actor.organisation)
    try:
        actions.save_own_view(by=actor, scores=(), statements=rows)
    except NotAccepted as problem:
        return list(problem.findings)
    return []


def _by_speaker(appraisal: Appraisal, said: tuple[SaidWeight, ...]) -> list[dict[str, Any]]:
    titles = {criterion.id: criterion.title for criterion in appraisal.criteria}
    found: dict[Speaker, list[tuple[str, str, str]]] = {}
    for item in said:
        figures = [item.points] if item.points is not None else [item.least, item.most]
        words = " to ".join(f"{figure.normalize():f}" for figure in figures if figure is not None)
        found.setdefault(item.speaker, []).append((titles[item.criterion], words, item.kind.value))
    return [{"who": _who(appraisal, speaker), "rows": rows} for speaker, rows in found.items()]


def _who(appraisal: Appraisal, speaker: Speaker) -> str:
    if speaker.speaks_for is SpeaksFor.EVERYBODY:
        return "All partners together"
    name = appraisal.partner_name(speaker.organisation)
    return f"{speaker.person} of {name}" if speaker.person else name


urlpatterns = [path("partnerships/<slug:slug>/decide/weights/", weights, name="weights")]
