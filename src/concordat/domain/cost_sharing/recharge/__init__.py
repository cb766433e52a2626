"""The recharge of a shared cost: an agreed scheme turns yearly costs and counts into charges, a true-up and statements.

`charge_year` is the way in. Every pound of a statement goes back to its pool, its key and the count behind it. Money is
whole pence; shares are exact until the rounding the scheme names; every split adds up to what was split.
"""

from concordat.domain.cost_sharing.recharge.reading import read_scheme, scheme_from
from concordat.domain.cost_sharing.recharge.year import charge_year, years_in

__all__ = ["charge_year", "read_scheme", "scheme_from", "years_in"]
