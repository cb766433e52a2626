"""Who pays what: a fair split of a shared cost, and the recharge that carries it out to the penny.

A *cost game* says what every group of councils would pay on its own. A *split* gives each council its part of the
whole cost; beside it stands who would do better alone. A *recharge scheme* is the agreed document that turns yearly
costs and counts into charges, a true-up and statements. Money is whole pence; exact shares are `Fraction`s until the
one rounding, which is by largest remainder, so that the parts always add up to the whole.
"""
