"""An answer read as its reader reads it: headings, tables by their headings, links, what is wrong."""

import re
from typing import Any

from lxml import html


class Page:
    def __init__(self, answer: Any) -> None:
        self.status = answer.status_code
        self.root = html.fromstring(answer.content.decode())
        self.main = self.root.get_element_by_id("main-content")

    @property
    def text(self) -> str:
        """All the words of the main part, with single spaces."""
        return said(self.main)

    @property
    def title(self) -> str:
        return said(self.root.find(".//title"))

    @property
    def heading(self) -> str:
        return said(self.main.find(".//h1"))

    @property
    def headings(self) -> list[str]:
        return [said(item) for item in self.main.iter("h2", "h3", "h4")]

    @property
    def links(self) -> dict[str, str]:
        """The address of each link of the main part, by its words."""
        return {said(item): item.get("href", "") for item in self.main.iter("a")}

    def table(self, *, holding: str) -> list[dict[str, str]]:
        """The rows of the first table with a column of that heading, each by the headings of its columns."""
        for table in self.main.iter("table"):
            heads = [said(item) for item in table.findall(".//thead//th")]
            if holding in heads:
                return [
                    dict(zip(heads, [said(cell) for cell in row], strict=True)) for row in table.findall(".//tbody/tr")
                ]
        raise AssertionError(f"No table with a column {holding!r}")

    @property
    def problems(self) -> dict[str, str]:
        """What the error summary says, and where each line leads."""
        return {
            said(item): item.get("href", "")
            for item in self.root.xpath("//*[contains(@class, 'govuk-error-summary')]//a")
        }

    def as_sent(self, *, holding: str, button: str = "") -> dict[str, list[str]]:
        """What a browser sends of the first form with a field of that name, and a button of that value, as it stands."""
        form = next(
            form
            for form in self.root.forms
            if holding in form.fields and (not button or form.xpath(".//button[@value=$value]", value=button))
        )
        sent: dict[str, list[str]] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        return {name: values for name, values in sent.items() if name != "csrfmiddlewaretoken"}

    def choices(self) -> list[dict[str, str]]:
        """For each place that somebody else changed: the names and values by which one's own and theirs are chosen."""
        found: dict[str, dict[str, str]] = {}
        for box in self.root.xpath("//input[@type='radio'][starts-with(@name, 'which~')]"):
            found.setdefault(box.get("name"), {"name": box.get("name")})[box.get("value").partition("@")[0]] = box.get(
                "value"
            )
        return list(found.values())

    def facts(self) -> dict[str, str]:
        """What a description list says."""
        return {said(item): said(item.getnext()) for item in self.main.iter("dt")}


def said(element: Any) -> str:
    return "" if element is None else re.sub(r"\s+", " ", element.text_content()).strip()
