"""``concordat …``: file in, file out; no database needed.

Exit codes: 0 good, 1 findings of severity error (or a result that could not be made), 2 misuse of the command.
"""
