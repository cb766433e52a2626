"""Where a figure comes from: the rule, what went in, who entered it and when, the version and the hash."""

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import names_of
from concordat.application.queries.payments import anchor_of, read_contract, statement_in
from concordat.data.files import load_catalogue
from concordat.data.files.business_case_reference import load_reference
from concordat.data.files.fit_questions import fit_questions
from concordat.domain.appraisal import work_out as work_out_appraisal
from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.work_out import work_out
from concordat.domain.cost_sharing.comparison import compare_splits
from concordat.domain.cost_sharing.from_case import questions_in
from concordat.domain.cost_sharing.limits import LimitsDoNotFit
from concordat.domain.cost_sharing.recharge import charge_year, scheme_from, years_in
from concordat.domain.cost_sharing.recharge.inputs import Books
from concordat.domain.cost_sharing.recharge.reading import KIND as SCHEME
from concordat.domain.cost_sharing.rules import rule_of
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.provenance import InputUsed, Provenance
from concordat.domain.options import compare, read_recommendations, read_review, screen_options
from concordat.domain.proposals import read_proposals, standing_of
from concordat.domain.sharing.baseline import read_the_baseline
from concordat.domain.sharing.fit import fit_between
from concordat.domain.sharing.inputs import read_sharing
from concordat.domain.sharing.matrix import positions_matrix
from concordat.presentation.appraisal import appraisal_of
from concordat.web.page import partnership_page

Found = tuple[str, Provenance, str]  # what the figure is, where it comes from, the result's hash


def _savings(case: Case, option: str) -> Found:
    found = savings_by_option(case)
    if not option:
        return "Savings by option", found.provenance, found.hash
    one = found.of(option)
    return f"{one.option.title}: {one.total.words} a year", one.provenance, found.hash


def _screen(case: Case, option: str) -> Found:
    screen = screen_options(read_review(case))
    if not option:
        return "The screen", screen.provenance, screen.hash
    one = screen.of(option)
    return f"{one.option.title}: {one.standing.value}", one.provenance, screen.hash


def _recommendation(case: Case, _: str) -> Found:
    """What changed between the two latest versions."""
    versions = read_recommendations(case)
    if len(versions) < 2:
        raise Http404
    found = compare(versions[-2], versions[-1], review=read_review(case))
    return f"What changed from {found.before} to {found.after}", found.provenance, found.hash


def _split(case: Case, item: str) -> Found:
    """``game--rule``; a game alone gives the comparison of all rules."""
    game, _, rule = item.partition("--")
    read = next(read for read in questions_in(case) if read.question is not None and game in {"", read.question.name})
    assert read.question is not None
    found = compare_splits(read.question)
    if not rule:
        return read.question.title, found.provenance, found.hash
    one = next(split for split in found.splits if split.rule == rule)
    return f"{read.question.title}: {rule_of(rule).short}", one.provenance, found.hash


def _recharge(case: Case, item: str) -> Found:
    """``statement--line``, with _ for the / of a line's identifier; nothing named gives the latest year."""
    scheme = scheme_from(next(iter(case.documents_of(SCHEME)))).scheme
    if scheme is None:
        raise StopIteration
    statement, _, line = item.partition("--")
    books = Books.of(case)
    for year in reversed(years_in(books)):
        try:
            found = charge_year(scheme, books, year=year)
        except LimitsDoNotFit:
            continue
        if not item:
            return f"{scheme.title}, {year}", found.provenance, found.hash
        held = found.statement(statement)
        one = next((x for x in held.lines if x.id.replace("/", "_") == line), None) if held is not None else None
        if held is not None and one is not None and one.provenance is not None:
            who = scheme.name_of(held.recipient)
            return f"{who}, {one.title}: {format_pounds(one.pence, show_pence=True)}", one.provenance, held.hash
    raise StopIteration


def _business_case(case: Case, option: str) -> Found:
    found = work_out(read_business_case(case, reference=load_reference(), option=option or None))
    return "The business case in two ledgers", found.provenance, found.hash


def _proposals(case: Case, item: str) -> Found:
    one = next(found for found in read_proposals(case) if item in {"", found.id})
    standing = standing_of(one, on=date.max)
    return f"{one.title}: {standing.sentence}", standing.provenance, standing.hash


def _positions(case: Case, _: str) -> Found:
    sharing = read_sharing(case)
    found = positions_matrix(sharing, on=date.max)
    return "Every council's latest position on every service", found.provenance, found.hash


def _baseline(case: Case, _: str) -> Found:
    found = read_the_baseline(read_sharing(case))
    return "What each service costs today", found.provenance, found.hash


def _fit(case: Case, _: str) -> Found:
    found = fit_between(read_sharing(case), fit_questions())
    return "How well the partners fit", found.provenance, found.hash


def _appraisal(case: Case, _: str) -> Found:
    read = appraisal_of(case)
    if read.appraisal is None:
        raise StopIteration
    found = work_out_appraisal(read.appraisal, draws=16_384, shares_for=("everybody",))
    return "Which option leads", found.provenance, found.hash


def _payment(case: Case, item: str) -> Found:
    """``month--line``, the line by its anchor on the page; of an issued month the line as it was issued."""
    month, _, anchor = item.partition("--")
    held = statement_in(read_contract(case), month)
    if held is None:
        raise StopIteration
    if not anchor and held.provenance is not None:
        return held.title, held.provenance, held.hash
    line = next(x for x in held.lines if anchor_of(x.id) == anchor)
    if line.provenance is None:
        raise StopIteration
    return f"{held.title}: {line.title}, {format_pounds(line.pence, show_pence=True)}", line.provenance, held.hash


# What can be opened → how it is worked out again. A page that shows a new kind of figure adds its line here.
RESULTS: dict[str, Callable[[Case, str], Found]] = {
    "proposals": _proposals,
    "savings": _savings,
    "appraisal": _appraisal,
    "business-case": _business_case,
    "screen": _screen,
    "recommendation": _recommendation,
    "split": _split,
    "recharge": _recharge,
    "payment": _payment,
    "positions": _positions,
    "baseline": _baseline,
    "fit": _fit,
}


@partnership_page
def source(request: HttpRequest, actor: Actor, *, result: str, item: str = "") -> HttpResponse:
    case = case_for(actor)
    if result not in RESULTS:
        raise Http404
    try:
        title, provenance, hash = RESULTS[result](case, item)
    except StopIteration as problem:
        raise Http404 from problem
    names = names_of((used.author for used in provenance.inputs), by=actor)
    inputs = [
        {
            "used": used,
            "who": names.get(used.author, used.author),
            "parts": used.name.split("/", 1),
            **_called(case, used),
        }
        for used in provenance.inputs
    ]
    shown = {"title": title, "provenance": provenance, "hash": hash, "inputs": inputs, "whole": not item}
    return render(request, "sources.html", shown)


def _called(case: Case, used: InputUsed) -> dict[str, str]:
    """What people call the input, and the table or kind of document it is in."""
    place, _, name = used.name.partition("/")
    if used.kind == "document":
        held = case.document(place, name)
        return {"called": held.title if held else name, "among": place.replace("-", " ").replace("_", " ")}
    row = case.row(place, name) if used.kind == "fact" else None
    titled = next((str(row.values[key]) for key in ("title", "name", "statement") if row and row.values.get(key)), "")
    catalogue = load_catalogue()
    return {"called": titled or used.says or name, "among": catalogue[place].title if place in catalogue else ""}


urlpatterns = [
    path("partnerships/<slug:slug>/sources/<slug:result>/", source, name="source"),
    path("partnerships/<slug:slug>/sources/<slug:result>/<slug:item>/", source, name="source-item"),
]
