"""Every option on every criterion at once: a choice and a reason for each cell of the screen."""

from typing import Any

from django import forms

from concordat.application.actions import RowGiven
from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.case import Case
from concordat.domain.options.inputs import Review
from concordat.web.forms.meanwhile import Cell, Part, as_said, standing
from concordat.web.forms.table_form import AUDIENCES
from concordat.web.forms.widgets import Radios

TABLE = "screen_marks"
_CHOICES = [("", "Not marked"), ("green", "Green"), ("amber", "Amber"), ("red", "Red")]


class MarksForm(forms.Form):
    """Fields ``mark-<option>/<criterion>`` and ``why-<option>/<criterion>`` for each cell that can be marked."""

    def __init__(self, *args: Any, review: Review, case: Case, organisation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        self.stands = standing(
            case, TABLE, of=lambda row: (str(row.get("option")), str(row.get("criterion"))), organisation=organisation
        )
        self.held = {key: row for key, row in self.stands.items() if not row.withdrawn}
        self.taken = {fact.id for fact in case.facts if fact.table == TABLE}
        for option in review.options:
            for criterion in review.criteria:
                if option.published and criterion.published:
                    self._add_cell(option.id, option.title, criterion.id, criterion.title)
        self.fields["audience"] = forms.ChoiceField(
            label="Who can see these marks", choices=AUDIENCES, widget=Radios(), initial="partners"
        )

    def _add_cell(self, option: str, option_title: str, criterion: str, criterion_title: str) -> None:
        held = self.held.get((option, criterion))
        said = f"{option_title}, {criterion_title}"
        mark, why = f"mark-{option}/{criterion}", f"why-{option}/{criterion}"
        self.fields[mark] = forms.ChoiceField(
            choices=_CHOICES,
            required=False,
            initial=str(held.get("mark", "")) if held else "",
            label=f"Mark: {said}",
        )
        self.fields[why] = forms.CharField(
            required=False,
            initial=str(held.get("reason", "")) if held else "",
            label=f"Reason: {said}",
        )

    @property
    def cells(self) -> list[Cell]:
        """What stands now: a mark goes with its reason."""
        return [self._stands(name.removeprefix("mark-")) for name in self.fields if name.startswith("mark-")]

    def _stands(self, key: str) -> Cell:
        mark, why = self.fields[f"mark-{key}"], self.fields[f"why-{key}"]
        option, _, criterion = key.partition("/")
        parts = (
            Part(f"mark-{key}", "Mark", as_said([mark.initial]), dict(_CHOICES)),
            Part(f"why-{key}", "Reason", as_said([why.initial])),
        )
        return Cell(key, str(mark.label).removeprefix("Mark: "), parts, self.stands.get((option, criterion)))

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each option with its cells, as the page shows them."""
        return [
            {"option": option, "cells": [self._cell(option.id, criterion.id) for criterion in self.review.criteria]}
            for option in self.review.options
        ]

    def _cell(self, option: str, criterion: str) -> dict[str, Any] | None:
        """The two fields of a cell as plain values: a screen has hundreds, and a widget of its own for each is slow."""
        name = f"mark-{option}/{criterion}"
        if name not in self.fields:
            return None
        return {"mark": self._plain(name), "why": self._plain(f"why-{option}/{criterion}"), "choices": _CHOICES}

    def _plain(self, name: str) -> dict[str, Any]:
        field = self.fields[name]
        value = self.data.get(name, "") if self.is_bound else field.initial
        return {"name": name, "label": field.label, "value": value, "error": next(iter(self.errors.get(name, ())), "")}

    def clean(self) -> dict[str, Any]:
        """A reason without a mark says nothing; a red without a reason drops an option and nobody knows why."""
        given: dict[str, Any] = super().clean() or {}
        for name in [name for name in self.fields if name.startswith("mark-")]:
            mark, why = given.get(name, ""), given.get(name.replace("mark-", "why-", 1), "")
            about = str(self.fields[name].label).removeprefix("Mark: ")
            if why and not mark:
                self.add_error(name, f"Choose a mark for {about}, or take the reason out")
            if mark == "red" and not why:
                self.add_error(name.replace("mark-", "why-", 1), f"Say why {about} is red: one red drops the option")
        return given

    def rows(self) -> list[RowGiven]:
        """A row for each cell that differs from what is held; a mark taken back is a row withdrawn."""
        audience = Audience.from_text(self.cleaned_data["audience"])
        found = []
        for name in [name for name in self.fields if name.startswith("mark-")]:
            option, criterion = name.removeprefix("mark-").split("/")
            row = self._row(option, criterion, audience)
            if row is not None:
                found.append(row)
        return found

    def _row(self, option: str, criterion: str, audience: Audience) -> RowGiven | None:
        mark = self.cleaned_data[f"mark-{option}/{criterion}"] or None
        why = self.cleaned_data[f"why-{option}/{criterion}"].strip() or None
        held = self.held.get((option, criterion))
        if (mark, why) == ((held.get("mark"), held.get("reason")) if held else (None, None)):
            return None
        if mark is None and held is not None:
            return RowGiven(held.id, {}, held.source, held.illustrative, withdrawn=True)
        values = dict(held.values) if held is not None else {"option": option, "criterion": criterion}
        id = held.id if held is not None else self._free(f"{option}-{criterion}")
        source, illustrative = (held.source, held.illustrative) if held is not None else ("", False)
        return RowGiven(id, {**values, "mark": mark, "reason": why}, source, illustrative, audience)

    def _free(self, base: str) -> str:
        """Others may hold a mark under the name: nobody writes under another organisation's."""
        names = (base, *(f"{base}-{number}" for number in range(2, len(self.taken) + 3)))
        return next(name for name in names if name not in self.taken)
