"""Statements about what matters → linear limits on the weights of the criteria that are scored.

A criterion higher in the tree weighs what those below it weigh together. Swing, order, direct and interval statements
compare a criterion with its siblings (those with the same parent); “matters more” may compare any two.
Every limit reads: Σ row · weight ≤ 0 (or = 0), over the leaves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from concordat.domain.appraisal.inputs import Appraisal, Criterion, Statement, StatementKind

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Limit:
    """`row` · weights ≤ 0, or = 0 where `is_equal`. `is_strict`: it was meant as “more”, not “as much”."""

    row: tuple[float, ...]
    is_equal: bool
    is_strict: bool
    statements: tuple[str, ...]  # identifiers
    words: str
    above: str = ""  # for “above ≥ times × below”
    below: str = ""
    times: float = 1.0
    scale: float = 1.0  # what the ratio of above to below is multiplied by to say it as the person did
    unit: str = " times as much"


def limits_from(appraisal: Appraisal, statements: Iterable[Statement]) -> tuple[Limit, ...]:
    """Only statements about criteria the appraisal has; `checks` tells of the others."""
    known = [
        item
        for item in statements
        if item.criterion in appraisal.by_id
        and (item.kind is not StatementKind.MATTERS_MORE or item.than in appraisal.by_id)
    ]
    found: list[Limit] = []
    for siblings in _by_siblings(appraisal, known):
        found += _swings(appraisal, siblings)
        found += _orders(appraisal, siblings)
        found += _directs(appraisal, siblings)
        found += _intervals(appraisal, siblings)
    found += _more(appraisal, known)
    return tuple(found)


def row_of(appraisal: Appraisal, id: str) -> Numbers:
    """1 for each leaf at or below the criterion; all ones for the root, whose identifier is empty."""
    row = np.zeros(len(appraisal.leaves))
    row[list(appraisal.under(id)) if id else slice(None)] = 1.0
    return row


def _by_siblings(appraisal: Appraisal, statements: list[Statement]) -> Iterator[list[Statement]]:
    parents = dict.fromkeys(appraisal.by_id[item.criterion].parent for item in statements)
    for parent in parents:
        yield [item for item in statements if appraisal.by_id[item.criterion].parent == parent]


def _title(appraisal: Appraisal, id: str) -> str:
    return appraisal.by_id[id].title


def _more_than(
    appraisal: Appraisal,
    above: str,
    below: str,
    times: float,
    words: str,
    ids: tuple[str, ...],
    *,
    strict: bool = False,
    said: tuple[float, str] = (1.0, " times as much"),
) -> Limit:
    row = times * row_of(appraisal, below) - row_of(appraisal, above)
    return Limit(tuple(row), False, strict, ids, words, above, below, times, *said)


def _swings(appraisal: Appraisal, siblings: list[Statement]) -> list[Limit]:
    """Against the swing with the most points. Exact points fix the ratio; a least and a most leave it a range."""
    swings = [item for item in siblings if item.kind is StatementKind.SWING]
    if not swings:
        return []
    first = max(swings, key=lambda item: _top(item))
    hundred = _top(first)
    if hundred <= 0:
        return []
    found: list[Limit] = []
    for item in swings:
        if item.criterion == first.criterion:
            continue
        found += _swing(appraisal, item, first, hundred)
    weighed = {item.criterion for item in swings}
    for other in _children(appraisal, appraisal.by_id[first.criterion].parent):
        if other.id not in weighed:
            words = (
                f"{other.title} was given no points; it counts for no more than {_title(appraisal, first.criterion)}"
            )
            found.append(_more_than(appraisal, first.criterion, other.id, 1.0, words, (first.id,)))
    return found


def _children(appraisal: Appraisal, parent: str) -> list[Criterion]:
    return [criterion for criterion in appraisal.criteria if criterion.parent == parent]


def _top(item: Statement) -> float:
    return max((float(figure) for figure in (item.points, item.least, item.most) if figure is not None), default=0.0)


def _swing(appraisal: Appraisal, item: Statement, first: Statement, hundred: float) -> list[Limit]:
    one, ref = _title(appraisal, item.criterion), _title(appraisal, first.criterion)
    mine, top = row_of(appraisal, item.criterion), row_of(appraisal, first.criterion)
    if item.least is None and item.most is None:
        if item.points is None:
            return []
        ratio = float(item.points) / hundred
        words = f"{one} has {_n(item.points)} points where {ref} has {_n(Decimal(str(hundred)))}"
        return [
            Limit(
                tuple(mine - ratio * top),
                True,
                False,
                (item.id,),
                words,
                item.criterion,
                first.criterion,
                ratio,
                hundred,
                " points",
            )
        ]
    found = []
    if item.least is not None:
        ratio = float(item.least) / hundred
        words = f"{one} has at least {_n(item.least)} points where {ref} has {_n(Decimal(str(hundred)))}"
        found.append(
            _more_than(appraisal, item.criterion, first.criterion, ratio, words, (item.id,), said=(hundred, " points"))
        )
    if item.most is not None:
        ratio = float(item.most) / hundred
        words = f"{one} has at most {_n(item.most)} points where {ref} has {_n(Decimal(str(hundred)))}"
        row = mine - ratio * top
        found.append(
            Limit(
                tuple(row), False, False, (item.id,), words, item.criterion, first.criterion, ratio, hundred, " points"
            )
        )
    return found


def _orders(appraisal: Appraisal, siblings: list[Statement]) -> list[Limit]:
    placed = sorted(
        (item for item in siblings if item.kind is StatementKind.ORDER and item.points is not None),
        key=lambda item: item.points or Decimal(0),
    )
    found = []
    for above, below in zip(placed, placed[1:], strict=False):
        one, other = _title(appraisal, above.criterion), _title(appraisal, below.criterion)
        ids = (above.id, below.id)
        if above.points == below.points:
            row = row_of(appraisal, above.criterion) - row_of(appraisal, below.criterion)
            words = f"{one} and {other} share a place"
            found.append(Limit(tuple(row), True, False, ids, words, above.criterion, below.criterion))
        else:
            words = f"{one} stands before {other}"
            found.append(_more_than(appraisal, above.criterion, below.criterion, 1.0, words, ids, strict=True))
    return found


def _directs(appraisal: Appraisal, siblings: list[Statement]) -> list[Limit]:
    """Shares of the parent. Where every sibling has one they are brought to add to 100%."""
    given = [item for item in siblings if item.kind is StatementKind.DIRECT and item.points is not None]
    if not given:
        return []
    parent = appraisal.by_id[given[0].criterion].parent
    total = sum((item.points or Decimal(0) for item in given), Decimal(0))
    whole = {item.criterion for item in given} == {child.id for child in _children(appraisal, parent)}
    of = float(total) if whole and total > 0 else 100.0
    found = []
    for item in given:
        share = float(item.points or 0) / of
        row = row_of(appraisal, item.criterion) - share * row_of(appraisal, parent)
        words = f"{_title(appraisal, item.criterion)} weighs {_n(item.points)}%"
        found.append(Limit(tuple(row), True, False, (item.id,), words, item.criterion, parent, share, 100.0, "%"))
    return found


def _intervals(appraisal: Appraisal, siblings: list[Statement]) -> list[Limit]:
    found = []
    for item in siblings:
        if item.kind is not StatementKind.INTERVAL:
            continue
        title, parent = _title(appraisal, item.criterion), appraisal.by_id[item.criterion].parent
        mine, whole = row_of(appraisal, item.criterion), row_of(appraisal, parent)
        if item.least is not None:
            share = float(item.least) / 100
            words = f"{title} weighs at least {_n(item.least)}%"
            found.append(
                Limit(
                    tuple(share * whole - mine),
                    False,
                    False,
                    (item.id,),
                    words,
                    item.criterion,
                    parent,
                    share,
                    100.0,
                    "%",
                )
            )
        if item.most is not None:
            share = float(item.most) / 100
            words = f"{title} weighs at most {_n(item.most)}%"
            found.append(
                Limit(
                    tuple(mine - share * whole),
                    False,
                    False,
                    (item.id,),
                    words,
                    item.criterion,
                    parent,
                    share,
                    100.0,
                    "%",
                )
            )
    return found


def _more(appraisal: Appraisal, statements: list[Statement]) -> list[Limit]:
    found = []
    for item in statements:
        if item.kind is not StatementKind.MATTERS_MORE:
            continue
        times = float(item.least) if item.least is not None else 1.0
        one, other = _title(appraisal, item.criterion), _title(appraisal, item.than)
        by = f"at least {_n(item.least)} times as much as" if item.least is not None else "more than"
        words = f"{one} matters {by} {other}"
        found.append(_more_than(appraisal, item.criterion, item.than, times, words, (item.id,), strict=True))
        if item.most is not None:
            row = row_of(appraisal, item.criterion) - float(item.most) * row_of(appraisal, item.than)
            words = f"{one} matters at most {_n(item.most)} times as much as {other}"
            found.append(
                Limit(tuple(row), False, False, (item.id,), words, item.criterion, item.than, float(item.most))
            )
    return found


def _n(number: Decimal | None) -> str:
    return f"{float(number or 0):g}"
