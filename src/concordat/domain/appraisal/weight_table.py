"""Weights from a spreadsheet as people keep it: criteria down or across, one column or row for each partner or person.

Criteria are found by their title or short name. A heading names whose weights stand under it: a partner, a person of a
partner (“Cotswold: officer-1”), or everybody together; a plain “Weight” stands for whoever is asked for. A weight may be
a number, a percentage, or a range (“20-30”). Nothing is guessed silently: whatever is odd is told with its row and column.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from itertools import groupby

from concordat.domain.appraisal.inputs import Criterion, SpeaksFor, StatementKind
from concordat.domain.appraisal.weight_cells import Amount, read_amount
from concordat.domain.kernel.findings import Finding, Where, error, note, warning

Rows = Sequence[tuple[int, Sequence[str]]]  # the row's number in the file, and its cells
_PLAIN = frozenset({"weight", "weights", "weighting", "points", "swing", "share", "%", "weight %", "weight (%)"})
_TOGETHER = frozenset(
    {"everybody", "everyone", "all", "all partners", "joint", "together", "agreed", "agreed together"}
)
_ASIDE = frozenset({"criterion", "criteria", "why", "reason", "notes", "note", "comment", "comments", ""})
_TOTALS = ("total", "sum", "check")
_MOST_ABOVE = 25  # titles and blank rows above the headings


@dataclass(frozen=True)
class Speaker:
    """Whose weights. `person` is empty for a partner's own and for what all agreed together."""

    organisation: str
    person: str = ""
    speaks_for: SpeaksFor = SpeaksFor.PARTNER


@dataclass(frozen=True)
class SaidWeight:
    """One statement: points (a share in per cent, or swing points), or a least and a most in per cent."""

    speaker: Speaker
    criterion: str
    kind: StatementKind
    points: Decimal | None
    least: Decimal | None = None
    most: Decimal | None = None
    where: Where = field(default_factory=Where)


@dataclass(frozen=True)
class WeightsRead:
    said: tuple[SaidWeight, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Cell:
    speaker: Speaker
    criterion: Criterion
    amount: Amount
    where: Where


def read_weight_table(
    rows: Rows,
    *,
    file: str,
    criteria: Sequence[Criterion],
    organisations: Mapping[str, Sequence[str]],
    otherwise: Speaker | None = None,
) -> WeightsRead:
    """`organisations`: every name each may be called by. `otherwise`: whose a column headed “Weight” is."""
    names = _names_of(criteria)
    laid_out = _down(rows, names)
    if laid_out is None:
        nothing = error(
            Where(file),
            "No criterion was recognised.",
            f"Put the criteria in the first column or the first row, by their titles: {_some(criteria)}.",
            code="weights.no_criterion",
        )
        return WeightsRead((), (nothing,))
    findings: list[Finding] = []
    cells = list(_cells(laid_out, file, names, _Who(organisations, otherwise), findings))
    said: list[SaidWeight] = []
    for speaker, own in groupby(sorted(cells, key=lambda cell: _order(cell.speaker)), key=lambda cell: cell.speaker):
        said += _statements(speaker, list(own), criteria, findings)
    return WeightsRead(tuple(said), tuple(findings))


def _order(speaker: Speaker) -> tuple[str, str, str]:
    return speaker.organisation, speaker.person, speaker.speaks_for.value


def _some(criteria: Sequence[Criterion]) -> str:
    return ", ".join(criterion.title for criterion in criteria[:6])


def _loosely(text: str) -> str:
    """Without case, spaces at the ends, or a unit in brackets."""
    return " ".join(str(text).split("(")[0].replace("&", "and").lower().split())


def _names_of(criteria: Sequence[Criterion]) -> dict[str, Criterion]:
    return {name: c for c in criteria for name in (_loosely(c.title), c.id.lower(), _loosely(c.id.replace("-", " ")))}


@dataclass(frozen=True)
class _LaidOut:
    """`heads`: column (counted from 0) → who is named there, as written. `lines`: row number, criterion as written, its
    column, and the cells. Where criteria stand across, the file was turned round to read it: `turned`."""

    heading_row: int
    heads: dict[int, str]
    lines: tuple[tuple[int, str, Sequence[str]], ...]
    turned: bool

    def where(self, file: str, row: int, column: int) -> Where:
        """As the reader sees it in the spreadsheet: columns by letter."""
        if self.turned:
            row, column = column + 1, row - 1
        return Where(file, row=row, column=_letter(column))

    def line_where(self, file: str, line: int, text: str) -> Where:
        """Of a criterion as written."""
        return Where(file, column=_letter(line - 1), item=text) if self.turned else Where(file, row=line, item=text)


def _letter(column: int) -> str:
    found = ""
    while column >= 0:
        found, column = chr(ord("A") + column % 26) + found, column // 26 - 1
    return found


def _down(rows: Rows, names: Mapping[str, Criterion]) -> _LaidOut | None:
    """Criteria down a column; else the file turned round; the way that recognises more of them."""
    as_is = _by_column([(number, list(cells)) for number, cells in rows], names, turned=False)
    wide = max((len(cells) for _, cells in rows), default=0)
    last = max((number for number, _ in rows), default=0)
    by_number = dict(rows)

    def at(number: int, column: int) -> str:
        cells = by_number.get(number, ())
        return cells[column] if column < len(cells) else ""

    across = [(column + 1, [at(number, column) for number in range(1, last + 1)]) for column in range(wide)]
    turned = _by_column(across, names, turned=True)
    found = [item for item in (as_is, turned) if item is not None]
    return max(found, key=lambda item: _likely(item, names), default=None)


def _likely(found: _LaidOut, names: Mapping[str, Criterion]) -> tuple[int, int]:
    """How many criteria were recognised this way, and how many weights beside them."""
    known = [cells for _, text, cells in found.lines if _loosely(text) in names]
    return len(known), sum(isinstance(read_amount(cell), Amount) for cells in known for cell in cells)


def _by_column(rows: list[tuple[int, list[str]]], names: Mapping[str, Criterion], *, turned: bool) -> _LaidOut | None:
    counts: dict[int, int] = {}
    for _, cells in rows:
        for column, cell in enumerate(cells):
            if _loosely(cell) in names:
                counts[column] = counts.get(column, 0) + 1
    if not counts:
        return None
    column = max(counts, key=lambda at: (counts[at], -at))
    first = next(place for place, (_, cells) in enumerate(rows) if _cell(cells, column, names))
    above = range(first - 1, max(-1, first - 1 - _MOST_ABOVE), -1)
    at = next((place for place in above if _is_heading(rows[place][1], column)), None)
    start, heading = (first, (rows[first][0] - 1, [])) if at is None else (at + 1, rows[at])
    heads = {place: text.strip() for place, text in enumerate(heading[1]) if place != column}
    lines = tuple(
        (number, cells[column].strip(), cells)
        for number, cells in rows[start:]
        if column < len(cells) and cells[column].strip()
    )
    return _LaidOut(heading[0], heads, lines, turned)


def _is_heading(cells: Sequence[str], column: int) -> bool:
    """Words beside the column of criteria, and no figures; a title stands in that column alone."""
    beside = [cell for place, cell in enumerate(cells) if place != column and cell.strip()]
    return bool(beside) and not any(isinstance(read_amount(cell), Amount) for cell in beside)


def _cell(cells: Sequence[str], column: int, names: Mapping[str, Criterion]) -> bool:
    return column < len(cells) and _loosely(cells[column]) in names


@dataclass(frozen=True)
class _Who:
    organisations: Mapping[str, Sequence[str]]
    otherwise: Speaker | None

    def speaker(self, head: str) -> Speaker | None:
        """Of a heading; None where it names nobody we know."""
        plain = _loosely(head)
        if plain in _TOGETHER:
            entered_by = self.otherwise.organisation if self.otherwise else next(iter(self.organisations), "")
            return Speaker(entered_by, "", SpeaksFor.EVERYBODY)
        if plain in _PLAIN or head.strip() == "%":
            return self.otherwise
        partner, _, person = head.partition(":")
        known = self._known(partner)
        if known is None:
            return None
        return Speaker(known, _short(person), SpeaksFor.PERSON) if person.strip() else Speaker(known, "")

    def _known(self, name: str) -> str | None:
        plain = _loosely(name).removesuffix(" weight").removesuffix(" weights")
        for id, names in self.organisations.items():
            if plain in {id, _loosely(id.replace("-", " ")), *(_loosely(item) for item in names)}:
                return id
        return None

    @property
    def names(self) -> str:
        return ", ".join(names[0] if names else id for id, names in self.organisations.items())


def _short(person: str) -> str:
    return "-".join(person.strip().lower().split())[:40]


def _cells(
    laid_out: _LaidOut, file: str, names: Mapping[str, Criterion], who: _Who, findings: list[Finding]
) -> Iterator[_Cell]:
    speakers = _speakers(laid_out, file, who, findings)
    seen: set[str] = set()
    for number, text, cells in laid_out.lines:
        criterion = names.get(_loosely(text))
        if criterion is None:
            findings += _unknown(laid_out, file, number, text, cells, names, speakers)
            continue
        if criterion.id in seen:
            findings.append(
                error(
                    laid_out.line_where(file, number, text),
                    f"{text} stands here a second time.",
                    "Keep one of the two.",
                    code="weights.twice",
                )
            )
            continue
        seen.add(criterion.id)
        for column, speaker in speakers.items():
            given = cells[column] if column < len(cells) else ""
            where = replace(laid_out.where(file, number, column), item=criterion.title)
            amount = read_amount(given)
            if isinstance(amount, str):
                told = f"“{amount}” is not a weight."
                fix = "Enter a number, a percentage, or a range such as 20-30."
                findings.append(error(where, told, fix, code="weights.not_a_number"))
            elif amount is not None:
                yield _Cell(speaker, criterion, amount, where)


def _speakers(laid_out: _LaidOut, file: str, who: _Who, findings: list[Finding]) -> dict[int, Speaker]:
    found: dict[int, Speaker] = {}
    for column, head in laid_out.heads.items():
        if _loosely(head) in _ASIDE and head.strip() != "%":
            continue
        where = laid_out.where(file, laid_out.heading_row, column)
        speaker = who.speaker(head)
        if speaker is None:
            findings.append(
                error(
                    where,
                    f"“{head}” is no partner here, so nobody knows whose weights these are.",
                    f"Head the column with a partner ({who.names}), with “partner: person”, or with “All partners”.",
                    code="weights.whose",
                )
            )
        elif speaker in found.values():
            findings.append(
                error(where, f"“{head}” stands over two columns.", "Keep one of the two.", code="weights.twice")
            )
        else:
            found[column] = speaker
    if not laid_out.heads and who.otherwise is not None:  # two bare columns: criterion and weight
        wide = max((len(cells) for _, _, cells in laid_out.lines), default=0)
        found |= dict.fromkeys(range(1, min(wide, 2)), who.otherwise)
    return found


def _unknown(
    laid_out: _LaidOut,
    file: str,
    number: int,
    text: str,
    cells: Sequence[str],
    names: Mapping[str, Criterion],
    speakers: Iterable[int],
) -> list[Finding]:
    """A row that is no criterion: a total is passed over, a remark without figures too, anything else is told."""
    has_figures = any(column < len(cells) and cells[column].strip() for column in speakers)
    if _loosely(text).startswith(_TOTALS) or not has_figures:
        return []
    close = get_close_matches(_loosely(text), names, n=1, cutoff=0.6)
    fix = f"Did you mean {names[close[0]].title}?" if close else "Use the criterion's title, or leave the row out."
    where = laid_out.line_where(file, number, text)
    return [error(where, f"“{text}” is not a criterion of this appraisal.", fix, code="weights.unknown_criterion")]


def _statements(
    speaker: Speaker, cells: list[_Cell], criteria: Sequence[Criterion], findings: list[Finding]
) -> Iterator[SaidWeight]:
    """Siblings are weighed against each other. Leaves weighed over the whole tree are brought to shares of their parent."""
    held = _with_parents(cells, criteria)
    siblings: dict[str, list[_Cell]] = {}
    for cell in held:
        siblings.setdefault(cell.criterion.parent, []).append(cell)
    for parent, own in siblings.items():
        wanted = [criterion for criterion in criteria if criterion.parent == parent]
        yield from _of_siblings(speaker, own, wanted, findings)


def _with_parents(cells: list[_Cell], criteria: Sequence[Criterion]) -> list[_Cell]:
    """A heading without a weight of its own gets the sum of what stands below it."""
    given = {cell.criterion.id: cell for cell in cells}
    for criterion in reversed(criteria):
        below = [given[c.id] for c in criteria if c.parent == criterion.id and c.id in given]
        if criterion.id not in given and below and not any(cell.amount.is_range for cell in below):
            total = Amount(sum((cell.amount.value for cell in below), Decimal(0)), below[0].amount.is_per_cent)
            given[criterion.id] = replace(below[0], criterion=criterion, amount=total)
    return [given[criterion.id] for criterion in criteria if criterion.id in given]


def _of_siblings(
    speaker: Speaker, cells: list[_Cell], wanted: Sequence[Criterion], findings: list[Finding]
) -> Iterator[SaidWeight]:
    figures = [cell.amount for cell in cells if not cell.amount.is_range]
    scale = _scale(cells)
    total = sum((amount.value * _by(amount, scale) for amount in figures), Decimal(0))
    largest = max((amount.value for amount in figures), default=Decimal(0))
    is_swing = largest == 100 and total > 101 and not any(amount.is_per_cent for amount in figures)
    missing = [criterion.title for criterion in wanted if criterion.id not in {cell.criterion.id for cell in cells}]
    findings += _about(cells, total, is_swing, missing)
    for cell in cells:
        amount = cell.amount
        if amount.is_range:
            least, most = (edge * _by(amount, scale) for edge in (amount.least, amount.most))
            yield SaidWeight(speaker, cell.criterion.id, StatementKind.INTERVAL, None, least, most, cell.where)
        elif is_swing:
            yield SaidWeight(speaker, cell.criterion.id, StatementKind.SWING, amount.value, where=cell.where)
        else:
            yield SaidWeight(
                speaker, cell.criterion.id, StatementKind.DIRECT, amount.value * _by(amount, scale), where=cell.where
            )


def _scale(cells: Sequence[_Cell]) -> Decimal:
    """100 where a whole set was written as 0.25 and the like, not as 25."""
    written = [edge for cell in cells if not cell.amount.is_per_cent for edge in (cell.amount.least, cell.amount.most)]
    return Decimal(100) if written and max(written) <= 1 else Decimal(1)


def _by(amount: Amount, scale: Decimal) -> Decimal:
    return Decimal(1) if amount.is_per_cent else scale


def _about(cells: list[_Cell], total: Decimal, is_swing: bool, missing: list[str]) -> Iterator[Finding]:
    where = replace(cells[0].where, item="")
    has_range = any(cell.amount.is_range for cell in cells)
    if is_swing:
        yield note(
            where,
            "The largest weight is 100 and together they are more: read as points for each swing.",
            "Write percentages that add to 100 if you meant shares.",
            code="weights.swing",
        )
    elif not has_range and not missing and abs(total - 100) > 1:
        yield warning(
            where,
            f"The weights add to {total.normalize():f}, not to 100.",
            "They are brought to 100 in the same proportions. Check that none is missing or mistyped.",
            code="weights.sum",
        )
    elif missing and not is_swing and total > 101:
        yield error(
            where,
            f"The weights add to {total.normalize():f} and {', '.join(missing)} has none yet.",
            "Bring them to 100, or give every criterion a weight.",
            code="weights.sum",
        )
    if missing:
        yield warning(
            where,
            f"There is no weight for {', '.join(missing)}.",
            "It stays open: anything that the others leave is possible.",
            code="weights.missing",
        )
