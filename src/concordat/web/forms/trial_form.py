"""How a contract's rules are to be tried: how many contracts, how long, by which seed, with which recorded months."""

from collections.abc import Sequence
from typing import Any

from django import forms

from concordat.application.queries.test_bench import Asked
from concordat.domain.payment.bench_results import Trial
from concordat.domain.performance.periods import Month
from concordat.web.forms.widgets import Select, TextInput

MOST_CONTRACTS, MOST_YEARS, MOST_SEED = 100, 30, 999_999_999
_USUAL = Trial()


def _number(label: str, least: int, most: int, usual: int, hint: str) -> forms.IntegerField:
    wrong = f"{label}: enter a whole number from {least:,} to {most:,}"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=usual,
        help_text=hint,
        widget=TextInput({"inputmode": "numeric"}, width="govuk-input--width-5"),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class TrialForm(forms.Form):
    contracts = _number(
        "Contracts of each kind",
        1,
        MOST_CONTRACTS,
        _USUAL.contracts,
        f"1 to {MOST_CONTRACTS}. More of them: less chance in the means",
    )
    years = _number(
        "Years of each contract", 1, MOST_YEARS, _USUAL.years, f"1 to {MOST_YEARS}. As long as the contract may run"
    )
    seed = _number("Seed", 0, MOST_SEED, _USUAL.seed, "Any whole number. The same one gives the same figures")
    until = forms.ChoiceField(
        label="Recorded months to use",
        required=False,
        widget=Select(),
        help_text="They give the volumes, and show which measures nobody ever failed",
        error_messages={"invalid_choice": "Recorded months to use: choose one of the list"},
    )

    def __init__(self, given: Any = None, *, months: Sequence[Month], asked: Asked | None = None) -> None:
        super().__init__(given, initial=asked.as_plain() if asked is not None else None)
        until = self.fields["until"]
        assert isinstance(until, forms.ChoiceField)
        if months:
            words = [(str(month), f"Up to {month.in_words()}") for month in reversed(months)]
            until.choices = [("", f"All {len(months)}, from {months[0].in_words()} to {months[-1].in_words()}"), *words]
        else:
            del self.fields["until"]

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(Trial(given["contracts"], given["years"], given["seed"]), given.get("until", ""))
