"""One person's scores and weights: typed in, or in a workbook; kept to oneself until submitted."""

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from concordat.application import actions
from concordat.application.actor import Actor
from concordat.application.errors import NotAccepted
from concordat.application.permissions import may, require
from concordat.application.queries.appraisal import appraisal_for
from concordat.application.queries.cases import case_for
from concordat.data.files import load_catalogue
from concordat.domain.appraisal import Appraisal
from concordat.domain.appraisal.inputs import Group, Judge, Score, SpeaksFor, Statement, StatementKind
from concordat.domain.appraisal.views import fitted_of
from concordat.domain.kernel.audience import MINE, PARTNERS, Audience
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, worst_first
from concordat.domain.kernel.organisations import Role
from concordat.presentation.charts.value_functions import worth_in_words
from concordat.presentation.scorer_workbook import (
    changes_of,
    ends_in_words,
    read_scorer_workbook,
    write_scorer_workbook,
)
from concordat.web.downloads import attachment
from concordat.web.page import address, partnership_page

_FIGURES = ("low", "likely", "high")
_LARGEST = 5 * 1024 * 1024


@partnership_page
def score(request: HttpRequest, actor: Actor) -> HttpResponse:
    appraisal = appraisal_for(actor).appraisal
    if appraisal is None:
        return render(request, "decide/score.html", {"appraisal": None, "may_edit": may(actor, "document.save")})
    judge = _judge(request, actor)
    if request.method != "POST":
        return _show(request, actor, appraisal, judge, ())
    require(actor, "facts.append")
    if request.FILES.get("file"):
        return _from_workbook(request, actor, appraisal, judge)
    audience = PARTNERS if request.POST.get("do") == "submit" else MINE
    scores, findings = _scores(request, appraisal, judge, audience)
    statements, more = _statements(request, appraisal, judge, audience)
    findings += more
    if not has_errors(findings):
        try:
            count = actions.save_own_view(by=actor, scores=scores, statements=statements)
        except NotAccepted as problem:
            findings += problem.findings
        else:
            done = "submitted: every partner sees them now" if audience is PARTNERS else "saved. Only you see them"
            messages.success(request, f"{count} entries {done}." if count else "Nothing was changed.")
            return redirect(f"{address(actor, 'score')}?group={judge.group.value}")
    return _show(request, actor, appraisal, judge, worst_first(findings))


def _judge(request: HttpRequest, actor: Actor) -> Judge:
    asked = request.POST.get("group") or request.GET.get("group") or ""
    if actor.role is Role.CONTRACTOR:
        return Judge(actor.organisation, actor.person, Group.CONTRACTOR)
    usual = Group.MEMBERS if actor.duties == {"member"} else Group.OFFICERS
    group = Group(asked) if asked in {"officers", "members", "staff"} else usual
    return Judge(actor.organisation, actor.person, group)


def _held(appraisal: Appraisal, judge: Judge) -> dict[tuple[str, str], Score]:
    return {
        (item.criterion, item.option): item
        for item in appraisal.scores
        if item.judge == judge and not item.service_area
    }


def _swings(appraisal: Appraisal, judge: Judge) -> dict[str, Statement]:
    return {
        item.criterion: item
        for item in appraisal.statements
        if item.judge == judge and item.kind is StatementKind.SWING and item.speaks_for is SpeaksFor.PERSON
    }


def _show(
    request: HttpRequest, actor: Actor, appraisal: Appraisal, judge: Judge, findings: tuple[Finding, ...]
) -> HttpResponse:
    held, swings = _held(appraisal, judge), _swings(appraisal, judge)
    own = tuple(item for item in appraisal.statements if item.judge == judge)
    shown = {
        "appraisal": appraisal,
        "blocks": [_block(request, appraisal, held, leaf) for leaf in appraisal.leaves],
        "swings": [_swing(request, swings, criterion) for criterion in appraisal.criteria],
        "judge": judge,
        "groups": [] if judge.group is Group.CONTRACTOR else [g.value for g in Group if g is not Group.CONTRACTOR],
        "findings": findings,
        "clash": fitted_of(appraisal, own).clash if own else None,
        "is_private": any(item is not None and item.audience == MINE for item in [*_facts(held), *_facts(swings)]),
        "has_any": bool(held or swings),
        "may_edit": may(actor, "facts.append"),
    }
    return render(request, "decide/score.html", shown, status=422 if findings else 200)


def _block(request: HttpRequest, appraisal: Appraisal, held: dict[tuple[str, str], Score], leaf: Any) -> dict[str, Any]:
    worst, best = ends_in_words(leaf)
    return {
        "leaf": leaf,
        "worst": worst,
        "best": best,
        "words": list(leaf.function.categories or {}),
        "worth": worth_in_words(leaf.function),
        "rows": [_row(request, held.get((leaf.id, option.id)), leaf.id, option) for option in appraisal.options],
    }


def _row(request: HttpRequest, one: Score | None, leaf: str, option: Any) -> dict[str, Any]:
    def said(column: str) -> dict[str, str]:
        name = f"s~{leaf}~{option.id}~{column}"
        value = one.fact.get(column) if one is not None and one.fact is not None else None
        return {"name": name, "value": request.POST.get(name, write_cell(value, _column("scores", column)))}

    return {
        "option": option,
        "figures": [(title, said(name)) for title, name in zip(("Low", "Likely", "High"), _FIGURES, strict=True)],
        "category": said("category"),
        "evidence": said("evidence"),
    }


def _swing(request: HttpRequest, swings: dict[str, Statement], criterion: Any) -> dict[str, Any]:
    worst, best = ends_in_words(criterion)
    one = swings.get(criterion.id)
    value = "" if one is None or one.points is None else f"{one.points:f}"
    name = f"w~{criterion.id}"
    return {"criterion": criterion, "worst": worst, "best": best, "name": name, "value": request.POST.get(name, value)}


def _column(table: str, name: str) -> Any:
    return load_catalogue()[table].column(name)


def _read(given: str, table: str, name: str, where: Where, findings: list[Finding]) -> Any:
    read = read_cell(given, _column(table, name))
    findings += [
        error(where, problem.message, problem.fix, code=problem.code) for problem in read.problems if problem.is_error
    ]
    return read.value if read.is_good else None


def _facts(held: Mapping[Any, Any]) -> list[Fact | None]:
    return [item.fact for item in held.values()]


def _scores(
    request: HttpRequest, appraisal: Appraisal, judge: Judge, audience: Audience
) -> tuple[list[actions.RowGiven], list[Finding]]:
    """Rows that say something new, or that are submitted now. A row emptied again is begun and not scored."""
    held = _held(appraisal, judge)
    rows: list[actions.RowGiven] = []
    findings: list[Finding] = []
    for leaf in appraisal.leaves:
        for option in appraisal.options:
            one = held.get((leaf.id, option.id))
            where = Where(table="Scores", item=f"{option.title}, {leaf.title}")
            given = {
                name: _read(
                    request.POST.get(f"s~{leaf.id}~{option.id}~{name}", "").strip(), "scores", name, where, findings
                )
                for name in (*_FIGURES, "category", "evidence")
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
            row = _given(one.fact if one else None, f"{option.id}-{leaf.id}-{judge.person}", values, audience)
            rows += [row] if row else []
    return rows, findings


def _ordered(said: dict[str, Any], where: Where) -> list[Finding]:
    figures = [said[name] for name in _FIGURES if isinstance(said[name], Decimal)]
    if figures == sorted(figures):
        return []
    fix = "Put the smallest figure under low and the largest under high."
    return [error(where, "Low, likely and high are not in this order.", fix, code="appraisal.score_order")]


def _statements(
    request: HttpRequest, appraisal: Appraisal, judge: Judge, audience: Audience
) -> tuple[list[actions.RowGiven], list[Finding]]:
    held = _swings(appraisal, judge)
    rows: list[actions.RowGiven] = []
    findings: list[Finding] = []
    for criterion in appraisal.criteria:
        one = held.get(criterion.id)
        where = Where(table="What matters more", item=criterion.title)
        given = request.POST.get(f"w~{criterion.id}", "").strip()
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
        row = _given(one.fact if one else None, id, values, audience)
        rows += [row] if row else []
    return rows, findings


def _given(held: Fact | None, id: str, values: dict[str, Any], audience: Audience) -> actions.RowGiven | None:
    """None where it says what stands there already, to the same people."""
    if held is None:
        return actions.RowGiven(id.replace(".", "-"), values, audience=audience)
    same = all(held.values.get(name) == value for name, value in values.items() if name not in {"scorer", "group"})
    if same and (held.audience == audience or audience == MINE):
        return None
    kept = held.audience if audience == MINE and held.audience != MINE else audience
    return actions.RowGiven(held.id, {**held.values, **values}, held.source, held.illustrative, kept)


@partnership_page
def workbook(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The scorer's own workbook, with what they have said so far."""
    appraisal = appraisal_for(actor).appraisal
    if appraisal is None:
        return redirect("score", slug=actor.partnership)  # it says what must come first
    judge = _judge(request, actor)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.xlsx"
        write_scorer_workbook(
            appraisal, file, organisation=judge.organisation, scorer=judge.person, group=judge.group.value
        )
        return attachment(file.read_bytes(), name=f"scores-{actor.partnership}.xlsx")


def _from_workbook(request: HttpRequest, actor: Actor, appraisal: Appraisal, judge: Judge) -> HttpResponse:
    """Only one's own workbook, and only what does not clash with what was changed since."""
    sent = request.FILES["file"]
    assert isinstance(sent, UploadedFile)
    name = sent.name or "the file"
    if (sent.size or 0) > _LARGEST:
        big = error(Where(name), "The file is larger than 5 MB.", "Send the scorer's workbook.", code="file.large")
        return _show(request, actor, appraisal, judge, (big,))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "scores.xlsx"
        place.write_bytes(sent.read())
        filled = read_scorer_workbook(place)
    if isinstance(filled, Finding):
        return _show(request, actor, appraisal, judge, (filled,))
    if (filled.judge.organisation, filled.judge.person) != (actor.organisation, actor.person):
        theirs = error(
            Where(name),
            f"This workbook is {filled.judge.person}'s, for {filled.judge.organisation}.",
            "Each scorer brings in their own.",
            code="scorer.not_yours",
        )
        return _show(request, actor, appraisal, judge, (theirs,))
    facts, conflicts = changes_of(case_for(actor), filled, file=name)
    if has_errors(filled.findings):
        return _show(request, actor, appraisal, filled.judge, worst_first([*filled.findings, *conflicts]))
    rows = {
        table: [
            actions.RowGiven(fact.id, fact.values, fact.source, audience=fact.audience if fact.revision > 1 else MINE)
            for fact in facts
            if fact.table == table
        ]
        for table in ("scores", "weight_statements")
    }
    count = actions.save_own_view(by=actor, scores=rows["scores"], statements=rows["weight_statements"])
    messages.success(request, f"{count} entries came in from the workbook.")
    if conflicts:
        fresh = appraisal_for(actor).appraisal
        return _show(request, actor, fresh or appraisal, filled.judge, tuple(conflicts))
    return redirect(f"{address(actor, 'score')}?group={filled.judge.group.value}")


urlpatterns = [
    path("partnerships/<slug:slug>/decide/score/", score, name="score"),
    path("partnerships/<slug:slug>/decide/score/workbook/", workbook, name="score-workbook"),
]
