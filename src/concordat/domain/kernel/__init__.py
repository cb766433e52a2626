"""What every step of the work shares: money, estimates, periods, organisations, audiences, findings, tables, the case,
provenance. Pure values. Money is whole pence, shares are Decimal fractions, times are aware."""
