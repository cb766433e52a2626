"""Use cases: who, when, transaction, audit. Pages, the API and jobs come through here; nothing else reaches the records.

`actions/` write: one keyword-only function is one transaction and one audit entry. `queries/` read: plain values and
`Case`s already cut to the viewer.
"""
