"""What a partner pays when it leaves: its part of costs that do not end with it, notice not given, less its reserve."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from concordat.domain.cost_sharing.inputs import round_half_away
from concordat.domain.cost_sharing.keys import shares_by
from concordat.domain.cost_sharing.recharge.inputs import Scheme, Shares
from concordat.domain.cost_sharing.recharge.results import YearOfRecharge
from concordat.domain.cost_sharing.recharge.shares import number
from concordat.domain.kernel.money import format_pounds


@dataclass(frozen=True, slots=True)
class ExitLine:
    title: str
    pence: int
    workings: str


@dataclass(frozen=True)
class ExitSum:
    """`total` is what the leaver pays (below nought: is paid); `after` are the others' shares once it has gone."""

    partner: str
    lines: tuple[ExitLine, ...]
    share: Fraction
    after: Shares

    @property
    def total(self) -> int:
        return sum(line.pence for line in self.lines)


def exit_sum(
    found: YearOfRecharge, *, partner: str, given: date | None = None, effective: date | None = None
) -> ExitSum:
    """By the scheme's exit items and notice, on the leaver's share of the year's charges to partners.

    With no dates the notice given in the scheme is used; with none there, full notice is taken as given.
    Raises `LookupError` where the organisation is no partner.
    """
    scheme = found.scheme
    if partner not in scheme.partners:
        raise LookupError(f"{partner} is not a partner of this scheme.")
    charged = {name: max(0, _shared(found, name)) for name in scheme.partners}
    share = dict(zip(charged, shares_by(list(charged.values())), strict=True))[partner]
    lines = [_item(title, pence, whole, taper, share) for title, pence, whole, taper in _items(scheme)]
    short = _months_short(scheme, partner, given, effective)
    if short:
        pence = round_half_away(Fraction(charged[partner] * short, 12))
        lines.append(
            ExitLine("Notice not given", pence, f"{short} months short, at {format_pounds(charged[partner])} a year")
        )
    reserve = found.reserve.closing if found.reserve is not None else scheme.reserve.opening if scheme.reserve else 0
    if reserve:
        pence = -round_half_away(share * reserve)
        lines.append(
            ExitLine(
                "Its part of the reserve", pence, f"{number(share * 100)}% of {format_pounds(reserve)}, given back"
            )
        )
    rest = {name: pence for name, pence in charged.items() if name != partner}
    after = dict(zip(rest, shares_by(list(rest.values())), strict=True)) if sum(rest.values()) else {}
    return ExitSum(partner, tuple(lines), share, after)


def _shared(found: YearOfRecharge, partner: str) -> int:
    """Without what the council retains: that goes with it."""
    return sum(charge.charged.get(partner, 0) for charge in found.charges if not charge.shares.pool.is_retained)


def _items(scheme: Scheme) -> list[tuple[str, int, bool, tuple[Fraction, ...]]]:
    return [(item.title, item.pence, item.whole, item.taper) for item in scheme.exit_items]


def _item(title: str, pence: int, whole: bool, taper: tuple[Fraction, ...], share: Fraction) -> ExitLine:
    part = Fraction(1) if whole else share
    due = round_half_away(pence * part * sum(taper, Fraction(0)))
    years = (
        ""
        if len(taper) == 1 and taper[0] == 1
        else f", {' then '.join(f'{number(step * 100)}%' for step in taper)} over {len(taper)} years"
    )
    of = "all of" if whole else f"{number(part * 100)}% of"
    return ExitLine(title, due, f"{of} {format_pounds(pence)}{years}")


def _months_short(scheme: Scheme, partner: str, given: date | None, effective: date | None) -> int:
    if given is None or effective is None:
        notice = next((n for n in scheme.notices if n.partner == partner and not n.pool), None)
        if notice is None:
            return 0
        given, effective = notice.given, notice.effective
    return max(0, (scheme.notice_months or 0) - whole_months(given, effective))


def whole_months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months
