"""The positions at a glance: services × councils on one day, conflicts, and who is one step from agreeing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from concordat.domain.kernel.provenance import InputUsed, Provenance, result_hash
from concordat.domain.sharing.inputs import DEPTH, Position, Service, SharingCase, Stance
from concordat.domain.sharing.programme import shared_already_with, teams_of
from concordat.domain.sharing.results import VENTURE

DEPTH_IN_WORDS = {0: "keep it", 1: "share the management", 2: "share the whole service"}
NO_POSITION = "no position"


@dataclass(frozen=True)
class Cell:
    """One council's position on one service on the day; None where it gave none. `later` is what it moves to."""

    council: str
    position: Position | None
    later: tuple[Position, ...]

    @property
    def word(self) -> str:
        return self.position.stance.value if self.position else NO_POSITION

    @property
    def depth(self) -> int:
        return DEPTH[self.position.stance] if self.position else 0

    @property
    def score(self) -> int | None:
        return self.position.score_to_retain if self.position else None

    @property
    def illustrative(self) -> bool:
        return self.position is not None and self.position.illustrative

    def limits(self, titles: Mapping[str, str]) -> tuple[str, ...]:
        """The hard limits the council set, in a few words each; `titles` names councils and services by their id."""
        if self.position is None:
            return ()
        said, day = [], self.position.not_before
        if day is not None:
            said.append(f"not before {day.day} {day:%B %Y}")
        for words, names in (
            ("never with", self.position.never_with),
            ("only with", self.position.only_with),
            ("only after", self.position.only_after),
        ):
            if names:
                said.append(f"{words} {', '.join(titles.get(name, name) for name in names)}")
        return tuple(said)


@dataclass(frozen=True)
class Row:
    """`agreed` is the depth every council would go to; `one_step` names the one council short of the others by a step."""

    service: Service
    cells: tuple[Cell, ...]
    agreed: int
    one_step: str
    one_step_to: int
    venture_now: bool
    conflicts: tuple[str, ...]

    @property
    def venture(self) -> str:
        return VENTURE if self.venture_now else ""


@dataclass(frozen=True)
class Matrix:
    on: date
    councils: tuple[tuple[str, str], ...]  # (identifier, title)
    rows: tuple[Row, ...]
    groups: tuple[str, ...]
    provenance: Provenance
    hash: str

    @cached_property
    def one_step(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.one_step)

    @cached_property
    def agreed(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.agreed > 0)

    @cached_property
    def conflicts(self) -> tuple[tuple[Row, str], ...]:
        return tuple((row, said) for row in self.rows for said in row.conflicts)

    @property
    def illustrative(self) -> bool:
        return any(cell.illustrative for row in self.rows for cell in row.cells)


def positions_matrix(sharing: SharingCase, *, on: date, group: str = "") -> Matrix:
    """Positions on a day; only the services of one group where it is named."""
    chosen = [service for service in sharing.services if not group or service.group == group]
    rows = tuple(_row(sharing, service, on) for service in chosen)
    used = [cell.position.fact for row in rows for cell in row.cells if cell.position is not None]
    provenance = Provenance.of(
        "sharing.positions",
        f"Each council's position on each service as it stands on {on.isoformat()}.",
        [InputUsed.of_fact(fact, str(fact.get("stance", ""))) for fact in used],
    )
    figures = [(row.service.id, [(cell.council, cell.word) for cell in row.cells], row.one_step) for row in rows]
    return Matrix(
        on,
        tuple((partner.id, partner.title) for partner in sharing.partners),
        rows,
        tuple(dict.fromkeys(service.group for service in sharing.services if service.group)),
        provenance,
        result_hash([on, figures], provenance),
    )


def _row(sharing: SharingCase, service: Service, on: date) -> Row:
    cells = tuple(_cell(sharing, partner.id, service.id, on) for partner in sharing.partners)
    depths = [cell.depth for cell in cells]
    one_step, to = _one_step(cells)
    teams = teams_of(sharing, [service.id])
    return Row(
        service,
        cells,
        min(depths, default=0),
        one_step,
        to,
        any(len(team) >= 3 for team in teams),
        tuple(conflicts_on(sharing, service.id, on)),
    )


def _cell(sharing: SharingCase, council: str, service: str, on: date) -> Cell:
    later = tuple(position for position in sharing.path(council, service) if (position.from_date or date.min) > on)
    return Cell(council, sharing.position_on(council, service, on), later)


def _one_step(cells: tuple[Cell, ...]) -> tuple[str, int]:
    """The only council that stands one step short of what all the others would do, and that step."""
    for cell in cells:
        others = [other.depth for other in cells if other is not cell]
        if others and min(others) == cell.depth + 1:
            return cell.council, cell.depth + 1
    return "", 0


def conflicts_on(sharing: SharingCase, service: str, on: date) -> Iterable[str]:
    """Positions that cannot both be right or both be met, in words."""
    title = sharing.partner_titles
    held = {
        partner.id: position
        for partner in sharing.partners
        if (position := sharing.position_on(partner.id, service, on)) is not None
    }
    for council, position in held.items():
        for other in position.shared_with if position.stance is Stance.ALREADY_SHARED else ():
            if other in title and council not in shared_already_with(sharing, other, service):
                yield f"{title[council]} says it shares this with {title[other]} already; {title[other]} does not say so."
        for other in position.only_with:
            if other in held and held[other].stance is Stance.RETAIN:
                yield f"{title[council]} would only share this with {title[other]}, which wants to keep it."
            if other in held and council in held[other].never_with:
                yield f"{title[council]} would only share this with {title[other]}, which will not share it with {title[council]}."
