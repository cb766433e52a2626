"""The best groupings by trying every plan: slow and obvious."""

from collections.abc import Iterator
from itertools import combinations, product

from concordat.domain.sharing.assumptions import EQUAL, Assumptions
from concordat.domain.sharing.group_value import group_value, shared_out
from concordat.domain.sharing.inputs import DEPTH, SharingCase
from concordat.domain.sharing.programme import bundles_of, teams_of

Choice = tuple[tuple[str, ...], int, int | None]  # councils, wave, wave of the whole service


def best_by_trying(sharing: SharingCase, assumptions: Assumptions) -> int | None:
    """Pence of the best plan; None where no plan keeps every limit."""
    bundles = bundles_of(sharing)
    ways = [list(_ways(sharing, assumptions, bundle)) for bundle in bundles]
    worth = [
        plan_value for plan in product(*ways) if (plan_value := _value(sharing, assumptions, bundles, plan)) is not None
    ]
    return max(worth, default=None)


def _ways(sharing: SharingCase, assumptions: Assumptions, bundle: tuple[str, ...]) -> Iterator[tuple[Choice, ...]]:
    """Every set of disjoint groups for the services, each on every schedule its members allow."""
    teams = teams_of(sharing, bundle)
    waves = range(len(assumptions.waves))
    choices: list[tuple[frozenset[int], Choice]] = []
    for size in range(2, len(teams) + 1):
        for places in combinations(range(len(teams)), size):
            councils = tuple(c for place in places for c in teams[place])
            if len(councils) > assumptions.largest_group or not _company(sharing, bundle, councils):
                continue
            for wave in waves:
                for whole in (None, *range(wave, len(assumptions.waves))):
                    if _allowed(sharing, assumptions, bundle, councils, wave, whole):
                        choices.append((frozenset(places), (councils, wave, whole)))
    yield ()
    for number in range(1, len(teams) // 2 + 1):
        for several in combinations(choices, number):
            if sum(len(places) for places, _ in several) == len(frozenset().union(*(p for p, _ in several))):
                yield tuple(choice for _, choice in several)


def _company(sharing: SharingCase, bundle: tuple[str, ...], councils: tuple[str, ...]) -> bool:
    return all(
        not set(position.never_with) & (set(councils) - {council}) and set(position.only_with) <= set(councils)
        for council in councils
        for service in bundle
        for position in sharing.path(council, service)
    )


def _allowed(
    sharing: SharingCase,
    assumptions: Assumptions,
    bundle: tuple[str, ...],
    councils: tuple[str, ...],
    wave: int,
    whole: int | None,
) -> bool:
    for council, service in product(councils, bundle):
        if (council, service) not in sharing.latest_baseline:
            return False
        for at, held in enumerate(assumptions.waves):
            position = sharing.position_on(council, service, held.starts)
            waiting = any(p.not_before and held.starts < p.not_before for p in sharing.path(council, service))
            depth = 0 if position is None or waiting else DEPTH[position.stance]
            if (at >= wave and depth < 1) or (whole is not None and at >= whole and depth < 2):
                return False
    return True


def _value(
    sharing: SharingCase,
    assumptions: Assumptions,
    bundles: tuple[tuple[str, ...], ...],
    plan: tuple[tuple[Choice, ...], ...],
) -> int | None:
    waves = len(assumptions.waves)
    councils = [partner.id for partner in sharing.partners]
    once, total = [0] * waves, 0
    steps = {council: [0] * waves for council in councils}
    gains = dict.fromkeys(councils, 0)
    since: dict[tuple[str, str], int] = {}
    for bundle, choices in zip(bundles, plan, strict=True):
        teams = teams_of(sharing, bundle)
        for members, wave, whole in choices:
            count = sum(any(c in members for c in team) for team in teams)
            value = group_value(sharing, assumptions, services=bundle, councils=members, teams=count)
            worth = value.present_value(assumptions, wave=wave, service_wave=whole)
            total += worth
            bases = [sum(sharing.latest_baseline[c, s].gross for s in bundle) for c in members]
            for council, gain in zip(
                members, shared_out(worth, members, bases, equally=assumptions.gains == EQUAL), strict=True
            ):
                gains[council] += gain
                since |= {(council, service): wave for service in bundle}
            for at, paid in ((wave, value.once_management), (whole, value.once_service)):
                if at is not None:
                    once[at] += paid
                    for council in members:
                        steps[council][at] += len(bundle)
    fits = (
        all(paid <= wave.one_off_budget for paid, wave in zip(once, assumptions.waves, strict=True))
        and all(steps[c][at] <= wave.changes_of(c) for c in councils for at, wave in enumerate(assumptions.waves))
        and all(gains[c] >= assumptions.minimum_gain_of(c) for c in councils)
        and all(
            since.get((p.council, needed), 99) <= since[p.council, p.service]
            for p in sharing.positions
            if (p.council, p.service) in since
            for needed in p.only_after
        )
    )
    return total if fits else None
