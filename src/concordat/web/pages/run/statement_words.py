"""How the pages of recharge statements and payment statements say where a statement stands."""

from concordat.domain.kernel.statement import Says, StatementState

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
    Says.CORRECTED: "corrected",
}
