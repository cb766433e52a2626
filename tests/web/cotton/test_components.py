"""The components as their reader and a screen reader meet them."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import engines
from lxml import html

from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.findings import NOWHERE, Where, error, note
from concordat.presentation.charts import Chart
from tests.web.reading import said


def render(source: str, **context: Any) -> Any:
    """A piece of a page as elements. The cotton compiler turns the tags into components, as it does for a file."""
    from django_cotton.compiler_regex import CottonCompiler

    compiled = CottonCompiler().process(source)
    return html.fromstring("<div>" + engines["django"].from_string(compiled).render(context) + "</div>")


@pytest.mark.parametrize(("word", "shape"), [("green", "circle"), ("amber", "path"), ("red", "path")])
def test_a_mark_says_its_word_and_has_a_shape_that_is_not_read_out(word: str, shape: str) -> None:
    mark = render(f'<c-mark word="{word}" />')
    assert said(mark) == word.capitalize()
    [picture] = mark.iter("svg")
    assert picture.get("aria-hidden") == "true"
    assert picture[0].tag == shape


def test_the_three_shapes_differ_so_that_colour_alone_says_nothing() -> None:
    shapes = {
        html.tostring(next(render(f'<c-mark word="{word}" />').iter("svg"))[0]) for word in ("green", "amber", "red")
    }
    assert len(shapes) == 3


@pytest.mark.parametrize("word", ["not marked", "not published"])
def test_a_missing_mark_is_no_colour(word: str) -> None:
    mark = render(f'<c-mark word="{word}" />')
    assert said(mark) == word.capitalize()
    assert "c-mark--missing" in mark[0].get("class")


def test_a_small_mark_still_says_which_criterion_it_is_on() -> None:
    assert said(render('<c-mark word="red" criterion="Lawful" />')) == "Lawful: red"


def test_what_is_made_up_says_whether_all_or_a_part() -> None:
    assert said(render("<c-illustrative />")) == "Illustrative"
    assert said(render('<c-illustrative when="some" />')) == "Partly illustrative"
    assert said(render('<c-title made_up="">Savings</c-title>')) == "Savings"
    assert said(render('<c-title made_up="some">Savings</c-title>')) == "Savings Partly illustrative"
    assert "was made up" in said(render('<c-title made_up="all">Savings</c-title>'))


def test_a_figure_that_opens_says_so_to_a_screen_reader() -> None:
    opened = render('<c-figure href="/where/">£60,000</c-figure>')
    assert opened[0].get("href") == "/where/"
    assert said(opened).startswith("£60,000")
    assert "where this figure comes from" in said(opened)


def test_findings_stand_with_their_mend_and_their_place_in_a_file() -> None:
    found = [
        error(Where("lines.xlsx", "Lines", 7, "Low"), "“abc” is no amount.", "Enter pounds."),
        note(NOWHERE, "All is well."),
    ]
    page = render('<c-findings :findings="findings" />', findings=found)
    assert [said(item) for item in page.iter("dt")] == ["Error", "Note"]
    first, second = [said(item) for item in page.iter("dd")]
    assert first == "lines.xlsx, Lines, row 7, column Low: “abc” is no amount. Enter pounds."
    assert second == "All is well."
    assert said(render('<c-findings :findings="findings" />', findings=[])) == ""


def test_a_wide_table_scrolls_in_a_named_region_that_a_keyboard_reaches() -> None:
    region = render('<c-scroll label="Marks"><table></table></c-scroll>')[0]
    assert (region.get("role"), region.get("aria-label"), region.get("tabindex")) == ("region", "Marks", "0")


def test_a_chart_has_its_picture_words_and_table() -> None:
    chart = Chart(
        {"data": {"values": [{"x": 1}]}, "mark": "point", "encoding": {"x": {"field": "x", "type": "quantitative"}}},
        "Savings",
        "One point.",
        ("Option", "Low"),
        (("Alone", "£1"),),
        illustrative=True,
    )
    figure = render('<c-chart :chart="chart" id="s" />', chart=chart)[0]
    assert said(figure.find(".//figcaption")) == "Savings Illustrative"
    assert figure.get("aria-labelledby") == figure.find(".//figcaption").get("id")
    assert figure.xpath(".//*[@role='img']")[0].get("aria-label") == "One point."
    assert [said(cell) for cell in figure.findall(".//tbody/tr/*")] == ["Alone", "£1"]


class _Form(forms.Form):
    name = forms.CharField(label="Name", error_messages={"required": "Enter the name"})
    agreed = forms.ChoiceField(choices=[("yes", "Yes")], widget=forms.RadioSelect(), error_messages={"required": "Say"})


def test_the_error_summary_leads_to_each_field() -> None:
    page = render('<c-form-errors :form="form" />', form=_Form({}))
    assert said(next(page.iter("h2"))) == "There is a problem"
    assert {said(link): link.get("href") for link in page.iter("a")} == {
        "Enter the name": "#id_name",
        "Say": "#id_agreed_0",
    }
    assert page.xpath(".//*[@role='alert']")
    assert said(render('<c-form-errors :form="form" />', form=_Form())) == ""


def test_who_can_see_it_names_the_owner() -> None:
    words = said(render('<c-who :audience="a" owner="northmoor" />', a=Audience.from_text("organisation")))
    assert words == "Who can see this: Only people acting for Northmoor."


def test_a_button_that_leads_somewhere_is_a_link_and_one_that_acts_is_a_button() -> None:
    assert render('<c-button href="/there/">Go</c-button>')[0].tag == "a"
    assert render("<c-button>Save</c-button>")[0].get("type") == "submit"


def test_a_money_column_reads_in_pounds_and_a_choice_with_a_capital() -> None:
    from concordat.data.files import load_catalogue

    lines = load_catalogue()["case_lines"]
    assert said(render("{{ v|said:c }}", v=6_000_000, c=lines.column("high"))) == "£60,000"
    assert said(render("{{ v|said:c }}", v="saving", c=lines.column("kind"))) == "Saving"
    assert said(render("{{ v|said:c }}", v=Decimal("0.15"), c=lines.column("share_low"))) == "15%"
    assert said(render("{{ v|said:c }}", v=None, c=lines.column("high"))) == ""


def test_findings_of_one_wording_are_told_once_and_a_long_list_is_folded() -> None:
    found = [error(NOWHERE, f"Fault {at}.", "Mend it.") for at in range(12) for _ in range(2)]
    page = render('<c-findings :findings="findings" />', findings=found)
    assert len(page.xpath(".//section/dl/div")) == 8
    assert said(page.xpath(".//summary")[0]) == "4 more"
    assert len(page.xpath(".//details//dl/div")) == 4
    assert said(page).count("(2 times)") == 12
    few = render('<c-findings :findings="findings" />', findings=found[:20])
    assert not few.xpath(".//details")


def test_a_picture_is_there_for_a_desk_and_for_a_telephone() -> None:
    chart = Chart(
        spec={
            "data": {"values": [{"what": "A", "pounds": 1}]},
            "mark": "bar",
            "width": 400,
            "encoding": {"x": {"field": "pounds", "type": "quantitative"}, "y": {"field": "what", "type": "nominal"}},
        },
        caption="Pounds",
        text_alternative="A is 1.",
        headings=("What", "Pounds"),
        rows=(("A", "1"),),
    )
    page = render('<c-chart :chart="chart" />', chart=chart)
    assert [div.get("class") for div in page.xpath(".//figure/div")] == ["c-chart__wide", "c-chart__slim"]
    assert [one.get("aria-label") for one in page.xpath(".//*[@role='img']")] == ["A is 1.", "A is 1."]


class Amounts(forms.Form):
    low = forms.IntegerField(label="Low (optional)", required=False)
    high = forms.IntegerField(label="High")
    name = forms.CharField(label="Name")


def test_a_message_that_several_fields_share_names_its_field() -> None:
    page = render('<c-form_errors :form="form" />', form=Amounts({"low": "abc", "high": "abc", "name": ""}))
    links = {link.get("href"): said(link) for link in page.xpath(".//a")}
    assert links["#id_low"] == "Low: Enter a whole number."
    assert links["#id_high"] == "High: Enter a whole number."
    assert links["#id_name"] == "This field is required."


def test_a_finding_of_the_bench_stands_beside_its_rule_or_the_place_it_names() -> None:
    rows = [
        (error(NOWHERE, "A cliff.", "Pay pro rata."), "Fly-tips", "fly-tips"),
        (note(NOWHERE, "It costs nothing.", "Give it points."), "grounds", ""),
        (note(NOWHERE, "Gaming pays.", "Close it."), "", ""),
    ]
    told = render('<c-rule_findings :rows="rows" rules="/run/mechanism/" />', rows=rows)
    assert [link.get("href") for link in told.iter("a")] == ["/run/mechanism/#fly-tips"]
    assert [said(one) for one in told.iter("dd")] == [
        "A cliff. Pay pro rata. Rule: Fly-tips",
        "It costs nothing. Give it points. Place: Grounds",
        "Gaming pays. Close it.",
    ]
