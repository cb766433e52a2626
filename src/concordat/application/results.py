"""Every result a case leads to, worked out again from its rows: behind where a figure comes from, and behind what a
decision froze.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from concordat.application.errors import NotFound
from concordat.application.queries.payments import ContractSeen, anchor_of, contracts_seen, statement_in
from concordat.application.queries.proposals import OTHERS
from concordat.data.files.business_case_reference import load_reference
from concordat.data.files.fit_questions import fit_questions
from concordat.domain.appraisal import work_out as work_out_appraisal
from concordat.domain.business_case.annual_savings import savings_by_option
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.work_out import work_out
from concordat.domain.consultation import outcome_of
from concordat.domain.cost_sharing.comparison import compare_splits
from concordat.domain.cost_sharing.from_case import questions_in
from concordat.domain.cost_sharing.limits import LimitsDoNotFit
from concordat.domain.cost_sharing.recharge import charge_year, scheme_from, years_in
from concordat.domain.cost_sharing.recharge.inputs import Books
from concordat.domain.cost_sharing.recharge.reading import KIND as SCHEME
from concordat.domain.cost_sharing.rules import rule_of
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.hashing import content_hash
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.provenance import Provenance
from concordat.domain.negotiation import read_negotiations, trace_of
from concordat.domain.negotiation import standing_of as negotiated
from concordat.domain.options import compare, read_recommendations, read_review, screen_options
from concordat.domain.proposals import read_proposals, standing_of, standings_in
from concordat.domain.sharing.baseline import read_the_baseline
from concordat.domain.sharing.fit import fit_between
from concordat.domain.sharing.inputs import read_sharing
from concordat.domain.sharing.matrix import positions_matrix
from concordat.presentation.appraisal import appraisal_of

T = TypeVar("T")


class Result(NamedTuple):
    """What the figure is, where it comes from, and its hash."""

    title: str
    provenance: Provenance
    hash: str


def _first(found: Iterable[T]) -> T:
    for one in found:
        return one
    raise NotFound


def _savings(case: Case, option: str) -> Result:
    found = savings_by_option(case)
    if not option:
        return Result("Savings by option", found.provenance, found.hash)
    one = _first(savings for savings in found.options if savings.option.id == option)
    return Result(f"{one.option.title}: {one.total.words} a year", one.provenance, found.hash)


def _screen(case: Case, option: str) -> Result:
    screen = screen_options(read_review(case))
    if not option:
        return Result("The screen", screen.provenance, screen.hash)
    one = _first(screened for screened in screen.options if screened.option.id == option)
    return Result(f"{one.option.title}: {one.standing.value}", one.provenance, screen.hash)


def _recommendation(case: Case, _: str) -> Result:
    """What changed between the two latest versions."""
    versions = read_recommendations(case)
    if len(versions) < 2:
        raise NotFound
    found = compare(versions[-2], versions[-1], review=read_review(case))
    return Result(f"What changed from {found.before} to {found.after}", found.provenance, found.hash)


def _split(case: Case, item: str) -> Result:
    """``game--rule``; a game alone gives the comparison of all rules."""
    game, _, rule = item.partition("--")
    asked = (read.question for read in questions_in(case) if read.question is not None)
    question = _first(question for question in asked if game in {"", question.name})
    found = compare_splits(question)
    if not rule:
        return Result(question.title, found.provenance, found.hash)
    one = _first(split for split in found.splits if split.rule == rule)
    return Result(f"{question.title}: {rule_of(rule).short}", one.provenance, found.hash)


def _recharge(case: Case, item: str) -> Result:
    """``statement--line``, with _ for the / of a line's identifier; nothing named gives the latest year."""
    scheme = scheme_from(_first(case.documents_of(SCHEME))).scheme
    if scheme is None:
        raise NotFound
    statement, _, line = item.partition("--")
    books = Books.of(case)
    for year in reversed(years_in(books)):
        try:
            found = charge_year(scheme, books, year=year)
        except LimitsDoNotFit:
            continue
        if not item:
            return Result(f"{scheme.title}, {year}", found.provenance, found.hash)
        held = found.statement(statement)
        one = next((x for x in held.lines if x.id.replace("/", "_") == line), None) if held is not None else None
        if held is not None and one is not None and one.provenance is not None:
            who = scheme.name_of(held.recipient)
            return Result(f"{who}, {one.title}: {format_pounds(one.pence, show_pence=True)}", one.provenance, held.hash)
    raise NotFound


def _business_case(case: Case, option: str) -> Result:
    found = work_out(read_business_case(case, reference=load_reference(), option=option or None))
    return Result("The business case in two ledgers", found.provenance, found.hash)


def _proposals(case: Case, item: str) -> Result:
    one = _first(found for found in read_proposals(case) if item in {"", found.id})
    standing = standing_of(one, on=date.max)
    return Result(f"{one.title}: {standing.sentence}", standing.provenance, standing.hash)


def _shares(case: Case, item: str) -> Result:
    """What a proposal does to each partner's share."""
    standing = _first(
        one
        for one in standings_in(case, on=date.max, others=OTHERS)
        if item in {"", one.proposal.id} and any(e.lines for e in one.effects)
    )
    found = _first(effect for effect in standing.effects if effect.lines)
    return Result(f"{standing.proposal.title}: what each pays, now and then", found.provenance, found.hash)


def _consultation(case: Case, _: str) -> Result:
    found = outcome_of(case)
    if not found.comments:
        raise NotFound
    return Result("What people said, and what it changed", found.provenance, found.hash)


def _negotiation(case: Case, item: str) -> Result:
    """One negotiation by its identifier; nothing named gives the way from what was recommended to the clauses."""
    if item:
        found = negotiated(_first(one for one in read_negotiations(case) if one.id == item))
        return Result(f"{found.negotiation.title}: {found.sentence}", found.provenance, found.hash)
    trace = trace_of(case)
    if trace is None:
        raise NotFound
    return Result("From what was recommended to the clause", trace.provenance, trace.hash)


def _positions(case: Case, _: str) -> Result:
    sharing = read_sharing(case)
    found = positions_matrix(sharing, on=date.max)
    return Result("Every council's latest position on every service", found.provenance, found.hash)


def _baseline(case: Case, _: str) -> Result:
    found = read_the_baseline(read_sharing(case))
    return Result("What each service costs today", found.provenance, found.hash)


def _fit(case: Case, _: str) -> Result:
    found = fit_between(read_sharing(case), fit_questions())
    return Result("How well the partners fit", found.provenance, found.hash)


def _appraisal(case: Case, _: str) -> Result:
    read = appraisal_of(case)
    if read.appraisal is None:
        raise NotFound
    found = work_out_appraisal(read.appraisal, shares_for=("everybody",))
    return Result("Which option leads", found.provenance, found.hash)


def _payment(case: Case, item: str) -> Result:
    """``month--line``, the line by its anchor on the page; of an issued month the line as it was issued. Of several
    contracts ``contract--month--line``. Nothing named gives the latest month, of each contract."""
    contracts = contracts_seen(case)
    if not item and len(contracts) > 1:
        return _payments(contracts)
    name, month, anchor = _of_payment(item)
    seen = _first(one for one in contracts if name in {"", one.document.name if one.document else ""})
    held = statement_in(seen, month or str(seen.latest))
    if held is None:
        raise NotFound
    if not anchor and held.provenance is not None:
        return Result(held.title, held.provenance, held.hash)
    line = _first(x for x in held.lines if anchor_of(x.id) == anchor)
    if line.provenance is None:
        raise NotFound
    return Result(
        f"{held.title}: {line.title}, {format_pounds(line.pence, show_pence=True)}", line.provenance, held.hash
    )


_PAYMENT = re.compile(r"(?:(?P<name>[\w-]+?)--)??(?P<month>\d{4}-\d{2})(?:--(?P<line>.*))?")


def _of_payment(item: str) -> tuple[str, str, str]:
    """Contract, month and line; each empty where it is not named."""
    found = _PAYMENT.fullmatch(item)
    if found is None:
        month, _, line = item.partition("--")
        return "", month, line
    return found["name"] or "", found["month"], found["line"] or ""


def _payments(contracts: Sequence[ContractSeen]) -> Result:
    """The latest month of each contract that can be worked out."""
    found = [held for one in contracts if (held := statement_in(one, str(one.latest))) is not None]
    if not found:
        raise NotFound
    inputs = [used for held in found if held.provenance is not None for used in held.provenance.inputs]
    words = "The latest month of each contract: " + "; ".join(held.title for held in found)
    provenance = Provenance.of("payment.statements", words, tuple(dict.fromkeys(inputs)))
    return Result("What is payable under each contract", provenance, content_hash([held.hash for held in found]))


# What can be opened → how it is worked out again. A page that shows a new kind of figure adds its line here.
RESULTS: dict[str, Callable[[Case, str], Result]] = {
    "proposals": _proposals,
    "shares": _shares,
    "consultation": _consultation,
    "negotiation": _negotiation,
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


def open_result(case: Case, result: str, item: str = "") -> Result:
    """One result, or one part of it.

    Raises:
        NotFound: there is no such result, or the case holds nothing for it.
    """
    work_out = RESULTS.get(result)
    if work_out is None:
        raise NotFound
    return work_out(case, item)


def hashes_of(case: Case) -> dict[str, str]:
    """The hash of every result the case leads to; a result the case holds nothing for is left out."""
    found = {}
    for name in RESULTS:
        try:
            found[name] = open_result(case, name).hash
        except NotFound:
            continue
    return found
