"""From positions and baselines to the best groupings, the next best, and what limits and leaving cost."""

from dataclasses import dataclass

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.sharing.alternatives import next_best, next_best_near
from concordat.domain.sharing.around import Around
from concordat.domain.sharing.assumptions import Assumptions
from concordat.domain.sharing.choosing import Found, Progress, Tell, quiet
from concordat.domain.sharing.columns import Column, group_count
from concordat.domain.sharing.fair import compare_with_fair_split
from concordat.domain.sharing.inputs import SharingCase
from concordat.domain.sharing.leaving import leaving_near, leaving_of
from concordat.domain.sharing.limits import Limit, costs_near, costs_of_limits, limits_in, yearly_of
from concordat.domain.sharing.plan import plan_of
from concordat.domain.sharing.programme import THOUSAND_POUNDS, Programme, build_programme
from concordat.domain.sharing.results import FairShare, Groupings, Leaving, LimitCost, NextBest, Plan
from concordat.domain.sharing.solve import MOST_GROUPS_AT_ONCE, best_groupings


@dataclass(frozen=True)
class Request:
    """One question, whole: it goes to a process of its own."""

    sharing: SharingCase
    assumptions: Assumptions
    gap: float | None = None
    seconds: float = 120.0
    next_plans: int = 10
    with_limits: bool = True
    seed: int = 1


PROOF = 1e-6  # the gap asked for where everything can be written down


def find_groupings(
    sharing: SharingCase,
    assumptions: Assumptions,
    *,
    gap: float | None = None,
    seconds: float = 120.0,
    next_plans: int = 10,
    with_limits: bool = True,
    seed: int = 1,
    tell: Tell = quiet,
) -> Groupings:
    """The whole answer. Without a `gap` small partnerships are solved to proof and large ones to 2%.

    Raises nothing for people's data: where no plan keeps every limit, `plan` is None.
    """
    programme = build_programme(sharing, assumptions)
    small = group_count(programme) <= MOST_GROUPS_AT_ONCE
    aim = gap if gap is not None else (PROOF if small else 0.02)
    best = best_groupings(programme, gap=aim, seconds=seconds, seed=seed, tell=_part(tell, 0.0, 0.4))
    if best.columns is None:
        return _answer(sharing, assumptions, best, None, (), None, (), None, seed)
    plan = plan_of(sharing, assumptions, programme, best.columns)
    around = None if best.duals is None else Around(programme, best)
    told = _part(tell, 0.4, 0.55, best)
    if around is None:
        another = next_best(programme, best, count=next_plans, gap=aim, seconds=seconds / 2, tell=told)
    else:
        another = next_best_near(around, count=next_plans, seed=seed, seconds=seconds / 2, tell=told)
    others = tuple(_next(sharing, assumptions, programme, plan, found, small) for found in another)
    costs = None
    if with_limits:
        costs = _limits(sharing, assumptions, programme, best, around, seconds, _part(tell, 0.55, 0.8, best))
    leaving = []
    for number, council in enumerate(programme.councils):
        words = f"What leaving would do: {number + 1} of {len(programme.councils)} councils"
        share = 0.8 + 0.15 * number / len(programme.councils)
        tell(Progress(share, words, best.value, best.bound, best.columns))
        if around is None:
            leaving.append(leaving_of(sharing, assumptions, programme, plan, council, gap=aim, seconds=seconds / 10))
        else:
            leaving.append(leaving_near(sharing, assumptions, plan, around, council))
    tell(Progress(0.97, "Comparing with a fair split", best.value, best.bound, best.columns))
    fair = compare_with_fair_split(sharing, assumptions, plan, [other.plan for other in others], seed=seed)
    return _answer(sharing, assumptions, best, plan, others, costs, tuple(leaving), fair, seed)


def answer_request(request: Request, tell: Tell) -> Groupings:
    """`find_groupings` as a process of its own calls it."""
    return find_groupings(
        request.sharing,
        request.assumptions,
        gap=request.gap,
        seconds=request.seconds,
        next_plans=request.next_plans,
        with_limits=request.with_limits,
        seed=request.seed,
        tell=tell,
    )


def _part(tell: Tell, start: float, end: float, best: Found | None = None) -> Tell:
    def told(progress: Progress) -> None:
        held = best if best is not None else None
        tell(
            Progress(
                start + (end - start) * progress.share,
                progress.message,
                progress.best if held is None else held.value,
                progress.bound if held is None else held.bound,
                progress.columns if held is None else held.columns or (),
            )
        )

    return told


def partial_answer(
    sharing: SharingCase, assumptions: Assumptions, columns: tuple[Column, ...], *, bound: float | None
) -> Groupings:
    """What a search that was cancelled had found: the best plan so far, with the bound if there was one."""
    programme = build_programme(sharing, assumptions)
    value = sum(column.value for column in columns)
    found = Found(columns, value, bound if bound is not None else float("inf"), 0.0, columns, "stopped early")
    return _answer(
        sharing, assumptions, found, plan_of(sharing, assumptions, programme, columns), (), None, (), None, 1
    )


def _next(
    sharing: SharingCase, assumptions: Assumptions, programme: Programme, best: Plan, found: Found, small: bool
) -> NextBest:
    plan = plan_of(sharing, assumptions, programme, found.columns or ())
    partners = [
        {
            (service, council): grouping.councils
            for grouping in held.groupings
            for service in grouping.services
            for council in grouping.councils
        }
        for held in (best, plan)
    ]
    differs = []
    for service in (s for bundle in programme.items for s in bundle.services[:1]):
        then, now = (
            tuple(dict.fromkeys(group for (of, _), group in held.items() if of == service)) for held in partners
        )
        if then != now:
            differs.append((service, _said(then), _said(now)))
    return NextBest(plan, best.likely - plan.likely, tuple(differs), found.proven and small)


def _said(groups: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(" + ".join(group) for group in groups)


def _limits(
    sharing: SharingCase,
    assumptions: Assumptions,
    programme: Programme,
    best: Found,
    around: Around | None,
    seconds: float,
    tell: Tell,
) -> tuple[LimitCost, ...]:
    limits = list(limits_in(sharing, assumptions, programme))
    costs = []
    if around is not None:
        for limit, cost, yearly, most in costs_near(limits, around, seconds=seconds, tell=tell):
            costs.append(_cost(limit, cost, yearly, exact=False, at_most=round(most * THOUSAND_POUNDS)))
    else:
        now = sum(yearly_of(programme, column) for column in best.columns or ())
        for limit, cost, yearly, exact in costs_of_limits(limits, best, gap=PROOF, seconds=seconds, tell=tell):
            costs.append(_cost(limit, cost, yearly - now, exact=exact, at_most=None))
    return tuple(sorted(costs, key=lambda limit: -limit.cost))


def _cost(limit: Limit, cost: float, yearly: float, *, exact: bool, at_most: int | None) -> LimitCost:
    return LimitCost(
        limit.kind,
        limit.says,
        limit.council,
        limit.service,
        round(cost * THOUSAND_POUNDS),
        round(yearly * THOUSAND_POUNDS) if cost > 0 else 0,
        exact,
        at_most,
    )


def inputs_of(sharing: SharingCase, assumptions: Assumptions, *, seed: int) -> Provenance:
    """Everything the groupings rest on: its hash says whether a kept result is still of today."""
    return Provenance.of(
        "sharing.groupings",
        "The groups of councils, service by service and wave by wave, that are worth most together within every limit.",
        [
            *(InputUsed.of_fact(position.fact, position.stance.value) for position in sharing.positions),
            *(InputUsed.of_fact(row.fact) for row in sharing.latest_baseline.values()),
            InputUsed.of_document(assumptions.document),
        ],
        seed=seed,
    )


def _answer(
    sharing: SharingCase,
    assumptions: Assumptions,
    found: Found,
    plan: Plan | None,
    others: tuple[NextBest, ...],
    costs: tuple[LimitCost, ...] | None,
    leaving: tuple[Leaving, ...],
    fair: FairShare | None,
    seed: int,
) -> Groupings:
    provenance = inputs_of(sharing, assumptions, seed=seed)
    figures = (
        []
        if plan is None
        else [(g.services, g.councils, g.wave, g.service_wave, g.low, g.likely, g.high) for g in plan.groupings]
    )
    bound = round(found.bound * THOUSAND_POUNDS) if found.bound < float("inf") else -1
    return Groupings(
        plan=plan,
        bound=max(bound, plan.likely) if plan is not None and bound >= 0 else bound,
        gap=found.gap,
        proven=found.proven,
        method=found.method,
        next_best=others,
        limits=costs,
        leaving=leaving,
        fair=fair,
        provenance=provenance,
        hash=result_hash(figures, provenance),
        seconds=found.seconds,
    )
