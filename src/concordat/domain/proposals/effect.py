"""What a proposal does to each partner's share: the same scheme or split worked out twice, as it is and as proposed.

Nothing is estimated here. What cannot be worked out from what is known says why; it is never shown as nought.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from concordat.domain.cost_sharing.comparison import compare_splits
from concordat.domain.cost_sharing.from_case import KIND as SPLIT
from concordat.domain.cost_sharing.from_case import question_from
from concordat.domain.cost_sharing.inputs import SplitQuestion, Unit
from concordat.domain.cost_sharing.limits import LimitsDoNotFit
from concordat.domain.cost_sharing.recharge.checks import check_scheme, check_year
from concordat.domain.cost_sharing.recharge.inputs import Books, Scheme
from concordat.domain.cost_sharing.recharge.reading import KIND as SCHEME
from concordat.domain.cost_sharing.recharge.reading import scheme_from
from concordat.domain.cost_sharing.recharge.results import YearOfRecharge
from concordat.domain.cost_sharing.recharge.year import charge_year, years_in
from concordat.domain.cost_sharing.rules import rule_of
from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import has_errors
from concordat.domain.kernel.periods import FinancialYear
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.proposals.change import Change


@dataclass(frozen=True, slots=True)
class Line:
    """What one organisation pays a year, in the unit's smallest parts; None where it takes no part."""

    organisation: str
    name: str
    now: int | None
    then: int | None

    @property
    def difference(self) -> int:
        return (self.then or 0) - (self.now or 0)


@dataclass(frozen=True)
class Effect:
    """`basis` says in one sentence what was worked out; `why_not` why nothing could be, and then there are no lines.

    A change of the scheme or split itself must show its effect before anybody votes; a service may move whose cost nobody
    has agreed to split yet, and then the page says so.
    """

    title: str
    basis: str
    lines: tuple[Line, ...]
    provenance: Provenance = field(repr=False)
    unit: Unit = field(default_factory=Unit)
    why_not: str = ""
    hash: str = ""
    is_required: bool = True

    @property
    def blocks(self) -> bool:
        return bool(self.why_not) and self.is_required

    @property
    def now(self) -> int:
        return sum(line.now or 0 for line in self.lines)

    @property
    def then(self) -> int:
        return sum(line.then or 0 for line in self.lines)

    @property
    def difference(self) -> int:
        return self.then - self.now


# What works out the effect of a change to another kind of document: those of later steps are given by whoever asks.
Others = Sequence[Callable[[Case, Change], Effect | None]]


def effects_of(case: Case, change: Change | None, services: Sequence[str], others: Others = ()) -> tuple[Effect, ...]:
    """Of the document a proposal changes, and of each service it moves that a split of its cost is known for."""
    found: list[Effect | None] = []
    if change is not None and change.version is not None:
        found = [_of_change(case, change), *(other(case, change) for other in others)]
    moved = _of_services(case, services) if change is None else []
    return tuple(effect for effect in (*found, *moved) if effect is not None)


def made_effect(
    title: str,
    basis: str,
    lines: Sequence[Line],
    inputs: Sequence[InputUsed],
    *,
    unit: Unit | None = None,
    why_not: str = "",
) -> Effect:
    provenance = Provenance.of(
        "proposals.effect", "Worked out twice from the same figures, as it is and as proposed.", inputs
    )
    figures = [(line.organisation, line.now, line.then) for line in lines]
    return Effect(title, basis, tuple(lines), provenance, unit or Unit(), why_not, result_hash(figures, provenance))


def _of_change(case: Case, change: Change) -> Effect | None:
    if change.proposed is None or change.kind not in {SCHEME, SPLIT}:
        return None
    return _of_scheme(case, change, change.proposed) if change.kind == SCHEME else _of_split(change, change.proposed)


def _used(*documents: Document | None) -> list[InputUsed]:
    return [InputUsed.of_document(document) for document in documents if document is not None]


def _of_scheme(case: Case, change: Change, proposed: Document) -> Effect:
    used = _used(change.present, proposed)
    present = scheme_from(change.present).scheme if change.present is not None else None
    then = scheme_from(proposed)
    if then.scheme is None:
        wrong = next(item for item in then.findings if item.is_error)
        return made_effect(change.title, "", (), used, why_not=f"The proposed scheme cannot be read: {wrong.message}")
    books = Books.of(case)
    year, after, why_not = _latest_year(then.scheme, books)
    if after is None or year is None:
        return made_effect(change.title, "", (), used, why_not=why_not)
    before = _charged(present, books, year) if present is not None else None
    if present is not None and before is None:
        return made_effect(change.title, "", (), used, why_not=f"The present scheme cannot be worked out for {year}.")
    names = {**(present.names if present is not None else {}), **then.scheme.names}
    paid_now, paid_then = _paid(before), _paid(after)
    lines = [
        Line(one, names.get(one, one), paid_now.get(one), paid_then.get(one))
        for one in dict.fromkeys([*paid_now, *paid_then])
    ]
    both = {
        (used.kind, used.name, used.hash): used
        for found in (before, after)
        if found
        for used in found.provenance.inputs
    }
    how = "as the year came out" if after.is_trued_up else "on the budget"
    return made_effect(
        change.title,
        f"What each pays for {year}, {how}, under both versions, from the same costs and counts.",
        lines,
        [*used, *both.values()],
    )


def _latest_year(scheme: Scheme, books: Books) -> tuple[FinancialYear | None, YearOfRecharge | None, str]:
    """The latest year that the proposed scheme can be worked out for, or why there is none."""
    why = "There are no costs yet to work it out from."
    for year in reversed(years_in(books)):
        findings = [item for item in (*check_scheme(scheme), *check_year(scheme, books, year=year)) if item.is_error]
        if not findings:
            found = _charged(scheme, books, year)
            if found is not None:
                return year, found, ""
        why = findings[0].message if findings else f"The limits of the proposed scheme cannot all be kept in {year}."
    return None, None, why


def _charged(scheme: Scheme, books: Books, year: FinancialYear) -> YearOfRecharge | None:
    if has_errors([*check_scheme(scheme), *check_year(scheme, books, year=year)]):
        return None
    try:
        return charge_year(scheme, books, year=year)
    except LimitsDoNotFit:
        return None


def _paid(found: YearOfRecharge | None) -> dict[str, int]:
    """Pence for the year: what was charged on the budget and, once it is known, what the true-up settles."""
    if found is None:
        return {}
    settled = {one.partner: one.settlement for one in found.true_ups}
    paid = {one: found.charged(one) + settled.get(one, 0) for one in found.scheme.partners}
    for client in found.clients:
        due = client.due if client.due is not None else client.charged
        paid[client.price.council] = paid.get(client.price.council, 0) + due
    return paid


def _of_split(change: Change, proposed: Document) -> Effect:
    used = _used(change.present, proposed)
    then, now = question_from(proposed), question_from(change.present) if change.present is not None else None
    if then.question is None:
        wrong = next(item for item in then.findings if item.is_error)
        return made_effect(change.title, "", (), used, why_not=f"The proposed split cannot be read: {wrong.message}")
    after = _amounts(then.question)
    if not after:
        return made_effect(change.title, "", (), used, why_not="The proposed split does not say which rule is chosen.")
    before = _amounts(now.question) if now is not None and now.question is not None else {}
    names = {one: then.question.game.name(one) for one in then.question.game.partners}
    lines = [
        Line(one, names.get(one, one), before.get(one), after.get(one)) for one in dict.fromkeys([*before, *after])
    ]
    return made_effect(
        change.title,
        f"What each pays by the rule “{rule_of(then.question.chosen).short}”, under both versions.",
        lines,
        used,
        unit=then.question.unit,
    )


def _of_services(case: Case, services: Sequence[str]) -> list[Effect | None]:
    """One for each service whose split is known, and one that names those whose split is not."""
    found = {service: _of_service(case, service) for service in services}
    unknown = [service for service, effect in found.items() if effect is None]
    titles = [str(row.get("title", one)) if (row := case.row("services", one)) else one for one in unknown]
    if not titles:
        return list(found.values())
    why = f"No rule for sharing the cost of {', '.join(titles)} is chosen yet, so what each would pay cannot be worked out."
    missing = made_effect("Not worked out", "", (), [], why_not=why)
    return [*found.values(), replace(missing, is_required=False)]


def _of_service(case: Case, service: str) -> Effect | None:
    """What each pays for the service today, and by the rule chosen for sharing it; None where no such split is known."""
    document = case.document(SPLIT, service)
    question = question_from(document).question if document is not None else None
    if question is None or question.today is None:
        return None
    after = _amounts(question)
    if not after:
        return None
    lines = [
        Line(one, question.game.name(one), question.today[place], after.get(one))
        for place, one in enumerate(question.game.partners)
    ]
    return made_effect(
        question.title,
        f"What each pays today, and by the rule “{rule_of(question.chosen).short}” once it is shared.",
        lines,
        _used(document),
        unit=question.unit,
    )


def _amounts(question: SplitQuestion | None) -> Mapping[str, int]:
    """By the chosen rule; empty where none is chosen or it has no answer."""
    if question is None or not question.chosen:
        return {}
    found = compare_splits(question, rules=(question.chosen,), draws=1).of(question.chosen)
    return dict(zip(question.game.partners, found.amounts, strict=True)) if found is not None else {}
