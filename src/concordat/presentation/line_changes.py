"""Two texts line by line: what stands in both, what went, what came."""

import difflib


def line_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Each line with ``" "`` where it stands in both, ``"-"`` where it went and ``"+"`` where it came."""
    return [(line[0], line[2:]) for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in " +-"]


def near_a_change(before: str, after: str) -> list[tuple[str, str]]:
    """What changed with three lines around it; the rest is a row of dots."""
    lines = line_changes(before, after)
    near = {place + step for place, (kind, _) in enumerate(lines) if kind != " " for step in range(-3, 4)}
    kept: list[tuple[str, str]] = []
    for place, line in enumerate(lines):
        if place in near:
            kept.append(line)
        elif not kept or kept[-1] != (" ", "…"):
            kept.append((" ", "…"))
    return kept
