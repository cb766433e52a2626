"""One person's scores and weights: typed in, or in a workbook; kept to oneself until submitted."""

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import may, require
from concordat.application.queries.appraisal import appraisal_for, read_with_values
from concordat.application.queries.cases import case_for
from concordat.domain.appraisal import Appraisal
from concordat.domain.appraisal.inputs import Group, Judge, Score, Statement
from concordat.domain.appraisal.views import fitted_of
from concordat.domain.kernel.audience import MINE, PARTNERS, Audience
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.cells import read_cell
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, worst_first
from concordat.domain.kernel.organisations import Role
from concordat.presentation.charts.value_functions import worth_in_words
from concordat.presentation.scorer_workbook import (
    ends_in_words,
    read_scorer_workbook,
    write_scorer_workbook,
)
from concordat.presentation.words import count_of
from concordat.web.downloads import attachment
from concordat.web.forms.meanwhile import written_on
from concordat.web.forms.score_form import (
    ASKED,
    FIGURES,
    Asked,
    column_of,
    columns_asked,
    held_of,
    not_asked,
    points_in,
    shown_in,
    swings_of,
    typed_from_workbook,
)
from concordat.web.naming import name_of
from concordat.web.page import address, partnership_page

_LARGEST = 5 * 1024 * 1024


@partnership_page
def score(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    appraisal = read_with_values(case).appraisal
    if appraisal is None:
        return render(request, "decide/score.html", {"appraisal": None, "may_edit": may(actor, "document.save")})
    if request.method != "POST":
        return _show(request, Asked(actor, case, appraisal, _judge(actor, request.GET)))
    require(actor, "facts.append")
    if request.FILES.get("file"):
        return _from_workbook(request, actor, case, appraisal)
    return _keep(request, Asked(actor, case, appraisal, _judge(actor, request.POST), posted=request.POST))


def _keep(request: HttpRequest, asked: Asked, told: tuple[Finding, ...] = ()) -> HttpResponse:
    """What was typed, or came in a workbook; none of it where the scorer has first to choose between two values."""
    judge, data = asked.judge, asked.met.data
    audience = PARTNERS if data.get("do") == "submit" else MINE
    scores, findings = _scores(data, asked.appraisal, judge, audience)
    statements, more = _statements(data, asked.appraisal, judge, audience)
    findings = [*told, *findings, *more]
    if not has_errors(findings) and not asked.met.waits:
        try:
            count = actions.save_own_view(
                by=asked.actor,
                scores=written_on(asked.case, "scores", scores, organisation=judge.organisation),
                statements=written_on(asked.case, "weight_statements", statements, organisation=judge.organisation),
            )
        except NotAccepted as problem:
            findings += problem.findings
        else:
            done = "submitted: every partner sees them now" if audience is PARTNERS else "saved. Only you see them"
            for finding in told:
                messages.warning(request, finding.message)
            messages.success(
                request, f"{count_of(count, 'entry', 'entries')} {done}." if count else "Nothing was changed."
            )
            return redirect(f"{address(asked.actor, 'score')}?group={judge.group.value}")
    return _show(request, asked, worst_first(findings))


def _judge(actor: Actor, given: QueryDict) -> Judge:
    asked = str(given.get("group") or "")
    if actor.role is Role.CONTRACTOR:
        return Judge(actor.organisation, actor.person, Group.CONTRACTOR)
    usual = Group.MEMBERS if actor.duties == {"member"} else Group.OFFICERS
    group = Group(asked) if asked in {"officers", "members", "staff"} else usual
    return Judge(actor.organisation, actor.person, group)


def _show(request: HttpRequest, asked: Asked, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    appraisal, judge, held, swings = asked.appraisal, asked.judge, asked.held, asked.swings
    own = tuple(item for item in appraisal.statements if item.judge == judge)
    data = asked.met.data
    shown = {
        "appraisal": appraisal,
        "met": asked.met,
        "source": str(data.get("source", "")),
        "blocks": [_block(data, appraisal, held, leaf) for leaf in appraisal.leaves],
        "swings": [_swing(data, swings, criterion) for criterion in appraisal.criteria],
        "judge": judge,
        "groups": [] if judge.group is Group.CONTRACTOR else [g.value for g in Group if g is not Group.CONTRACTOR],
        "findings": findings,
        "clash": fitted_of(appraisal, own).clash if own else None,
        "is_private": any(item is not None and item.audience == MINE for item in [*_facts(held), *_facts(swings)]),
        "has_any": bool(held or swings),
        "may_edit": may(asked.actor, "facts.append"),
    }
    status = 422 if findings else asked.met.status
    return render(request, "decide/score.html", shown, status=409 if asked.met.waits else status)


def _block(data: QueryDict, appraisal: Appraisal, held: dict[tuple[str, str], Score], leaf: Any) -> dict[str, Any]:
    worst, best = ends_in_words(leaf)
    return {
        "leaf": leaf,
        "worst": worst,
        "best": best,
        "words": list(leaf.function.categories or {}),
        "worth": worth_in_words(leaf.function),
        "rows": [_row(data, held.get((leaf.id, option.id)), leaf.id, option) for option in appraisal.options],
    }


def _row(data: QueryDict, one: Score | None, leaf: str, option: Any) -> dict[str, Any]:
    def said(column: str) -> dict[str, str]:
        name = f"s~{leaf}~{option.id}~{column}"
        return {"name": name, "value": str(data.get(name, shown_in(one, column)))}

    return {
        "option": option,
        "figures": [(ASKED[name], said(name)) for name in FIGURES],
        "category": said("category"),
        "evidence": said("evidence"),
    }


def _swing(data: QueryDict, swings: dict[str, Statement], criterion: Any) -> dict[str, Any]:
    worst, best = ends_in_words(criterion)
    name = f"w~{criterion.id}"
    value = data.get(name, points_in(swings.get(criterion.id)))
    why = data.get(f"y~{criterion.id}", "")
    return {"criterion": criterion, "worst": worst, "best": best, "name": name, "value": value, "why": why}


def _read(given: str, table: str, name: str, where: Where, findings: list[Finding]) -> Any:
    read = read_cell(given, column_of(table, name))
    findings += [
        error(where, problem.message, problem.fix, code=problem.code) for problem in read.problems if problem.is_error
    ]
    return read.value if read.is_good else None


def _facts(held: Mapping[Any, Any]) -> list[Fact | None]:
    return [item.fact for item in held.values()]


def _scores(
    data: QueryDict, appraisal: Appraisal, judge: Judge, audience: Audience
) -> tuple[list[actions.RowGiven], list[Finding]]:
    """Rows that say something new, or that are submitted now. A row emptied again is begun and not scored."""
    held, source = held_of(appraisal, judge), str(data.get("source", ""))
    rows: list[actions.RowGiven] = []
    findings: list[Finding] = []
    for leaf in appraisal.leaves:
        for option in appraisal.options:
            one = held.get((leaf.id, option.id))
            where = Where(table="Scores", item=f"{option.title}, {leaf.title}")
            given = {
                name: _read(
                    str(data.get(f"s~{leaf.id}~{option.id}~{name}", "")).strip(), "scores", name, where, findings
                )
                for name in columns_asked(leaf, option.id, data)
            }
            said = {name: value if value != "" else None for name, value in given.items()}
            if one is None and not any(value is not None for value in said.values()):
                continue
            findings += _ordered(said, where)
            values = {
                "criterion": leaf.id,
                "option": option.id,
                "scorer": judge.person,
                "group": judge.group.value,
                **said,
            }
            row = _given(one.fact if one else None, f"{option.id}-{leaf.id}-{judge.person}", values, audience, source)
            rows += [row] if row else []
    return rows, findings


def _ordered(said: dict[str, Any], where: Where) -> list[Finding]:
    figures = [said[name] for name in FIGURES if isinstance(said.get(name), Decimal)]
    if figures == sorted(figures):
        return []
    fix = "Put the smallest figure under low and the largest under high."
    return [error(where, "Low, likely and high are not in this order.", fix, code="appraisal.score_order")]


def _statements(
    data: QueryDict, appraisal: Appraisal, judge: Judge, audience: Audience
) -> tuple[list[actions.RowGiven], list[Finding]]:
    held, source = swings_of(appraisal, judge), str(data.get("source", ""))
    rows: list[actions.RowGiven] = []
    findings: list[Finding] = []
    for criterion in appraisal.criteria:
        one = held.get(criterion.id)
        where = Where(table="What matters more", item=criterion.title)
        given = str(data.get(f"w~{criterion.id}", "")).strip()
        points = _read(given, "weight_statements", "points", where, findings)
        if points is None and one is None:
            continue
        id = f"swing-{criterion.id}-{judge.person}"
        if points is None and one is not None and one.fact is not None and not given:
            rows.append(actions.RowGiven(one.fact.id, audience=one.fact.audience, withdrawn=True))
            continue
        values = {
            "kind": "swing",
            "criterion": criterion.id,
            "points": points,
            "scorer": judge.person,
            "group": judge.group.value,
            "speaks_for": "person",
        }
        if f"y~{criterion.id}" in data:  # a workbook says why; the form does not ask
            values["reason"] = str(data.get(f"y~{criterion.id}")).strip() or None
        row = _given(one.fact if one else None, id, values, audience, source)
        rows += [row] if row else []
    return rows, findings


def _given(
    held: Fact | None, id: str, values: dict[str, Any], audience: Audience, source: str
) -> actions.RowGiven | None:
    """None where it says what stands there already, to the same people."""
    if held is None:
        return actions.RowGiven(id.replace(".", "-"), values, source, audience=audience)
    same = all(held.values.get(name) == value for name, value in values.items() if name not in {"scorer", "group"})
    if same and (held.audience == audience or audience == MINE):
        return None
    kept = held.audience if audience == MINE and held.audience != MINE else audience
    return actions.RowGiven(held.id, {**held.values, **values}, source or held.source, held.illustrative, kept)


@partnership_page
def workbook(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The scorer's own workbook, with what they have said so far."""
    appraisal = appraisal_for(actor).appraisal
    if appraisal is None:
        return redirect("score", slug=actor.partnership)  # it says what must come first
    judge = _judge(actor, request.GET)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.xlsx"
        write_scorer_workbook(
            appraisal, file, organisation=judge.organisation, scorer=judge.person, group=judge.group.value
        )
        return attachment(file.read_bytes(), name=f"scores-{actor.partnership}.xlsx")


def _from_workbook(request: HttpRequest, actor: Actor, case: Case, appraisal: Appraisal) -> HttpResponse:
    """Only one's own workbook; where the records have moved on since it was written, the scorer chooses."""
    sent = request.FILES["file"]
    assert isinstance(sent, UploadedFile)
    name = sent.name or "the file"
    plain = Asked(actor, case, appraisal, _judge(actor, request.POST))
    if (sent.size or 0) > _LARGEST:
        big = error(Where(name), "The file is larger than 5 MB.", "Send the scorer's workbook.", code="file.large")
        return _show(request, plain, (big,))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "scores.xlsx"
        place.write_bytes(sent.read())
        filled = read_scorer_workbook(place)
    if isinstance(filled, Finding):
        return _show(request, plain, (filled,))
    if (filled.judge.organisation, filled.judge.person) != (actor.organisation, actor.person):
        theirs = error(
            Where(name),
            f"This workbook is another scorer's, for {name_of(filled.judge.organisation)}.",
            "Each scorer brings in their own.",
            code="scorer.not_yours",
        )
        return _show(request, plain, (theirs,))
    told = (*filled.findings, *not_asked(appraisal, filled, file=name))
    typed = typed_from_workbook(Asked(actor, case, appraisal, filled.judge), filled)
    return _keep(request, Asked(actor, case, appraisal, filled.judge, posted=typed), told)


urlpatterns = [
    path("partnerships/<slug:slug>/decide/score/", score, name="score"),
    path("partnerships/<slug:slug>/decide/score/workbook/", workbook, name="score-workbook"),
]
