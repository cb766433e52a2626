"""What changed from one version of a recommendation to another, part by part, and which comments moved it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.options.evidence import Comment
from concordat.domain.options.inputs import Review
from concordat.domain.options.recommendation import Recommendation
from concordat.domain.options.results import Change, ChangeKind, Comparison, FieldChange, Wording


@dataclass(frozen=True)
class _Part:
    """One clause, answer, review or condition in a form that can be compared field by field."""

    part: str
    key: str
    title: str
    fields: Mapping[str, str]
    because: tuple[str, ...]


def compare(before: Recommendation, after: Recommendation, *, review: Review) -> Comparison:
    """Added, removed and changed, per service area, clause, review and condition, in the order of the newer version."""
    old = {(part.part, part.key): part for part in _parts(before, review)}
    new = {(part.part, part.key): part for part in _parts(after, review)}
    order = [*new, *(place for place in old if place not in new)]
    found = (_change(old.get(place), new.get(place), after, review) for place in order)
    changes = tuple(change for change in found if change is not None)
    moved_by = _comments(review, (*after.moved_by, *(id for change in changes for id in _ids(change.because))))
    provenance = Provenance.of(
        "options.recommendation.compare",
        f"What changed from {before.label} to {after.label}.",
        [
            InputUsed.of_document(before.document, before.label),
            InputUsed.of_document(after.document, after.label),
            *(InputUsed.of_fact(comment.fact, comment.title) for comment in moved_by),
        ],
    )
    figures = [(change.kind, change.part, change.key, change.fields) for change in changes]
    return Comparison(before.label, after.label, changes, moved_by, provenance, result_hash(figures, provenance))


def _parts(version: Recommendation, review: Review) -> list[_Part]:
    areas = [
        _Part(
            "area",
            area.service_area,
            review.area_by_id[area.service_area].title if area.service_area in review.area_by_id else area.service_area,
            {"option": review.option_title(area.option), "answer": area.answer, "text": area.says},
            area.because,
        )
        for area in version.areas
    ]
    clauses = [
        _Part("clause", clause.id, clause.title or clause.id, {"text": clause.says}, clause.because)
        for clause in version.clauses
    ]
    reviews = [
        _Part("review", item.id, item.says, {"text": item.says, "question": item.question, "when": when}, item.because)
        for item in version.reviews
        for when in [_when(item.after_months, item.on.isoformat() if item.on else "")]
    ]
    statements = {condition.id: condition.statement for condition in review.conditions}
    conditions = [
        _Part("condition", id, statements.get(id, id), {"text": statements.get(id, id)}, ())
        for id in version.conditions
    ]
    return [*areas, *clauses, *reviews, *conditions]


def _when(after_months: int | None, on: str) -> str:
    return f"after {after_months} months" if after_months is not None else on


def _change(old: _Part | None, new: _Part | None, after: Recommendation, review: Review) -> Change | None:
    if new is None:
        return _removal(old, after, review) if old is not None else None
    fields = _fields(old.fields if old else {}, new.fields)
    if not fields:
        return None
    kind = ChangeKind.CHANGED if old else ChangeKind.ADDED
    return Change(kind, new.part, new.key, new.title, fields, _comments(review, new.because))


def _removal(old: _Part, after: Recommendation, review: Review) -> Change:
    """What the newer version says of it under ``removed``; nothing is put down to a comment that nobody named."""
    because = [id for item in after.removed if (item.part, item.id) == (old.part, old.key) for id in item.because]
    return Change(ChangeKind.REMOVED, old.part, old.key, old.title, _fields(old.fields, {}), _comments(review, because))


def _fields(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    names = dict.fromkeys([*after, *before])
    pairs = [(name, before.get(name, ""), after.get(name, "")) for name in names]
    return tuple(FieldChange(name, old, new, wording(old, new)) for name, old, new in pairs if old != new)


def wording(before: str, after: str) -> tuple[Wording, ...]:
    """The words that went, came and stayed, in order; the kept and the added words read as the newer text."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    runs: list[Wording] = []
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Wording("same", "".join(new[new_from:new_to])))
            continue
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        runs += [Wording("removed", gone)] if gone else []
        runs += [Wording("added", come)] if come else []
    return tuple(runs)


def _comments(review: Review, ids: Iterable[str]) -> tuple[Comment, ...]:
    by_id = {comment.id: comment for comment in review.comments}
    return tuple(by_id[id] for id in dict.fromkeys(ids) if id in by_id)


def _ids(comments: Iterable[Comment]) -> list[str]:
    return [comment.id for comment in comments]
