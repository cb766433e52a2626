"""One `Report` value, two renderers: Word (a council's own template governs) and accessible PDF.

`committee_report` builds the value from a case; `to_word` and `to_pdf` only dress it. Every figure carries the number of
its source in the annex.
"""

from concordat.presentation.report.committee import committee_report
from concordat.presentation.report.own_words import check_own_words
from concordat.presentation.report.parts import Report, Section
from concordat.presentation.report.pdf import to_pdf
from concordat.presentation.report.word import NotATemplate, to_word

__all__ = ["NotATemplate", "Report", "Section", "check_own_words", "committee_report", "to_pdf", "to_word"]
