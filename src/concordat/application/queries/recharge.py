"""The recharge that a viewer may see: the scheme, each year of it, and what was said about every statement."""

from dataclasses import dataclass, replace
from datetime import datetime

from concordat.application.actor import Actor
from concordat.application.queries.cases import case_for
from concordat.domain.cost_sharing.recharge import charge_year, scheme_from, years_in
from concordat.domain.cost_sharing.recharge.checks import check_scheme, check_year
from concordat.domain.cost_sharing.recharge.inputs import Books, Scheme
from concordat.domain.cost_sharing.recharge.reading import KIND
from concordat.domain.cost_sharing.recharge.results import YearOfRecharge
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.domain.kernel.findings import Finding, has_errors
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.statement import (
    LineChange,
    Response,
    Says,
    Statement,
    changes_between,
)

ANSWERS = "statement_answers"


@dataclass(frozen=True)
class RechargeSeen:
    """`found` is None where a finding keeps the year from being charged, or there is no year yet."""

    document: Document | None
    schemes: tuple[Document, ...]
    scheme: Scheme | None
    years: tuple[FinancialYear, ...]
    year: FinancialYear | None
    found: YearOfRecharge | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class StatementSeen:
    """A statement as it stands now, with what was said about it. `changes` is what moved since it was last issued."""

    statement: Statement
    scheme: Scheme
    year: FinancialYear
    changes: tuple[LineChange, ...]
    changed_since_issue: bool


def recharge_for(by: Actor, *, scheme: str = "", year: str = "") -> RechargeSeen:
    """The latest year, unless another is named."""
    return _recharge(case_for(by), scheme, year)


def _recharge(case: Case, name: str, year: str) -> RechargeSeen:
    schemes = case.documents_of(KIND)
    document = next((held for held in schemes if held.name == name), schemes[0] if schemes and not name else None)
    if document is None:
        return RechargeSeen(None, schemes, None, (), None, None, ())
    read = scheme_from(document)
    books = Books.of(case)
    if read.scheme is None:
        return RechargeSeen(document, schemes, None, years_in(books), None, None, read.findings)
    years = years_in(books)
    wanted = next((each for each in years if str(each).replace("/", "-") == year), years[-1] if years else None)
    findings = [*read.findings, *check_scheme(read.scheme)]
    if wanted is None:
        return RechargeSeen(document, schemes, read.scheme, years, None, None, tuple(findings))
    findings += check_year(read.scheme, books, year=wanted)
    found = None if has_errors(findings) else charge_year(read.scheme, books, year=wanted)
    if found is not None:
        found = replace(found, statements=tuple(_answered(case, statement) for statement in found.statements))
    return RechargeSeen(document, schemes, read.scheme, years, wanted, found, tuple(findings))


def statement_for(by: Actor, *, id: str) -> StatementSeen | None:
    """By its identifier, in whichever scheme and year it is; None where the viewer sees none such."""
    case = case_for(by)
    for scheme in case.documents_of(KIND):
        for year in years_in(Books.of(case)):
            seen = _recharge(case, scheme.name, str(year).replace("/", "-"))
            statement = seen.found.statement(id) if seen.found is not None else None
            if statement is not None and seen.scheme is not None:
                return _with_changes(case, scheme.name, statement, seen.scheme, year)
    return None


def _with_changes(case: Case, name: str, statement: Statement, scheme: Scheme, year: FinancialYear) -> StatementSeen:
    """What moved since the last issue is found by working the statement out again from what was known then."""
    issued = [fact for fact in _answers(case, statement.id) if fact.get("says") == Says.ISSUED.value]
    if not issued or issued[-1].get("statement_hash") == statement.figures_hash:
        return StatementSeen(statement, scheme, year, (), False)
    then = _known_then(case, name, year, issued[-1].entered_at, statement.id)
    return StatementSeen(statement, scheme, year, changes_between(then, statement) if then else (), True)


def _known_then(case: Case, name: str, year: FinancialYear, moment: datetime | None, id: str) -> Statement | None:
    if moment is None:
        return None
    seen = _recharge(case.known_at(moment), name, str(year).replace("/", "-"))
    return seen.found.statement(id) if seen.found is not None else None


def _answers(case: Case, statement: str) -> list[Fact]:
    return [fact for fact in case.rows(ANSWERS) if fact.get("statement") == statement]


def _answered(case: Case, statement: Statement) -> Statement:
    """With what each side said. An answer about figures that have changed since stands until the statement is issued
    again; answers of anybody but its two sides are left out."""
    responses: list[Response] = []
    issues = 0
    for fact in _answers(case, statement.id):
        said = Says(str(fact.get("says")))
        if not statement.may_say(said, fact.organisation) or fact.entered_at is None:
            continue
        if said is Says.ISSUED:
            issues += 1
            responses = []  # a new issue begins the conversation again
        line = str(fact.get("line", ""))
        if line and not any(held.id == line for held in statement.lines):
            continue
        amount = fact.get("amount")
        responses.append(
            Response(said, fact.organisation, fact.entered_at, line, amount, str(fact.get("reason", "")), fact.author)
        )
    return replace(statement, responses=tuple(responses), revision=max(1, issues))
