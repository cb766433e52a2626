"""The pass/fail screen: one red drops an option, unless a challenge put it back.

Business as usual stays on the short list whatever its marks, because the others are compared with it (HM Treasury,
The Green Book: the counterfactual is always carried forward). A missing mark is shown as missing. It neither passes nor drops an option: without a recorded decision the option is
not decided. Where several people marked the same cell differently, the worst mark counts until they agree.
"""

from collections.abc import Iterable
from datetime import date

from concordat.domain.kernel.periods import day_in_words
from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.options.inputs import (
    AsksFor,
    Challenge,
    Criterion,
    Decision,
    Kind,
    Mark,
    Option,
    Origin,
    Outcome,
    Review,
)
from concordat.domain.options.results import Cell, Screen, ScreenCounts, ScreenedOption, Standing

RULE = "options.screen.one_red_drops"
_WORST_FIRST = (Mark.RED, Mark.AMBER, Mark.GREEN)


def screen_options(review: Review) -> Screen:
    """Hold every option to every criterion and say where each stands."""
    options = tuple(_screen_option(review, option) for option in review.options)
    provenance = Provenance.of(
        RULE,
        "One red mark drops an option; an accepted challenge puts it back; a missing mark stays missing.",
        _distinct(item for screened in options for item in screened.provenance.inputs),
    )
    counts = count(options)
    return Screen(review.criteria, options, counts, provenance, result_hash(_figures(options, counts), provenance))


def _screen_option(review: Review, option: Option) -> ScreenedOption:
    cells = tuple(_cell(review, option, criterion) for criterion in review.criteria)
    challenges = review.challenges_of(option.id)
    standing, because = _stand(review, option, cells, challenges)
    return ScreenedOption(option, cells, standing, because, challenges, _provenance(review, option, cells, standing))


def _cell(review: Review, option: Option, criterion: Criterion) -> Cell:
    marks = tuple(mark for mark in review.marks_of(option.id) if mark.criterion == criterion.id)
    given = {mark.mark for mark in marks}
    worst = next((mark for mark in _WORST_FIRST if mark in given), None)
    return Cell(option.id, criterion.id, worst, marks, option.published and criterion.published)


def _stand(
    review: Review, option: Option, cells: tuple[Cell, ...], challenges: tuple[Challenge, ...]
) -> tuple[Standing, tuple[str, ...]]:
    """The standing and the sentences that give the reason."""
    against = _reasons_to_drop(review, option, cells, challenges)
    if option.kind is Kind.BUSINESS_AS_USUAL and option.decision is not Decision.DROPPED:
        return Standing.KEPT_TO_COMPARE, ("Kept so that the others can be compared with it.", *against)
    rescue = _last_ruling(challenges)
    if rescue is not None and rescue.asks_for is AsksFor.PUT_BACK and against:
        return Standing.PUT_BACK, (*against, _told(rescue, review))
    if against:
        return Standing.DROPPED, against
    if option.origin is Origin.CHALLENGE:
        return _stand_if_added(review, challenges)
    return _stand_if_clear(option, cells)


def _reasons_to_drop(
    review: Review, option: Option, cells: tuple[Cell, ...], challenges: tuple[Challenge, ...]
) -> tuple[str, ...]:
    titles = {criterion.id: criterion.title for criterion in review.criteria}
    reds = [
        f"Red on {titles[cell.criterion]}" + (f": {cell.reason}" if cell.reason else ".")
        for cell in cells
        if cell.mark is Mark.RED
    ]
    decided = [option.decision_reason or "Dropped; no reason is recorded."]
    ruling = _last_ruling(challenges)
    return (
        *reds,
        *(decided if option.decision is Decision.DROPPED else ()),
        *((_told(ruling, review),) if ruling is not None and ruling.asks_for is AsksFor.DROP else ()),
        *(_told(challenge, review) for challenge in challenges if _is_refused_addition(challenge)),
    )


def _is_refused_addition(challenge: Challenge) -> bool:
    return challenge.asks_for is AsksFor.ADD and challenge.outcome is Outcome.REFUSED


def _last_ruling(challenges: tuple[Challenge, ...]) -> Challenge | None:
    """The latest accepted challenge that puts back or drops; one without a date counts as the earliest."""
    accepted = [
        challenge
        for challenge in challenges
        if challenge.outcome is Outcome.ACCEPTED and challenge.asks_for in {AsksFor.PUT_BACK, AsksFor.DROP}
    ]
    by_date = sorted(accepted, key=lambda challenge: challenge.decided_on or challenge.raised_on or date.min)
    return by_date[-1] if by_date else None


def _stand_if_added(review: Review, challenges: tuple[Challenge, ...]) -> tuple[Standing, tuple[str, ...]]:
    added = [challenge for challenge in challenges if challenge.asks_for is AsksFor.ADD]
    accepted = [challenge for challenge in added if challenge.outcome is Outcome.ACCEPTED]
    if accepted:
        return Standing.ADDED, tuple(_told(challenge, review) for challenge in accepted)
    waiting = tuple(_told(challenge, review) for challenge in added) or (
        "Nobody has recorded the challenge it came from.",
    )
    return Standing.NOT_DECIDED, waiting


def _stand_if_clear(option: Option, cells: tuple[Cell, ...]) -> tuple[Standing, tuple[str, ...]]:
    """No red and no decision to drop: carried forward if decided so or fully marked; else not decided."""
    can_be_marked = [cell for cell in cells if cell.can_be_marked]
    marked = [cell for cell in can_be_marked if cell.mark is not None]
    summary = _summary(marked, len(can_be_marked))
    if option.decision is Decision.CARRIED_FORWARD:
        return Standing.CARRIED_FORWARD, (option.decision_reason or "Recorded as carried forward.", summary)
    if can_be_marked and len(marked) == len(can_be_marked):
        return Standing.CARRIED_FORWARD, (summary,)
    if option.origin is Origin.MADE_FROM_OTHERS and not marked:
        return Standing.MADE_FROM_OTHERS, ("Made from features of other options; not marked on the criteria.",)
    return Standing.NOT_DECIDED, (summary,)


def _summary(marked: list[Cell], of: int) -> str:
    if not of:
        return "There is no criterion to mark it on."
    counts = [(mark.value, sum(cell.mark is mark for cell in marked)) for mark in Mark]
    said = ", ".join(f"{number} {name}" for name, number in counts if number)
    missing = of - len(marked)
    parts = [said or "no mark", f"{missing} of {of} not marked" if missing else ""]
    return f"{'; '.join(part for part in parts if part).capitalize()}."


def _told(challenge: Challenge, review: Review) -> str:
    bodies = {body.id: body.title for body in review.taking_part}
    by = bodies.get(challenge.raised_by, challenge.raised_by)
    asked = {AsksFor.PUT_BACK: "put it back", AsksFor.ADD: "add it", AsksFor.DROP: "drop it"}[challenge.asks_for]
    when = f" on {day_in_words(challenge.raised_on)}" if challenge.raised_on else " (date not recorded)"
    decided = f" on {day_in_words(challenge.decided_on)}" if challenge.decided_on else ""
    outcome = "waiting" if challenge.outcome is Outcome.WAITING else f"{challenge.outcome.value}{decided}"
    return f"Challenge to {asked} by {by}{when}, {outcome}: {challenge.ground}"


def count(options: Iterable[ScreenedOption]) -> ScreenCounts:
    """Count by standing, each row for as many options as it stands for."""
    rows = tuple(options)

    def of(standing: Standing) -> int:
        return sum(row.option.stands_for for row in rows if row.standing is standing)

    listed = [row.option for row in rows if row.option.origin is Origin.LONG_LIST]
    return ScreenCounts(
        listed=sum(option.stands_for for option in listed),
        not_published=sum(option.stands_for for option in listed if not option.published),
        added_later=sum(row.option.stands_for for row in rows if row.option.origin is not Origin.LONG_LIST),
        carried_forward=of(Standing.CARRIED_FORWARD),
        put_back=of(Standing.PUT_BACK),
        added=of(Standing.ADDED),
        kept_to_compare=of(Standing.KEPT_TO_COMPARE),
        dropped=of(Standing.DROPPED),
        not_decided=of(Standing.NOT_DECIDED),
        made_from_others=of(Standing.MADE_FROM_OTHERS),
    )


def _provenance(review: Review, option: Option, cells: tuple[Cell, ...], standing: Standing) -> Provenance:
    marks = [mark for cell in cells for mark in cell.marks]
    return Provenance.of(
        "options.screen.standing",
        f"{option.title}: {standing.value}.",
        [
            InputUsed.of_fact(option.fact, option.decision.value if option.decision else "nothing decided yet"),
            *(InputUsed.of_fact(criterion.fact, criterion.title) for criterion in review.criteria),
            *(InputUsed.of_fact(mark.fact, mark.mark.value if mark.mark else "not marked") for mark in marks),
            *(
                InputUsed.of_fact(challenge.fact, challenge.outcome.value)
                for challenge in review.challenges_of(option.id)
            ),
        ],
    )


def _distinct(items: Iterable[InputUsed]) -> list[InputUsed]:
    return list({(item.kind, item.name): item for item in items}.values())


def _figures(options: tuple[ScreenedOption, ...], counts: ScreenCounts) -> dict[str, object]:
    return {
        "counts": counts,
        "options": {
            screened.option.id: {
                "standing": screened.standing,
                "marks": {cell.criterion: cell.mark for cell in screened.cells},
            }
            for screened in options
        },
    }
