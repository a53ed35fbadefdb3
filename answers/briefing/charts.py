"""Charts of figures as pictures: horizontal bars, each with its value as a Vietnamese reader writes it."""

from __future__ import annotations

import io
import textwrap
import threading

from answers.briefing.records import FigureChart

_WIDTH_INCHES = 6.3
_BAR_INCHES = 0.55
_LABEL_CHARACTERS = 28
_DOTS_AN_INCH = 180
_drawing = threading.Lock()  # matplotlib's font cache is not made for several threads


def shown_value(value: float) -> str:
    """Return a number with a decimal comma and points between thousands: 10500 → "10.500", 2.05 → "2,05"."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def with_unit(value: float, unit: str) -> str:
    """Return a number with its unit: "85%", "73,5 tuổi"."""
    return f"{shown_value(value)}{unit if unit in ('', '%', '‰') else f' {unit}'}"


def chart_picture(chart: FigureChart) -> bytes:
    """Return the chart as a PNG picture. A chart must have at least one point."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    labels = ["\n".join(textwrap.wrap(point.label, _LABEL_CHARACTERS)[:3]) for point in chart.points]
    values = [point.value for point in chart.points]
    places = range(len(values))
    with _drawing:
        figure = Figure(figsize=(_WIDTH_INCHES, 0.6 + _BAR_INCHES * len(values)), layout="constrained")
        axes = figure.subplots()
        # DejaVu Sans comes with matplotlib and holds every Vietnamese letter; "parse_math" keeps "$" a letter.
        bars = axes.barh(places, values, height=0.6, color="#2f5d8a")
        texts = axes.bar_label(bars, [with_unit(value, chart.unit) for value in values], padding=4, fontsize=10)
        axes.set_yticks(places, labels, fontsize=10, parse_math=False)
        for text in texts:
            text.set_parse_math(False)
        axes.invert_yaxis()
        axes.margins(x=0.18)
        axes.set_xlim(left=min(0.0, *values) if len(values) > 1 else min(0.0, values[0]))
        axes.xaxis.set_visible(False)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        stream = io.BytesIO()
        FigureCanvasAgg(figure)
        figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()
