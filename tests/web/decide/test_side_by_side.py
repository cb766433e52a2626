import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_the_three_models_stand_beside_each_other_on_every_driver(sign_in: SignIn) -> None:
    """Herefordshire Council, Service Delivery Review, Phase 2 report, 2008, Tables 1 and 2: 17 drivers of benefit."""
    page = Page(sign_in().get("/partnerships/herefordshire-2008/decide/side-by-side/"))
    rows = page.table(holding="Driver")
    assert len(rows) == 17
    assert list(rows[0]) == ["Driver", "Improved BAU", "Managing agent", "Integrated services"]
    assert rows[-1]["Improved BAU"] == "Nothing said" or all(rows[-1].values())


def test_what_speaks_for_and_against_stands_apart(sign_in: SignIn) -> None:
    page = Page(sign_in().get("/partnerships/herefordshire-2008/decide/side-by-side/"))
    first = page.main.xpath(".//section[h3='Improved business as usual']")[0]
    pro, con = first.xpath(".//ul")
    assert "Needs little renegotiation" in pro.text_content()
    assert "fall short of the aim" in con.text_content()
