"""Other people's columns: one choice for each of ours, and what a mapping says in words, beside one of the same title."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from concordat.data.events.assistant import Proposal, mapping_content
from concordat.data.events.columns import all_columns, evidence_table
from concordat.data.events.mapping import MappingMistake, read_mapping
from concordat.data.events.moments import MONTH_FIRST
from concordat.domain.kernel.case import Document
from concordat.domain.kernel.tables import Column
from concordat.web.forms.meanwhile import Cell, Part, as_said
from concordat.web.forms.widgets import Select, TextInput

DAY, MONTH = "day", "month"
DAYS = ((DAY, "Day first, like 31/12/2026, or like 2026-12-31"), (MONTH, "Month first, like 12/31/2026"))
ZONES = (("Europe/London", "British local time"), ("UTC", "Universal time (UTC)"))


class ColumnsForm(forms.Form):
    """One choice for each of our columns, and one for each of their words that is not ours."""

    title = forms.CharField(
        label="Whose columns these are",
        widget=TextInput(),
        max_length=80,
        help_text="The name under which the mapping is offered at the next delivery",
    )
    dates = forms.ChoiceField(label="How days are written", widget=Select(), choices=DAYS, initial=DAY)
    time_zone = forms.ChoiceField(label="The times are in", widget=Select(), choices=ZONES, initial=ZONES[0][0])

    def __init__(self, proposal: Proposal, headings: Sequence[str], rows: Sequence[Sequence[str]], data: Any = None):
        super().__init__(data)
        self.proposal = proposal
        if proposal.dates:
            self.fields["dates"].initial = MONTH
            self.fields["dates"].help_text = "In these rows some days can be nothing else: please check"
        self.ours: dict[str, str] = {}
        self.words: dict[str, tuple[str, str]] = {}
        table = evidence_table(proposal.table)
        for column in table.columns:
            self._add_column(column, headings, rows)
        for name, words in proposal.words.items():
            column = table.column(name)
            for place, (theirs, near) in enumerate(words.items()):
                field = f"word-{name}-{place}"
                self.words[field] = name, theirs
                self.fields[field] = forms.ChoiceField(
                    label=f"{column.title}: their “{theirs}” means",
                    required=False,
                    widget=Select(),
                    initial=near,
                    help_text="A guess: please check" if near else "Nothing of ours is like it",
                    choices=[("", "Nothing: such rows wait in quarantine"), *((one, one) for one in column.choices)],
                )

    def _add_column(self, column: Column, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        found = self.proposal.heading_of(column.name)
        field = f"column-{column.name}"
        self.ours[field] = column.name
        self.fields[field] = forms.ChoiceField(
            label=column.title,
            required=column.required,
            widget=Select(),
            initial=found.heading if found else "",
            help_text=_how_sure(found, headings, rows) if found else column.meaning,
            choices=[("", "Not in the file"), *((heading, heading) for heading in headings if heading)],
        )

    def first(self) -> list[forms.BoundField]:
        """What was found, what is needed, and their words: the rest is seldom there."""
        return [self[name] for name in self.fields if name not in self._others()]

    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self._others()]

    def _others(self) -> list[str]:
        return [
            field
            for field, column in self.ours.items()
            if not self.proposal.heading_of(column) and not self.fields[field].required and field not in self.errors
        ]

    def content(self) -> dict[str, Any]:
        given = self.cleaned_data
        words: dict[str, dict[str, str]] = {}
        for field, (column, theirs) in self.words.items():
            words.setdefault(column, {})[theirs] = given[field]
        return mapping_content(
            table=self.proposal.table,
            title=given["title"],
            columns={ours: given[field] for field, ours in self.ours.items()},
            words=words,
            time_zone=given["time_zone"],
            dates=(self.proposal.dates or MONTH_FIRST) if given["dates"] == MONTH else (),
        )


def _how_sure(found: Any, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    sure = "Certain" if found.sure else f"Likely, {found.confidence:.0%} alike"
    place = list(headings).index(found.heading)
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    return f"{sure}: {found.why}." + (f" For example: {'; '.join(dict.fromkeys(cells))}." if cells else "")


def standing_mapping(content: Mapping[str, Any], stands: Document | None) -> list[Cell]:
    """A mapping is chosen as one thing: its columns and words belong together. `stands` is what is kept under its title."""
    if stands is None:
        return []
    now, typed = as_said([in_words(stands.content, stands.text)]), as_said([in_words(content)])
    part = Part("mapping", "The mapping", now, typed=typed)
    return [Cell(f"mapping~{stands.name}", f"There is a mapping “{stands.title}” already", (part,), stands)]


def in_words(content: Mapping[str, Any], text: str = "") -> str:
    """A line for each thing it says; its `text` where it does not read."""
    try:
        held = read_mapping(content)
    except MappingMistake:
        return text
    table = evidence_table(held.table)
    titles = {column.name: column.title for column in all_columns(table)}
    lines = [f"Whose columns these are: {content.get('title', '')}", f"What it holds: {table.title}"]
    lines += [f"The times are in: {dict(ZONES).get(held.time_zone, held.time_zone)}"]
    lines += [f"How days are written: {', '.join(held.dates)}"] if held.dates else []
    lines += ["Free text is kept"] if held.keep_free_text else []
    lines += [f"{titles[ours]} is their “{theirs}”" for ours, theirs in held.columns.items()]
    lines += [f"{titles[ours]} is always “{text}”" for ours, text in held.constants.items()]
    lines += [
        f"{titles[ours]}: their “{theirs}” means {meant}"
        for ours, words in held.values.items()
        for theirs, meant in words.items()
    ]
    lines += [
        f"{titles[ours]} only where the status is {' or '.join(when)}" for ours, when in held.blank_unless.items()
    ]
    lines += [f"{part.capitalize()}: {content[part]}" for part in ("source", "note") if content.get(part)]
    return "\n".join(lines)
