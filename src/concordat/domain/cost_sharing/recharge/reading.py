"""A scheme read from its document (kind ``recharge_scheme``); every problem is a finding that says how to mend it.

``docs/methods/recharge.md`` shows a whole scheme. Shares are written as per cents (``"63%"``), money in pounds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, TypeVar

from concordat.domain.cost_sharing.reading_given import read_share
from concordat.domain.cost_sharing.recharge.inputs import (
    Basis,
    ClientPrice,
    Dampening,
    ExitItem,
    Key,
    KeyChange,
    Notice,
    Pool,
    ReserveRule,
    Scheme,
    Shares,
    StatedShares,
)
from concordat.domain.kernel.case import Document
from concordat.domain.kernel.findings import Finding, Where, error, has_errors
from concordat.domain.kernel.money import NotMoney, pence_from_pounds
from concordat.domain.kernel.periods import FinancialYear

KIND = "recharge_scheme"
SHARE_PARTS = {"whole per cents": 100, "tenths of a per cent": 1000, "exact": None}
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class SchemeRead:
    """The scheme, or None where an error keeps it from being used."""

    scheme: Scheme | None
    findings: tuple[Finding, ...]


def scheme_from(document: Document) -> SchemeRead:
    return read_scheme(document.content, name=document.name, document=document)


def read_scheme(content: Mapping[str, Any], *, name: str, document: Document | None = None) -> SchemeRead:
    reader = _Reader(content, name)
    scheme = reader.read(document)
    return SchemeRead(None if has_errors(reader.findings) else scheme, tuple(reader.findings))


class _Reader:
    """Keeps every finding, so that nobody mends one mistake only to meet the next."""

    def __init__(self, content: Mapping[str, Any], name: str) -> None:
        self.content, self.name = content, name
        self.findings: list[Finding] = []
        self.partners: tuple[str, ...] = tuple(str(item.get("id", "")) for item in content.get("partner", ()))
        self.pool_ids = {str(item.get("id", "")) for item in content.get("pool", ())}
        self.key_ids = {str(item.get("id", "")) for item in content.get("key", ())}

    def wrong(self, place: str, message: str, fix: str, code: str) -> None:
        self.findings.append(error(Where(file=self.name, item=place), message, fix, code=f"scheme.{code}"))

    def read(self, document: Document | None) -> Scheme:
        content = self.content
        self._check_partners()
        named = [*content.get("partner", ()), *content.get("client", ())]
        lead = str(content.get("lead") or (self.partners[0] if self.partners else ""))
        return Scheme(
            name=self.name,
            title=str(content.get("title", self.name)),
            lead=lead,
            partners=self.partners,
            names={str(item.get("id")): str(item.get("name", item.get("id"))) for item in named},
            keys={key.id: key for key in self._each("key", self._key)},
            pools=tuple(self._each("pool", self._pool)),
            estimates=tuple(self._each("estimate", self._stated)),
            overrides=tuple(self._each("override", self._override)),
            changes=tuple(self._each("change_of_key", self._change)),
            prices=tuple(self._each("client_price", self._price)),
            notices=tuple(self._each("notice", self._notice)),
            exit_items=tuple(self._each("exit", self._exit_item)),
            tolerance=self._number(content.get("tolerance_points"), "tolerance_points"),
            share_parts=self._share_parts(),
            instalments=max(1, int(content.get("instalments", 1))),
            notice_months=int(content["notice_months"]) if "notice_months" in content else None,
            use_may_fall=self._share(content["use_may_fall"], "use_may_fall") if "use_may_fall" in content else None,
            reserve=self._reserve(),
            dampening=self._dampening(),
            source=str(content.get("source", "")),
            document=document,
        )

    def _each(self, name: str, read: Callable[[Mapping[str, Any]], Thing | None]) -> list[Thing]:
        found = [read(item) for item in self.content.get(name, ())]
        return [item for item in found if item is not None]

    def _check_partners(self) -> None:
        if len(self.partners) < 2:
            self.wrong(
                "partner",
                "A scheme needs two partners or more.",
                "Add a [[partner]] with id and name for each.",
                "partners",
            )
        for id in {id for id in self.partners if self.partners.count(id) > 1}:
            self.wrong(id, f"The partner {id} stands there twice.", "Keep one [[partner]] for each.", "partner_twice")

    def _share_parts(self) -> int | None:
        said = str(self.content.get("shares_in", "exact"))
        if said not in SHARE_PARTS:
            self.wrong(
                "shares_in",
                f"“{said}” is not a way to round shares.",
                f"Use one of: {', '.join(SHARE_PARTS)}.",
                "shares_in",
            )
        return SHARE_PARTS.get(said)

    def _number(self, given: Any, place: str) -> Fraction | None:
        if given is None:
            return None
        try:
            return Fraction(Decimal(str(given)))
        except InvalidOperation:
            self.wrong(place, f"“{given}” is not a number.", "Write it in figures.", "number")
            return None

    def _share(self, given: Any, place: str) -> Fraction:
        share = read_share(given)
        if share is None:
            self.wrong(place, f"“{given}” is not a per cent.", 'Write it like "70%".', "share")
            return Fraction(0)
        return share

    def _pence(self, given: Any, place: str) -> int:
        try:
            return pence_from_pounds(str(given))
        except NotMoney as problem:
            self.wrong(place, str(problem), "Write pounds, for instance 412300.00.", "money")
            return 0

    def _year(self, given: Any, place: str) -> FinancialYear | None:
        try:
            return FinancialYear.from_text(str(given))
        except ValueError as problem:
            self.wrong(place, str(problem), 'Write year = "2022/23".', "year")
            return None

    def _shares(self, given: Any, place: str, among: tuple[str, ...]) -> Shares:
        if not isinstance(given, Mapping) or not given:
            self.wrong(place, "No shares are given.", 'Write shares = { first = "63%", second = "37%" }.', "no_shares")
            return {}
        for unknown in [name for name in given if name not in among]:
            self.wrong(
                place, f"“{unknown}” is not a partner in this pool.", f"Use {', '.join(among)}.", "unknown_partner"
            )
        found = {partner: self._share(given.get(partner, 0), place) for partner in among}
        total = sum(found.values(), Fraction(0)) * 100
        if any(share < 0 for share in found.values()):
            self.wrong(
                place,
                "A share is below nought.",
                "Shares are 0% or more; give money back as a credit.",
                "negative_share",
            )
        elif total != 100:
            points = float(abs(total - 100))
            self.wrong(
                place,
                f"The shares add up to {float(total):g}%.",
                f"Change them so that they add up to 100%: they are {points:g} {'point' if points == 1 else 'points'} too "
                f"{'high' if total > 100 else 'low'}.",
                "not_hundred",
            )
        return found

    def _key(self, item: Mapping[str, Any]) -> Key | None:
        id = str(item.get("id", ""))
        title, unit = str(item.get("title", id)), str(item.get("unit", ""))
        if item.get("equal"):
            return Key(id, title, Basis.EQUAL, unit=unit)
        if "shares" in item:
            return Key(id, title, Basis.FIXED, shares=self._shares(item["shares"], id, self.partners), unit=unit)
        drivers = item.get("drivers") or ({str(item["driver"]): 1} if "driver" in item else {})
        if not drivers:
            self.wrong(
                id,
                f"The key {title} has no driver, no shares and is not equal.",
                'Write driver = "calls", shares = { … } or equal = true.',
                "empty_key",
            )
            return None
        weights = {str(name): self._number(weight, id) or Fraction(0) for name, weight in dict(drivers).items()}
        if any(weight < 0 for weight in weights.values()):
            self.wrong(id, "A driver's weight is below nought.", "Weights are nought or more.", "negative_weight")
        return Key(id, title, Basis.DRIVER, weights, unit=unit)

    def _pool(self, item: Mapping[str, Any]) -> Pool | None:
        id = str(item.get("id", ""))
        title, retained = str(item.get("title", id)), str(item.get("retained_by", ""))
        partners = (retained,) if retained else tuple(str(name) for name in item.get("partners", self.partners))
        for unknown in [name for name in partners if name not in self.partners]:
            self.wrong(
                id,
                f"“{unknown}” shares {title} and is not a partner.",
                "Add it as a [[partner]] or take it out.",
                "unknown_partner",
            )
        if len(set(partners)) != len(partners):
            self.wrong(id, f"A council stands twice among those who share {title}.", "Name each once.", "partner_twice")
        key, fixed_key = str(item.get("key", "")), str(item.get("fixed_key", ""))
        for name in [name for name in (key, fixed_key) if name and name not in self.key_ids]:
            self.wrong(
                id,
                f"{title} goes by a key “{name}” that the scheme does not have.",
                f"Use one of: {', '.join(sorted(self.key_ids))}; or add a [[key]].",
                "unknown_key",
            )
        if not retained and not key:
            self.wrong(
                id,
                f"{title} has no key.",
                'Write key = "…", or retained_by = "…" where one council meets all of it.',
                "no_key",
            )
        if item.get("fixed_part") and not fixed_key:
            self.wrong(
                id,
                f"{title} has a fixed part and no key for it.",
                'Write fixed_key = "…", a key of agreed per cents.',
                "no_key",
            )
        fixed = self._share(item["fixed_part"], id) if "fixed_part" in item else Fraction(0)
        return Pool(id, title, key, partners, str(item.get("service", "")), retained, fixed, fixed_key)

    def _sharers(self, pool: str) -> tuple[str, ...]:
        pools: list[Mapping[str, Any]] = list(self.content.get("pool", ()))
        item: Mapping[str, Any] = next((item for item in pools if str(item.get("id")) == pool), {})
        return tuple(str(name) for name in item.get("partners", self.partners))

    def _known_pool(self, item: Mapping[str, Any], what: str) -> str | None:
        pool = str(item.get("pool", ""))
        if pool in self.pool_ids:
            return pool
        self.wrong(
            pool or what,
            f"{what} names a pool “{pool}” that the scheme does not have.",
            f"Use one of: {', '.join(sorted(self.pool_ids))}.",
            "unknown_pool",
        )
        return None

    def _stated(self, item: Mapping[str, Any], what: str = "An estimate") -> StatedShares | None:
        pool = self._known_pool(item, what)
        if pool is None:
            return None
        year = self._year(item.get("year"), pool)
        shares = self._shares(item.get("shares"), f"{pool} {item.get('year', '')}".strip(), self._sharers(pool))
        if year is None:
            return None
        return StatedShares(
            pool, year, shares, bool(item.get("inferred", False)), str(item.get("reason", "")), str(item.get("decided_by", "")), str(item.get("source", ""))
        )  # fmt: skip

    def _override(self, item: Mapping[str, Any]) -> StatedShares | None:
        stated = self._stated(item, "An override")
        if stated is not None and not stated.reason:
            self.wrong(
                stated.pool,
                "An override has no reason.",
                "Say why the count was set aside: reason = “…”.",
                "override_reason",
            )
        return stated

    def _change(self, item: Mapping[str, Any]) -> KeyChange | None:
        pool = self._known_pool(item, "A change of key")
        start = item.get("from")
        if pool is None or not isinstance(start, date):
            if pool is not None:
                self.wrong(pool, "A change of key has no day.", "Write from = 2022-10-03.", "change_date")
            return None
        before = self._shares(item.get("before"), pool, self._sharers(pool))
        return KeyChange(pool, start, before, str(item.get("reason", "")), str(item.get("source", "")))

    def _price(self, item: Mapping[str, Any]) -> ClientPrice | None:
        pool, council = self._known_pool(item, "A client's price"), str(item.get("council", ""))
        if pool is None:
            return None
        if council in self.partners:
            self.wrong(
                council,
                f"{council} is a partner and has a client's price.",
                "A partner pays its share; take out the price, or make it a [[client]].",
                "partner_is_client",
            )
        if "driver" not in item or ("price" not in item and not item.get("full_cost")):
            self.wrong(
                council,
                "A client's price has no driver, or neither a price nor full_cost.",
                'Write driver = "…" and price = 60.00, or full_cost = true.',
                "price",
            )
            return None
        return ClientPrice(
            council,
            pool,
            str(item["driver"]),
            self._pence(item["price"], council) if "price" in item else None,
            self._share(item.get("overhead", 0), council),
            self._share(item.get("margin", 0), council),
            bool(item.get("ring_fenced", False)),
            str(item.get("title", "")),
        )

    def _notice(self, item: Mapping[str, Any]) -> Notice | None:
        partner, given, effective = str(item.get("partner", "")), item.get("given"), item.get("effective")
        if not isinstance(given, date) or not isinstance(effective, date):
            self.wrong(
                partner or "notice",
                "A notice needs the day it was given and the day it takes effect.",
                "Write given = 2026-03-31 and effective = 2027-03-31.",
                "notice_date",
            )
            return None
        return Notice(partner, given, effective, str(item.get("pool", "")))

    def _exit_item(self, item: Mapping[str, Any]) -> ExitItem | None:
        title = str(item.get("title", "exit"))
        taper = tuple(self._share(step, title) for step in item.get("taper", ["100%"]))
        return ExitItem(title, self._pence(item.get("amount", ""), title), bool(item.get("whole", False)), taper)

    def _reserve(self) -> ReserveRule | None:
        given = self.content.get("reserve")
        if not given:
            return None
        return ReserveRule(self._pence(given.get("opening", 0), "reserve"), self._share(given.get("cap", 0), "reserve"))

    def _dampening(self) -> Dampening | None:
        given = self.content.get("dampening")
        if not given:
            return None
        amounts = {
            name: {
                str(partner): self._pence(value, f"dampening {partner}")
                for partner, value in dict(given.get(name, {})).items()
            }
            for name in ("most", "last_year")
        }
        rise = self._share(given["rise"], "dampening") if "rise" in given else None
        fall = self._share(given["fall"], "dampening") if "fall" in given else None
        if (rise is not None or fall is not None) and not amounts["last_year"]:
            self.wrong(
                "dampening",
                "A rise or fall is limited, and last year's charges are not there.",
                "Write last_year = { … } in pounds.",
                "dampening",
            )
        return Dampening(amounts["most"], amounts["last_year"], rise, fall)
