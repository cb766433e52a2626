"""A business case as a workbook whose formulas are alive and carry the same rounding as the engine.

Sheets: *Read me*, *Assumptions* (years, discount rates and factors, prices), *Lines* (amounts, scale, which line counts
where), *In effect* (the share of each year), *Prices* (by line and year), *Economic*, *Financial*, *Totals*, *Councils*. Change an
amount or a rate and everything follows; a cell is ``ROUND(amount × share × price × scale × factor, 2)``, as in the engine.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from concordat.domain.business_case.annual_savings import LineKind
from concordat.domain.business_case.inputs import Convention
from concordat.domain.business_case.ledgers import Corner, Ledgers, Step
from concordat.domain.business_case.results import BusinessCaseResult
from concordat.domain.kernel.money import pounds_from_pence

FIRST_ROW, FIRST_YEAR = 3, 3  # the first row of lines and the first column of years on the sheets of years
LINE_HEADINGS = (
    "Identifier",
    "Line",
    "Council",
    "Kind",
    "Counts as",
    "Low £",
    "Likely £",
    "High £",
    "Taken £",
    "Correction × bias × chance",
    "In resources",
    "In cash",
    "VAT that sticks",
    "Price index",
    "Basis",
    "Source",
)


def write_business_case_workbook(ledgers: Ledgers, result: BusinessCaseResult, path: Path) -> None:
    """Write the workbook; an existing file is replaced. Money is in pounds."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_calc_mode("auto")
    _Writer(book, ledgers, result).write()
    book.close()


class _Writer:
    """Knows the sheets' addresses, so that formulas point where they should."""

    def __init__(self, book: Any, ledgers: Ledgers, result: BusinessCaseResult) -> None:
        self.ledgers, self.result, self.book = ledgers, result, book
        self.years = [str(year) for year in ledgers.years]
        self.last_row = FIRST_ROW + len(ledgers.lines) - 1
        self.head = book.add_format({"bold": True, "bg_color": "#e3e8eb", "text_wrap": True, "valign": "top"})
        self.over_numbers = book.add_format(
            {"bold": True, "bg_color": "#e3e8eb", "text_wrap": True, "valign": "top", "align": "right"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.money = book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"})
        self.total = book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00", "bold": True, "top": 1})
        self.factor = book.add_format({"num_format": "0.000000"})
        self.entry = book.add_format({"num_format": "#,##0.00", "bg_color": "#fff6dc"})
        self.share = book.add_format({"num_format": "0.00%", "bg_color": "#fff6dc"})

    def write(self) -> None:
        self._read_me()
        self._assumptions()
        self._lines()
        self._yearly("In effect", "The share of a year’s amount that falls in the year", self._effects)
        self._yearly("Prices", "The price in the year over the price the amount is in", self._prices)
        self._ledger("Economic", "Real, base-year prices, resources only, discounted", economic=True)
        self._ledger(
            "Financial", "Cash of the day: transfers, and VAT that cannot be recovered, included", economic=False
        )
        self._totals()
        self._councils()

    def _sheet(self, name: str, heading: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, heading, self.title)
        if self.result.illustrative:
            sheet.write_string(1, 0, "Illustrative: some figures are made up")
        return sheet

    def _read_me(self) -> None:
        held = self.result.assumptions
        sheet = self._sheet("Read me", held.title)
        rows = [
            ("Stage", f"{held.stage}, version {held.version}"),
            ("Result", self.result.hash),
            ("Ledgers", "Economic is real, discounted and leaves transfers out; Financial is cash of the day."),
            (
                "Rounding",
                "Half away from zero to the penny, once for each line and year in each ledger; totals add rounded cells.",
            ),
            (
                "Change",
                "Yellow cells are yours to change. Taken £ picks the corner named in Assumptions B3: worst, likely or best.",
            ),
        ]
        for place, (name, said) in enumerate(rows, start=3):
            sheet.write_string(place, 0, name, self.head)
            sheet.write_string(place, 1, said)
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 100)

    def _assumptions(self) -> None:
        """Row 3 the corner; rows 6 on: year, number, rate, factor, general prices."""
        held, sheet = self.result.assumptions, self._sheet("Assumptions", "Assumptions")
        sheet.write_string(2, 0, "Corner", self.head)
        sheet.write_string(2, 1, "likely", self.entry)
        sheet.data_validation(2, 1, 2, 1, {"validate": "list", "source": ["worst", "likely", "best"]})
        sheet.write_string(2, 3, "VAT rate", self.head)
        sheet.write_string(3, 0, f"Discount rates: {held.discounting}, {held.convention}")
        sheet.write_number(2, 4, float(self.ledgers.setting.vat_rate), self.share)
        for column, name in enumerate(("Year", "Number", "Rate", "Discount factor", "General prices, base year 1")):
            sheet.write_string(4, column, name, self.over_numbers if column else self.head)
        sheet.set_row(4, 32)
        for place, year in enumerate(self.years):
            row = 5 + place
            sheet.write_string(row, 0, year)
            sheet.write_number(row, 1, place)
            sheet.write_number(row, 2, float(self.ledgers.setting.schedule.rate(max(1, place))), self.share)
            self._factor(sheet, row, place)
            sheet.write_number(row, 4, float(self.ledgers.general_prices[place]), self.factor)
        sheet.set_column(0, 4, 18)

    def _factor(self, sheet: Any, row: int, place: int) -> None:
        value = float(self.ledgers.setting.discount[place])
        half = self.result.assumptions.convention is Convention.MID_YEAR
        if half:  # the root of two factors: written as its value
            sheet.write_number(row, 3, value, self.factor)
        elif place == 0:
            sheet.write_number(row, 3, 1, self.factor)
        else:
            sheet.write_formula(row, 3, f"=D{row}/(1+C{row + 1})", self.factor, value)

    def _lines(self) -> None:
        sheet = self._sheet("Lines", "Lines of the case")
        for column, name in enumerate(LINE_HEADINGS):
            sheet.write_string(FIRST_ROW - 1, column, name, self.head)
        taken = self.ledgers.amounts(Corner.LIKELY)
        resource, cash = self.ledgers.counts[Step.ECONOMIC], self.ledgers.counts[Step.FINANCIAL]
        for place, line in enumerate(self.ledgers.lines):
            row = FIRST_ROW + place
            texts = (line.id, line.title, self.ledgers.business_case.name_of(line.partner), line.kind.value)
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text)
            sheet.write_number(row, 4, line.sign)
            for column, amount in enumerate((line.least, line.central, line.most), start=5):
                sheet.write_number(row, column, float(pounds_from_pence(amount)), self.entry)
            sheet.write_formula(
                row,
                8,
                _taken(row + 1, is_cost=line.kind is LineKind.COST),
                self.money,
                float(pounds_from_pence(int(taken[place]))),
            )
            sheet.write_number(row, 9, float(self.ledgers.scales[place]), self.factor)
            sheet.write_number(row, 10, int(resource[place]))
            sheet.write_number(row, 11, int(cash[place]))
            sheet.write_number(row, 12, int(line.vat == "not recoverable"))
            sheet.write_string(row, 13, line.price_index or self.result.assumptions.price_index)
            sheet.write_string(row, 14, line.basis)
            sheet.write_string(row, 15, line.fact.source if line.fact else "")
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 46)
        sheet.set_column(2, 2, 20)
        sheet.set_column(3, 13, 12)
        sheet.set_column(14, 15, 60)
        sheet.freeze_panes(FIRST_ROW, 2)

    @property
    def _effects(self) -> tuple[tuple[Fraction, ...], ...]:
        return self.ledgers.effects

    @property
    def _prices(self) -> tuple[tuple[Fraction, ...], ...]:
        return self.ledgers.cash_prices

    def _headings(self, sheet: Any) -> None:
        for column, name in enumerate(("Identifier", "Line", "Council")):
            sheet.write_string(FIRST_ROW - 1, column, name, self.head)
        for column, year in enumerate(self.years, start=FIRST_YEAR):
            sheet.write_string(FIRST_ROW - 1, column, year, self.over_numbers)
        sheet.set_column(0, 2, 24)
        sheet.set_column(FIRST_YEAR, FIRST_YEAR + len(self.years), 15)
        sheet.freeze_panes(FIRST_ROW, FIRST_YEAR)

    def _names(self, sheet: Any, place: int) -> int:
        row = FIRST_ROW + place
        for column, letter in enumerate("ABC"):
            sheet.write_formula(row, column, f"=Lines!{letter}{row + 1}", None, self._name(place, column))
        return row

    def _name(self, place: int, column: int) -> str:
        line = self.ledgers.lines[place]
        return (line.id, line.title, self.ledgers.business_case.name_of(line.partner))[column]

    def _yearly(self, name: str, heading: str, values: tuple[tuple[Fraction, ...], ...]) -> None:
        sheet = self._sheet(name, heading)
        self._headings(sheet)
        for place, shares in enumerate(values):
            row = self._names(sheet, place)
            for column, share in enumerate(shares, start=FIRST_YEAR):
                sheet.write_number(row, column, float(share), self.factor)

    def _ledger(self, name: str, heading: str, *, economic: bool) -> None:
        sheet = self._sheet(name, heading)
        self._headings(sheet)
        cells = self.ledgers.cells(Step.ECONOMIC if economic else Step.FINANCIAL)
        for place in range(len(self.ledgers.lines)):
            row = self._names(sheet, place)
            for year in range(len(self.years)):
                formula = self._cell(row, year, economic=economic)
                value = float(pounds_from_pence(int(cells[place, year])))
                sheet.write_formula(row, FIRST_YEAR + year, formula, self.money, value)
        row = self.last_row + 1
        sheet.write_string(row, 1, "Total", self.head)
        totals = cells.sum(axis=0)
        for year in range(len(self.years)):
            column = xl_col_to_name(FIRST_YEAR + year)
            formula = f"=SUM({column}{FIRST_ROW + 1}:{column}{self.last_row + 1})"
            sheet.write_formula(
                row, FIRST_YEAR + year, formula, self.total, float(pounds_from_pence(int(totals[year])))
            )

    def _cell(self, row: int, year: int, *, economic: bool) -> str:
        here = xl_rowcol_to_cell(row, FIRST_YEAR + year)
        said = (
            f"Assumptions!$D${6 + year}/Assumptions!$E${6 + year}"
            if economic
            else f"(1+Lines!$M{row + 1}*Assumptions!$E$3)"
        )
        counts = "K" if economic else "L"
        product = f"Lines!$I{row + 1}*'In effect'!{here}*Prices!{here}*Lines!$J{row + 1}*{said}"
        return f"=Lines!$E{row + 1}*Lines!${counts}{row + 1}*ROUND({product},2)"

    def _totals(self) -> None:
        """What the pages show: both ledgers by year, and what they come to."""
        sheet = self._sheet("Totals", "Totals")
        for column, year in enumerate(self.years, start=1):
            sheet.write_string(2, column, year, self.over_numbers)
        sheet.write_string(2, len(self.years) + 1, "All years", self.over_numbers)
        joint = self.result.joint
        rows = (
            ("Economic: benefits", "Economic", ">0", joint.economic.benefits),
            ("Economic: costs", "Economic", "<0", joint.economic.costs),
            ("Financial: savings and income", "Financial", ">0", joint.financial.savings),
            ("Financial: costs", "Financial", "<0", joint.financial.costs),
        )
        for place, (name, ledger, sign, values) in enumerate(rows):
            self._total_row(sheet, 3 + place, name, ledger, sign, values)
        last = xl_col_to_name(len(self.years) + 1)
        facts = (
            ("Net present social value", f"={last}4+{last}5", joint.economic.net_present_value.likely / 100),
            (
                "Benefits to costs",
                f'=IF({last}5=0,"no costs",{last}4/-{last}5)',
                joint.economic.present_benefits / (joint.economic.present_costs or 1),
            ),
            ("Cash over the case", f"={last}6+{last}7", joint.financial.total.likely / 100),
        )
        for place, (name, formula, value) in enumerate(facts, start=9):
            sheet.write_string(place, 0, name, self.head)
            sheet.write_formula(place, 1, formula, self.money, value)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, len(self.years) + 1, 16)

    def _total_row(self, sheet: Any, row: int, name: str, ledger: str, sign: str, values: tuple[int, ...]) -> None:
        """Benefits and costs are told apart by the line, not by the sign of a cell."""
        sheet.write_string(row, 0, name, self.head)
        kinds = f"Lines!$E${FIRST_ROW + 1}:$E${self.last_row + 1}"
        for year in range(len(self.years)):
            column = xl_col_to_name(FIRST_YEAR + year)
            span = f"{ledger}!{column}${FIRST_ROW + 1}:{column}${self.last_row + 1}"
            formula = f'=SUMIF({kinds},"{sign}",{span})'
            sheet.write_formula(row, 1 + year, formula, self.money, float(pounds_from_pence(values[year])))
        first, last = xl_col_to_name(1), xl_col_to_name(len(self.years))
        total = float(pounds_from_pence(sum(values)))
        sheet.write_formula(row, len(self.years) + 1, f"=SUM({first}{row + 1}:{last}{row + 1})", self.total, total)

    def _councils(self) -> None:
        """Each council's cash by year from its own lines; joint lines stand in a row of their own."""
        sheet = self._sheet(
            "Councils",
            "Cash of each council from its own lines. Joint lines are shared out by the joint shares in Concordat",
        )
        sheet.write_string(2, 0, "Council", self.head)
        for at, heading in enumerate((*self.years, "All years"), start=1):
            sheet.write_string(2, at, heading, self.over_numbers)
        cells = self.ledgers.cells(Step.FINANCIAL)
        places = dict.fromkeys([*range(len(self.ledgers.partners)), -1])
        names = [
            self.ledgers.business_case.name_of("" if place < 0 else self.ledgers.partners[place]) for place in places
        ]
        span = f"$C${FIRST_ROW + 1}:$C${self.last_row + 1}"
        for row, (place, name) in enumerate(zip(places, names, strict=True), start=3):
            sheet.write_string(row, 0, name, self.head)
            values = cells[self.ledgers.partner_of == place].sum(axis=0)
            for year in range(len(self.years)):
                column = xl_col_to_name(FIRST_YEAR + year)
                amounts = f"Financial!{column}${FIRST_ROW + 1}:{column}${self.last_row + 1}"
                formula = f"=SUMIF(Lines!{span},$A{row + 1},{amounts})"
                sheet.write_formula(row, 1 + year, formula, self.money, float(pounds_from_pence(int(values[year]))))
            last = xl_col_to_name(len(self.years))
            total = float(pounds_from_pence(int(values.sum())))
            sheet.write_formula(row, len(self.years) + 1, f"=SUM(B{row + 1}:{last}{row + 1})", self.total, total)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, len(self.years) + 1, 16)


def _taken(row: int, *, is_cost: bool) -> str:
    """The amount of the corner that is asked for; a cost is worst at its high."""
    worst, best = ("H", "F") if is_cost else ("F", "H")
    return f'=IF(Assumptions!$B$3="worst",{worst}{row},IF(Assumptions!$B$3="best",{best}{row},G{row}))'
