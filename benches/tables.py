"""Numbers as people read them, and Markdown tables that can be read as they are, too."""

UNITS = (("s", 1e9), ("ms", 1e6), ("\N{MICRO SIGN}s", 1e3), ("ns", 1))


def time(nanoseconds):
    """A time in three digits."""
    unit, size = next((unit, size) for unit, size in UNITS if nanoseconds >= 0.9995 * size or size == 1)
    number = nanoseconds / size
    return f"{number:.{0 if size == 1 or number >= 99.95 else 1 if number >= 9.995 else 2}f} {unit}"


def time_on_axis(nanoseconds):
    """A round time in as few digits as it has."""
    unit, size = next((unit, size) for unit, size in UNITS if nanoseconds >= size or size == 1)
    return f"{nanoseconds / size:g} {unit}"


def size_on_axis(size):
    return f"{size / 1e3:g} kB" if size < 1e6 else f"{size / 1e6:g} MB"


def count(number):
    return f"{number:,.0f}"


def ratio(number):
    return f"{number:.{0 if number >= 99.5 else 1 if number >= 9.95 else 2}f}"


def table(head, rows, texts=1):
    """The first `texts` columns are text, the others numbers."""
    cells = [list(map(str, row)) for row in (head, *rows)]
    widths = [max(3, *(len(row[n]) for row in cells)) for n in range(len(head))]
    lines = []
    for row in cells:
        left = [cell.ljust(width) for cell, width in zip(row[:texts], widths)]
        right = [cell.rjust(width) for cell, width in zip(row[texts:], widths[texts:])]
        lines.append("| " + " | ".join(left + right) + " |")
    rules = ["-" * width + ("-" if n < texts else ":") for n, width in enumerate(widths)]
    return "\n".join([lines[0], "|-" + "|-".join(rules) + "|", *lines[1:]])
