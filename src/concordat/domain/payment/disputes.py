"""Every dispute that is over, and how: resolved, withdrawn, or ended by what was said later; and what is odd about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, Where, warning
from concordat.domain.kernel.money import format_pounds
from concordat.domain.kernel.statement import Response, Says, Statement
from concordat.domain.payment.issued import ANSWERS, issued_in
from concordat.domain.payment.statement import Issued
from concordat.domain.performance.periods import Month


class Ended(StrEnum):
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    AGREED = "agreed"  # whoever disputed it agreed the line or the whole statement after all
    REPLACED = "replaced"  # by a later dispute of the same line


_ENDS = {Says.RESOLVED: Ended.RESOLVED, Says.WITHDRAWN: Ended.WITHDRAWN, Says.AGREED: Ended.AGREED}


@dataclass(frozen=True, slots=True)
class SettledDispute:
    """One dispute that is over. `stated` is the line as issued, `claimed` what it came to if the dispute was right, `due`
    what it comes to now that the dispute is over: pence, with the sign of the line."""

    month: Month
    line: str  # empty where the whole statement was disputed
    title: str
    stated: int
    claimed: int
    due: int
    disputed: Response
    ended: Response
    how: Ended

    @property
    def is_within_limits(self) -> bool:
        return min(self.stated, self.claimed) <= self.due <= max(self.stated, self.claimed)


def settled_disputes(issued: Iterable[Issued]) -> tuple[SettledDispute, ...]:
    """Of every statement, in the order in which they were over; with `open_disputes`, every dispute there ever was."""
    found = [one for each in issued for one in _settled(each)]
    return tuple(sorted(found, key=lambda one: one.ended.at))


def _settled(one: Issued) -> list[SettledDispute]:
    found: list[SettledDispute] = []
    standing: dict[str, Response] = {}
    for said in one.statement.responses:
        if said.says is Says.DISPUTED:
            if said.line in standing:
                found.append(_over(one, standing[said.line], said, Ended.REPLACED))
            standing[said.line] = said
        elif said.says in _ENDS:
            whole = said.says is Says.AGREED and not said.line
            for line in [*standing] if whole else [said.line] if said.line in standing else []:
                found.append(_over(one, standing.pop(line), said, _ENDS[said.says]))
    return found


def _over(one: Issued, disputed: Response, ended: Response, how: Ended) -> SettledDispute:
    statement = one.statement
    stated = statement.line(disputed.line).pence if disputed.line else statement.total
    part = stated if disputed.pence is None else disputed.pence
    title = statement.line(disputed.line).title if disputed.line else "The whole statement"
    due = ended.pence if how is Ended.RESOLVED and ended.pence is not None else stated
    return SettledDispute(one.month, disputed.line, title, stated, stated - part, due, disputed, ended, how)


def check_answers(case: Case, contract: str) -> tuple[Finding, ...]:
    """Answers that no page would have taken, in a case file or from before: they count, and are pointed out."""
    return tuple(finding for one in issued_in(case, contract) for finding in _odd(one))


def _odd(one: Issued) -> list[Finding]:
    settled = [each for each in _settled(one) if each.how is Ended.RESOLVED]
    found = [_outside(one.statement, each) for each in settled if not each.is_within_limits]
    answered = {id(each.ended) for each in settled}
    found += [
        _of_nothing(one.statement, said)
        for said in one.statement.responses
        if said.says is Says.RESOLVED and id(said) not in answered and _is_moved(one.statement, said)
    ]
    return found


def _is_moved(statement: Statement, said: Response) -> bool:
    """A line resolved at another amount although nobody disputed it, not even as part of the whole statement."""
    whole = any(one.says is Says.DISPUTED and not one.line and one.at <= said.at for one in statement.responses)
    return bool(said.line) and not whole and said.pence not in {None, statement.line(said.line).pence}


def _outside(statement: Statement, one: SettledDispute) -> Finding:
    return warning(
        Where(table=ANSWERS, item=statement.id),
        f"“{one.title}” of {one.month.in_words()} was resolved at {_pounds(one.due)}, which is not between "
        f"{_pounds(one.stated)}, as issued, and {_pounds(one.claimed)}, as claimed.",
        "It counts as it was said. Agree between you whether it is right; what is wrong is put right in a later statement.",
        code="payment.resolved_outside",
    )


def _of_nothing(statement: Statement, said: Response) -> Finding:
    return warning(
        Where(table=ANSWERS, item=statement.id),
        f"“{statement.line(said.line).title}” was resolved at {_pounds(said.pence or 0)} although nobody disputed it.",
        "It counts as it was said. Agree between you whether it is right; what is wrong is put right in a later statement.",
        code="payment.resolved_undisputed",
    )


def _pounds(pence: int) -> str:
    return format_pounds(pence, show_pence=True)
