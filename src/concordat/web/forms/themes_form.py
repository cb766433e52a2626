"""Each comment of one's own organisation with the theme it is put under: chosen by a person, one by one."""

from typing import Any

from django import forms

from concordat.application.actions import RowGiven
from concordat.domain.consultation import Consultation
from concordat.domain.consultation.results import HeardComment
from concordat.web.forms.widgets import Select


class ThemesForm(forms.Form):
    """One choice for each comment; `changed` are the rows whose theme somebody changed."""

    def __init__(self, *args: Any, found: Consultation, organisation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = [(one.theme.id, one.theme.title) for one in found.themes if one.theme is not None]
        choices = [("", "No theme yet"), *themes]
        self.own = [one for one in found.comments if one.heard.comment.fact.organisation == organisation]
        for place, one in enumerate(self.own):
            self.fields[f"theme-{place}"] = forms.ChoiceField(
                label=f"Theme of “{one.heard.comment.title}”",
                choices=choices,
                required=False,
                widget=Select(),
                initial=one.heard.theme if one.heard.theme in dict(choices) else "",
            )

    @property
    def lines(self) -> list[tuple[HeardComment, Any]]:
        """Those without a theme first: they are what one came for."""
        pairs = [(one, self[f"theme-{place}"]) for place, one in enumerate(self.own)]
        return sorted(pairs, key=lambda pair: bool(pair[0].heard.theme))

    def changed(self) -> list[RowGiven]:
        rows = []
        for place, one in enumerate(self.own):
            theme = self.cleaned_data[f"theme-{place}"]
            fact = one.heard.comment.fact
            if theme != one.heard.theme:
                values = {**fact.values, "theme": theme or None}
                rows.append(RowGiven(fact.id, values, fact.source, illustrative=fact.illustrative))
        return rows
