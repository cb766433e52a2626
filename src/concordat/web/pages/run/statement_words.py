"""How the pages of recharge statements and payment statements say where a statement stands."""

from collections.abc import Callable

from concordat.domain.kernel.money import NotMoney, exact_pence, format_pounds, read_pounds
from concordat.domain.kernel.statement import Says, Statement, StatementState

COLOURS = {
    StatementState.DRAFT: "grey",
    StatementState.ISSUED: "blue",
    StatementState.AGREED: "green",
    StatementState.DISPUTED: "red",
    StatementState.CORRECTED: "yellow",
}
SAID = {
    Says.ISSUED: "issued the statement",
    Says.AGREED: "agreed",
    Says.DISPUTED: "disputed",
    Says.RESOLVED: "resolved",
    Says.WITHDRAWN: "withdrew the dispute of",
    Says.CORRECTED: "corrected",
}


def due_in_words(statement: Statement, name_of: Callable[[str], str]) -> tuple[str, str, str]:
    """(who pays, how much, to whom) so that no amount below nought has to be read: ``("West Devon is paid back", "£27,600.00",
    "by South Hams")``."""
    amount = format_pounds(abs(statement.total), show_pence=True)
    payer, other = statement.payer, statement.issuer if statement.payer == statement.recipient else statement.recipient
    if payer == other:
        return f"{name_of(payer)} bears", amount, "itself"
    if statement.total < 0:
        return f"{name_of(payer)} is paid back", amount, f"by {name_of(other)}"
    return f"{name_of(payer)} pays", amount, f"to {name_of(other)}"


def pence_said(statement: Statement, line: str, amount: str) -> int | None:
    """What somebody typed about a line, with the line's sign: people say “£50 of it”, whichever way the line goes. Nothing for
    an empty field. Raises `NotMoney` for a minus, which would say it twice, and for a part of a penny."""
    if not amount:
        return None
    if read_pounds(amount) < 0:
        raise NotMoney(f"“{amount}” is below nought. Write the amount without a minus: the line has its own.")
    pence = exact_pence(amount)
    return -pence if line and statement.line(line).pence < 0 else pence


def limits_in_words(statement: Statement, line: str, claimant: str) -> str:
    """Of an open dispute, for the form that resolves it, without a minus as the form wants it: ``From £192.85, which Kerb
    claims, to £385.71, as issued. The line is taken off: write it without a minus.``"""
    stated, claimed = statement.line(line).pence, statement.claimed_pence_of(line)
    as_issued, as_claimed = (format_pounds(abs(one), show_pence=True) for one in (stated, claimed))
    ends = [f"{as_issued}, as issued", f"{as_claimed}, which {claimant} claims"]
    if abs(claimed) < abs(stated):
        ends.reverse()
    without = " The line is money taken off: write it without a minus." if stated < 0 else ""
    return f"From {ends[0]}, to {ends[1]}.{without}"
