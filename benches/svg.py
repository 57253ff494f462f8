"""Charts as SVG text, lines along an axis and pairs of dots in rows, which follow the reader's light or dark mode."""

import math
from html import escape

# Each colour in light and in dark mode; neighbours differ for the colour-blind, too, and every line has its own marker.
SERIES = (("#2a78d6", "#3987e5"), ("#e34948", "#e66767"), ("#008300", "#3fa53f"),
          ("#eda100", "#c98500"), ("#4a3aa7", "#9085e9"), ("#1baf7a", "#199e70"))
SURFACE, INK = ("#fcfcfb", "#1a1a19"), ("#0b0b0b", "#ffffff")
MUTED, GRID = ("#52514e", "#c3c2b7"), ("#e4e3df", "#343431")

WIDTH = 760
FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif"


def _style():
    """One class for each colour: `i` is ink, `m` muted ink, `g` the grid, `b` the surface, `s0` ... the series."""
    named = [("b", SURFACE), ("i", INK), ("m", MUTED), ("g", GRID), *((f"s{n}", pair) for n, pair in enumerate(SERIES))]

    def rules(which):
        colours = [(name, pair[which]) for name, pair in named]
        return "".join(f".{name}{{fill:{colour}}}.l{name}{{stroke:{colour};fill:none}}" for name, colour in colours)

    return f"<style>text{{{FONT};font-size:12px}}.t{{font-size:16px;font-weight:600}}{rules(0)}" \
           f"@media(prefers-color-scheme:dark){{{rules(1)}}}</style>"


def _text(x, y, text, style="m", anchor="start"):
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(x1, y1, x2, y2, style="lg", more=""):
    return f'<line class="{style}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{more}/>'


def _marker(x, y, number):
    """A mark of about the same area in each shape, with a rim of the surface so that marks stay apart."""
    shapes = ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "M-3.6-3.6h7.2v7.2h-7.2z", "M0-4.8L4.6 3.4H-4.6z",
              "M0-5L5 0L0 5L-5 0z", "M0 4.8L4.6-3.4H-4.6z", "M-1.6-4.6h3.2v3h3v3.2h-3v3h-3.2v-3h-3v-3.2h3z")
    return f'<path class="s{number}" transform="translate({x:.1f} {y:.1f})" d="{shapes[number]}"/>'


def _page(height, title, about, parts):
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">' \
           f'<title>{escape(title)}</title><desc>{escape(about)}</desc>{_style()}'
    frame = f'<rect class="b" width="{WIDTH}" height="{height}" rx="8"/>'
    return "\n".join([head, frame, _text(24, 32, title, "t i"), _text(24, 52, about), *parts, "</svg>", ""])


class Log:
    """An axis on which each step is ten times the one before. With `zero`, nothing at all has a place below it."""

    def __init__(self, least, most, label, zero=False):
        # An end that is just past a power of ten stays where it is; else the axis goes on to the next.
        self.low = math.floor(math.log10(least) + 1e-9)
        self.high = max(math.log10(most), self.low + 1)
        self.low -= zero
        self.label, self.zero = label, zero

    def place(self, value):
        """From 0 to 1."""
        return (math.log10(value) - self.low) / (self.high - self.low) if value else 0.0

    def ticks(self):
        between = (1, 2, 5) if self.high - self.low < 2.5 else (1,)
        powers = range(self.low + self.zero, math.floor(self.high + 1e-9) + 1)
        values = [step * 10.0 ** power for power in powers for step in between]
        shown = [(value, self.label(value)) for value in values if self.place(value) <= 1 + 1e-9]
        return [(0, "0"), *shown] if self.zero else shown


class Linear:
    """An axis from 0."""

    def __init__(self, most, label):
        self.step = next(step for step in (0.5, 1, 2, 5, 10, 20, 50, 100) if most / step <= 8)
        self.most = math.ceil(most / self.step) * self.step
        self.label = label

    def place(self, value):
        return value / self.most

    def ticks(self):
        return [(n * self.step, self.label(n * self.step)) for n in range(round(self.most / self.step) + 1)]


def _spread(places, gap):
    """The places in their order, moved apart so far that labels do not overlap."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    moved = list(places)
    for before, after in zip(order, order[1:]):
        moved[after] = max(moved[after], moved[before] + gap)
    # What was pushed too far down is pushed back up, from the last on.
    for before, after in reversed(list(zip(order, order[1:]))):
        moved[order[-1]] = min(moved[order[-1]], max(places))
        moved[before] = min(moved[before], moved[after] - gap)
    return moved


def lines(title, about, x_title, x, y, series, reference=None):
    """A line for each of `series`, [(name, [(x, y), ...])], with its name at its right end; `reference` is dashed."""
    height, left, right, top, bottom = 430, 72, WIDTH - 190, 84, 370

    def at(point):
        return left + x.place(point[0]) * (right - left), bottom - y.place(point[1]) * (bottom - top)

    parts = []
    for value, label in y.ticks():
        _, place = at((x.ticks()[0][0], value))
        parts += [_line(left, place, right, place), _text(left - 10, place + 4, label, anchor="end")]
    for value, label in x.ticks():
        place, _ = at((value, y.ticks()[0][0]))
        parts += [_line(place, bottom, place, bottom + 5), _text(place, bottom + 20, label, anchor="middle")]
    parts.append(_text((left + right) / 2, bottom + 44, x_title, anchor="middle"))

    drawn = [(name, list(map(at, points)), n) for n, (name, points) in enumerate(series)]
    if reference:
        drawn.append((reference[0], list(map(at, reference[1])), None))
    for name, points, n in drawn:
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        style, dash = ("lm", ' stroke-dasharray="3 4"') if n is None else (f"ls{n}", "")
        parts.append(f'<polyline class="{style}" points="{path}" stroke-width="2" stroke-linejoin="round"{dash}/>')
        parts += [_marker(*point, n) for point in points if n is not None]
    ends = _spread([points[-1][1] for _, points, _ in drawn], 17)
    for (name, points, n), place in zip(drawn, ends):
        end_x, end_y = points[-1]
        style = "lm" if n is None else f"ls{n}"
        parts.append(_line(end_x + 7, end_y, right + 18, place, style, ' stroke-opacity=".5"'))
        parts.append(_text(right + 22, place + 4, name, "i"))
    return _page(height, title, about, parts)


def pairs(title, about, x, names, rows):
    """Two dots on a line for each of `rows`, [(name, slower, faster, note)]; `names` says what the last three are."""
    left, right, top, row_height = 92, WIDTH - 120, 112, 40
    bottom = top + row_height * len(rows)

    def at(value):
        return left + x.place(value) * (right - left)

    parts = []
    for n, (name, place) in enumerate(zip(names, (24, 24 + 40 + 7 * len(names[0])))):
        parts += [_marker(place + 5, 80, 1 - n), _text(place + 15, 84, name, "i")]
    parts.append(_text(WIDTH - 24, 84, names[2], "m", "end"))
    for value, label in x.ticks():
        parts += [_line(at(value), top - 12, at(value), bottom), _text(at(value), bottom + 20, label, anchor="middle")]
    for n, (name, slower, faster, note) in enumerate(rows):
        y = top + row_height * (n + 0.5)
        parts.append(_line(at(faster), y, at(slower), y, "lm", ' stroke-width="2" stroke-opacity=".5"'))
        parts += [_marker(at(slower), y, 1), _marker(at(faster), y, 0)]
        parts += [_text(24, y + 4, name, "i"), _text(WIDTH - 24, y + 4, note, "i", "end")]
    return _page(bottom + 40, title, about, parts)
