"""What is payable under a contract: one readable mechanism, the evidence of a month, a statement both sides recompute.

Money is whole pence, rates are Decimal pence, shares are Decimal fractions, scores run from 0 to 1. Every line is rounded
once, half away from zero; totals add the rounded lines. Positive lines are paid to the contractor.
"""
