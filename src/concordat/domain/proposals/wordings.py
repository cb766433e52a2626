"""Resolutions compared word by word: with what was put, and beside each other."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A run of words: in the wording put and the resolution (`same`), only in the first (`removed`) or second (`added`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Wording:
    """One wording, compared with what was put, and whose it is: bodies that resolved in the same words share one."""

    whose: tuple[str, ...]
    words: tuple[Words, ...]


def compare(put: str, resolved: str) -> tuple[Words, ...]:
    """Word by word; nothing where only spacing, case or a full stop differ."""
    before, after = put.split(), resolved.split()
    if plain(put) == plain(resolved):
        return ()
    runs: list[Words] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Words("same", " ".join(before[i:j])))
            continue
        if j > i:
            runs.append(Words("removed", " ".join(before[i:j])))
        if m > k:
            runs.append(Words("added", " ".join(after[k:m])))
    return tuple(runs)


def side_by_side(put: str, resolved: Sequence[tuple[str, str]]) -> tuple[Wording, ...]:
    """What was put first, with those who took it as put; then each other wording once, against what was put.

    `resolved` is (whose, wording), the wording empty where the body took it as put.
    """
    groups: dict[tuple[str, ...], tuple[str, list[str]]] = {plain(put): (put, [])}
    for whose, wording in resolved:
        groups.setdefault(plain(wording or put), (wording, []))[1].append(whose)
    return tuple(
        Wording(tuple(whose), compare(put, wording) or (Words("same", put),)) for wording, whose in groups.values()
    )


def plain(text: str) -> tuple[str, ...]:
    """The words without what makes no difference."""
    return tuple(re.sub(r"[.,;:]+$", "", word).lower() for word in text.split())
