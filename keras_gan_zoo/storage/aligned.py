"""Tables of text for a terminal, their cells below each other."""

from collections.abc import Collection, Sequence


def laid_out(rows: Sequence[Sequence[str]], numbers: Collection[int] = ()) -> str:
    """Returns rows as lines with their cells below each other.

    Args:
        rows: The first one is the heading.
        numbers: Which columns end below each other, not begin.
    """
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def shown(value: object) -> str:
    """Returns a value as a cell of a table: numbers to four digits, nothing as a dash.

    Example:
        >>> shown(0.123456), shown(16), shown(None), shown([64, 64, 3])
        ('0.1235', '16', '-', '64, 64, 3')
    """
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value)) or "none"
    return str(value)
