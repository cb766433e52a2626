"""Each comment of one's own organisation with the theme it is put under: chosen by a person, one by one."""

from typing import Any

from django import forms

from concordat.application.actions import RowGiven
from concordat.domain.consultation import Consultation
from concordat.domain.consultation.results import HeardComment
from concordat.web.forms.meanwhile import Cell, part_of
from concordat.web.forms.widgets import Select


class ThemesForm(forms.Form):
    """One choice for each comment; `changed` are the rows whose theme somebody changed."""

    def __init__(self, *args: Any, found: Consultation, organisation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = [(one.theme.id, one.theme.title) for one in found.themes if one.theme is not None]
        choices = [("", "No theme yet"), *themes]
        self.own = [one for one in found.comments if one.heard.comment.fact.organisation == organisation]
        for one in self.own:
            self.fields[_name(one)] = forms.ChoiceField(
                label=f"Theme of “{one.heard.comment.title}”",
                choices=choices,
                required=False,
                widget=Select(),
                initial=one.heard.theme if one.heard.theme in dict(choices) else "",
            )

    @property
    def lines(self) -> list[tuple[HeardComment, Any]]:
        """Those without a theme first: they are what one came for."""
        pairs = [(one, self[_name(one)]) for one in self.own]
        return sorted(pairs, key=lambda pair: bool(pair[0].heard.theme))

    @property
    def cells(self) -> list[Cell]:
        """What stands now: the theme of each comment."""
        return [
            Cell(
                one.heard.comment.fact.id,
                one.heard.comment.title,
                (part_of(self[_name(one)], title="Theme"),),
                one.heard.comment.fact,
            )
            for one in self.own
        ]

    def changed(self) -> list[RowGiven]:
        rows = []
        for one in self.own:
            theme = self.cleaned_data[_name(one)]
            fact = one.heard.comment.fact
            if theme != (self.fields[_name(one)].initial or ""):
                values = {**fact.values, "theme": theme or None}
                rows.append(RowGiven(fact.id, values, fact.source, illustrative=fact.illustrative))
        return rows


def _name(one: HeardComment) -> str:
    """By the comment, not by its place: comments may come and go while the page is open."""
    return f"theme-{one.heard.comment.fact.id}"
