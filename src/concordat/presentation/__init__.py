"""How results look, once for every surface: charts, tables, words for numbers, reports. Pure but for fonts and renderers."""
