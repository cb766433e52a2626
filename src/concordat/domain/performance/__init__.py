"""How well a service performs, from its records: what a measure came to, how sure that is, and whether it met its target.

A measure is a document; records are rows of the evidence store, handed over as a lazy table. Counts are exact; values
are Decimals in the measure's own unit (96.5 is 96.5%). Noise comes before colour, and colour before money.
"""
