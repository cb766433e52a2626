"""A form for one row of any table, from its definition. It reads with `kernel.cells.read_cell`, as CSV and Excel do."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from concordat.data.files import load_catalogue
from concordat.domain.kernel.audience import Audience, may_have, usual_audience
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.references import Known, known_rows, named_in, unknown_names, what_is_wrong
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition, Value
from concordat.web.forms import widgets
from concordat.web.who_sees import audience_in_words

AUDIENCES = (
    ("mine", "Only me"),
    ("organisation", "My organisation"),
    ("partners", "Every partner"),
    ("partners-and-contractor", "Every partner and the contractor"),
    ("public", "Everybody"),
)

_LAST = {"source", "illustrative", "audience", "id"}
_HIDDEN = {"on"}


class CellField(forms.CharField):
    """One column of a table: text as typed, read and checked by the column's type."""

    def __init__(self, column: Column, widget: forms.Widget) -> None:
        super().__init__(
            label=column.title, required=column.required, help_text=_hint(column), widget=widget, strip=False
        )
        self.column = column

    def clean(self, value: Any) -> Value:
        given = "; ".join(value) if isinstance(value, list) else value
        read = read_cell(given, self.column)
        if not read.is_good:
            problem = next(problem for problem in read.problems if problem.is_error)
            raise forms.ValidationError(f"{problem.message} {problem.fix}")
        return read.value


class PublishForm(forms.Form):
    audience = forms.ChoiceField(
        label="Who is to see it from now on",
        choices=[choice for choice in AUDIENCES if choice[0] not in {"mine", "organisation"}],
        widget=widgets.Radios(),
        error_messages={"required": "Choose who is to see it"},
    )

    @property
    def audience_chosen(self) -> Audience:
        return Audience.from_text(self.cleaned_data["audience"])


class TableForm(forms.Form):
    """Fields: the table's columns, then source, illustrative and who can see it; for a new row its identifier too.

    `organisations` are those at the table, by identifier: they can be named without a row of their own.
    """

    def __init__(
        self,
        *args: Any,
        table: TableDefinition,
        case: Case,
        row: Fact | None = None,
        organisations: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.case, self.row = table, case, row
        self.known = known_rows(case, load_catalogue(), organisations=organisations)
        for column in table.columns:
            held = named_in(row.values.get(column.name)) if row is not None else ()
            self.fields[f"v-{column.name}"] = CellField(column, _widget(column, self.known, held))
        self.fields["source"] = forms.CharField(
            label="Source",
            required=False,
            widget=widgets.TextInput(),
            help_text="Where it was published, or who said so",
        )
        self.fields["illustrative"] = forms.BooleanField(
            label="", required=False, widget=widgets.Checkbox(attrs={"label": "Illustrative: made up to fill a gap"})
        )
        choices = [choice for choice in AUDIENCES if may_have(table.name, Audience.from_text(choice[0]))]
        if row is not None and str(row.audience) not in dict(AUDIENCES):
            choices.append((str(row.audience), audience_in_words(row.audience, row.organisation)))
        self.fields["audience"] = forms.ChoiceField(label="Who can see this", choices=choices, widget=widgets.Radios())
        if row is not None:
            self.fields["on"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        if row is None:
            self.fields["id"] = forms.CharField(
                label="Identifier",
                required=False,
                widget=widgets.TextInput(width="govuk-input--width-20"),
                help_text="A short name that does not change. Leave it empty and we make one",
            )
        if not self.is_bound:
            self.initial = self._initial(row)

    def clean(self) -> dict[str, Any]:
        """A name that stands for nothing is refused, unless the row has said it before and only repeats it."""
        given = {column.name: self.cleaned_data.get(f"v-{column.name}") for column in self.table.columns}
        for column, id in list(unknown_names(given, self.table, self.known)):
            repeated = self.row is not None and id in named_in(self.row.values.get(column.name))
            if column.type is not ColumnType.TEXT and not repeated:
                known, table = self.known[column.refers_to], load_catalogue()[column.refers_to]
                self.add_error(f"v-{column.name}", " ".join(what_is_wrong(column, id, known, table)))
        return self.cleaned_data

    def _initial(self, row: Fact | None) -> dict[str, Any]:
        if row is None:
            return {
                "audience": str(usual_audience(self.table.name)),
                **{
                    f"v-{column.name}": write_cell(column.default, column)
                    for column in self.table.columns
                    if column.default is not None
                },
            }
        shown: dict[str, Any] = {
            f"v-{column.name}": _shown(row.values.get(column.name), column) for column in self.table.columns
        }
        envelope = {"source": row.source, "illustrative": row.illustrative, "audience": str(row.audience)}
        return {**shown, **envelope, "on": row.revision}

    def clean_id(self) -> str:
        given = str(self.cleaned_data["id"]).strip()
        if given and self.case.row(self.table.name, given):
            raise forms.ValidationError(f"There is already a row called “{given}”. Choose another identifier.")
        return given

    @property
    def plain(self) -> list[BoundField]:
        """The fields that everybody is asked for, in the order of the table; the envelope's come last."""
        parted = {f"v-{column.name}" for column in self.table.columns if column.part}
        return [self[name] for name in self.fields if name not in parted | _LAST | _HIDDEN]

    @property
    def parts(self) -> list[tuple[str, list[BoundField], bool]]:
        """Fields folded away under a heading, and whether one of them says something or is wrong."""
        found: dict[str, list[BoundField]] = {}
        for column in self.table.columns:
            if column.part:
                found.setdefault(column.part, []).append(self[f"v-{column.name}"])
        return [(part, fields, any(self._is_used(field) for field in fields)) for part, fields in found.items()]

    def _is_used(self, field: BoundField) -> bool:
        column = self.table.column(field.name.removeprefix("v-"))
        usual = "" if column.default is None else write_cell(column.default, column)
        return bool(field.errors) or (field.value() or "") not in {"", usual}

    @property
    def last(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name in _LAST]

    @property
    def on(self) -> int | None:
        """The revision that stood in the form when it was opened."""
        return self.cleaned_data.get("on")

    def again_on(self, theirs: Fact) -> list[tuple[Column, Value, Value]]:
        """The same answers on a newer revision, to be looked at and sent again; each column whose two values differ."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, which holds lists
        data["on"] = str(theirs.revision)
        self.data = data
        return [
            (column, theirs.values.get(column.name), given)
            for column in self.table.columns
            if (given := self.values[column.name]) != theirs.values.get(column.name)
        ]

    @property
    def values(self) -> Mapping[str, Value]:
        return {column.name: self.cleaned_data[f"v-{column.name}"] for column in self.table.columns}

    @property
    def audience(self) -> Audience:
        return Audience.from_text(self.cleaned_data["audience"])

    @property
    def row_id(self) -> str:
        """The row's identifier: kept, given, or made from its first words."""
        if self.row is not None:
            return self.row.id
        if self.cleaned_data.get("id"):
            return str(self.cleaned_data["id"])
        first = next(
            (str(value) for value in self.values.values() if isinstance(value, str) and value), self.table.name
        )
        base = re.sub(r"[^a-z0-9]+", "-", first.lower()).strip("-")[:40] or self.table.name
        taken = {fact.id for fact in self.case.facts if fact.table == self.table.name}
        return (
            base
            if base not in taken
            else next(name for number in range(2, 100_000) if (name := f"{base}-{number}") not in taken)
        )


def _shown(value: Value, column: Column) -> Any:
    if column.type is ColumnType.LIST and column.refers_to and isinstance(value, tuple):
        return list(value)
    return write_cell(value, column)


def _hint(column: Column) -> str:
    extra = {
        ColumnType.MONEY: " In pounds. Leave it empty where it is not known.",
        ColumnType.SHARE: " As a percentage, such as 15%.",
        ColumnType.DATE: " For example, 27 3 2026 or 27 March 2026.",
        ColumnType.LIST: "" if column.refers_to else " Several, separated by semicolons.",
    }.get(column.type, "")
    unit = f" In {column.unit}." if column.unit and column.type is not ColumnType.MONEY else ""
    return f"{column.meaning}.{unit}{extra}"


def _widget(column: Column, known: Known, held: tuple[str, ...]) -> forms.Widget:
    """`held` are the identifiers the row names now: they stay to be chosen where they are not in the list."""
    if column.refers_to:
        offered = known[column.refers_to]
        if column.type is ColumnType.TEXT:
            return widgets.Suggested(choices=list(offered.items()))
        gone = [(id, f"{id} (not in the list)") for id in held if id not in offered]
        if column.type is ColumnType.LIST:
            return widgets.Checkboxes(choices=[*offered.items(), *gone])
        return widgets.Select(choices=[("", "Choose one"), *offered.items(), *gone])
    if column.type is ColumnType.CHOICE:
        choices = [(choice, choice[:1].upper() + choice[1:]) for choice in column.choices]
        return widgets.Select(choices=[("", "Choose one"), *choices])
    if column.type is ColumnType.YES_NO:
        return widgets.Radios(choices=[("yes", "Yes"), ("no", "No")])
    if column.type is ColumnType.LONG_TEXT:
        return widgets.Textarea()
    narrow = column.type in {
        ColumnType.MONEY,
        ColumnType.INTEGER,
        ColumnType.NUMBER,
        ColumnType.SHARE,
        ColumnType.DATE,
        ColumnType.FINANCIAL_YEAR,
    }
    return widgets.TextInput(width="govuk-input--width-10" if narrow else "")
