"""One Vega-Lite specification for each picture: SVG on page and in PDF, PNG in Word. Each with its words and its table."""

from concordat.presentation.charts.chart import Chart
from concordat.presentation.charts.savings_range import savings_chart

__all__ = ["Chart", "savings_chart"]
