"""The best set of groupings: proven best, or the best found with its bound and gap.

Where every group can be written down, one set partitioning is handed to HiGHS with all its columns. Where there are
too many, `column_generation` prices them.
"""

import time

from concordat.domain.sharing.choosing import Found, Progress, Tell, choose, quiet
from concordat.domain.sharing.column_generation import generate_and_search
from concordat.domain.sharing.columns import every_column, group_count
from concordat.domain.sharing.programme import Programme

MOST_GROUPS_AT_ONCE = 6_000  # over all services: above it columns are generated


def best_groupings(
    programme: Programme, *, gap: float = 0.001, seconds: float = 120.0, seed: int = 1, tell: Tell = quiet
) -> Found:
    """The best set of groupings to within `gap`, or the best found in `seconds`."""
    if group_count(programme) <= MOST_GROUPS_AT_ONCE:
        return _all_at_once(programme, gap=gap, seconds=seconds, tell=tell)
    return generate_and_search(programme, gap=gap, seconds=seconds, seed=seed, tell=tell)


def _all_at_once(programme: Programme, *, gap: float, seconds: float, tell: Tell) -> Found:
    begun = time.monotonic()
    columns = every_column(programme)
    tell(Progress(0.1, f"Comparing {len(columns)} ways of sharing a service"))
    found = choose(programme, columns, gap=gap, seconds=seconds)
    return Found(found.columns, found.value, found.bound, time.monotonic() - begun, tuple(columns))
