"""What every test has. Django is imported only where it is installed: the library's own tests run without it."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
REAL_DATA = ROOT.parent / "shared" / "data"

# The same examples every time: a build does not fail by luck. `make slow` looks further.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


@pytest.fixture
def real_data() -> Path:
    """The folder of real public data files; the test skips, saying so, where it is absent."""
    if not REAL_DATA.is_dir():
        pytest.skip("The real data files are not beside this project.")
    return REAL_DATA


if find_spec("django") is not None:
    from tests.people import table  # noqa: F401  a fixture: one partnership with its people
