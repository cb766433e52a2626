"""Everything this package finds in a case: its questions of who pays what, its recharge schemes and their years."""

from concordat.domain.cost_sharing.checks import check_question
from concordat.domain.cost_sharing.from_case import questions_in
from concordat.domain.cost_sharing.recharge.checks import check_scheme, check_year
from concordat.domain.cost_sharing.recharge.inputs import Books
from concordat.domain.cost_sharing.recharge.reading import KIND, scheme_from
from concordat.domain.cost_sharing.recharge.year import years_in
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding


def check_cost_sharing(case: Case) -> list[Finding]:
    """A case without such documents has no findings."""
    found: list[Finding] = []
    for read in questions_in(case):
        found += read.findings
        if read.question is not None:
            found += check_question(read.question)
    for document in case.documents_of(KIND):
        scheme_read = scheme_from(document)
        found += scheme_read.findings
        if scheme_read.scheme is not None:
            books = Books.of(case)
            found += check_scheme(scheme_read.scheme)
            found += [item for year in years_in(books) for item in check_year(scheme_read.scheme, books, year=year)]
    return found
