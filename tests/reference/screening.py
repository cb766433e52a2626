"""The screen the slow way, from marks in a plain dictionary: used to hold the engine to its rule."""


def dropped_the_slow_way(
    options: list[str], criteria: list[str], marks: dict[tuple[str, str], str | None], put_back: set[str]
) -> set[str]:
    """Go through every cell; the first red drops the option, unless it was put back."""
    dropped = set()
    for option in options:
        for criterion in criteria:
            if marks.get((option, criterion)) == "red" and option not in put_back:
                dropped.add(option)
                break
    return dropped


def carried_the_slow_way(options: list[str], criteria: list[str], marks: dict[tuple[str, str], str | None]) -> set[str]:
    """Carried forward on the marks alone: every cell is marked and none is red."""
    carried = set()
    for option in options:
        colours = [marks.get((option, criterion)) for criterion in criteria]
        if criteria and None not in colours and "red" not in colours:
            carried.add(option)
    return carried
