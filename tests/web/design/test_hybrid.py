import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_each_feature_says_where_it_was_harvested(sign_in: SignIn) -> None:
    """The Herefordshire model, features from Bedfordshire, North Lanarkshire and Cumbria (Phase 2 report, paras 39, 84)."""
    rows = Page(sign_in().get("/partnerships/herefordshire-2008/design/hybrid/")).table(holding="Taken")
    origins = {row["Feature"]: row["From"] for row in rows}
    assert "Bedfordshire" in origins["Watchman"]
    assert "Cumbria" in origins["Local area partnerships"]
    assert any("North Lanarkshire" in origin for origin in origins.values())


def test_a_feature_of_a_dropped_option_says_so(sign_in: SignIn) -> None:
    page = Page(sign_in(organisation="aldermoor").get("/partnerships/eighteen-options/design/hybrid/"))
    rangers = next(row for row in page.table(holding="Taken") if row["Feature"] == "Parish rangers")
    assert "An option that was dropped" in rangers["From"]
