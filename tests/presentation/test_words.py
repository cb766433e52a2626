from hypothesis import given
from hypothesis import strategies as st

from concordat.presentation.words import days_in_words, in_whole_pounds


def test_a_day_in_a_text_is_read_as_people_say_it_and_what_is_no_day_stays() -> None:
    assert days_in_words("by 2009-03-31 at the latest") == "by 31 March 2009 at the latest"
    assert days_in_words("2009-13-31 and 12009-03-31") == "2009-13-31 and 12009-03-31"
    assert days_in_words("") == ""


@given(st.lists(st.integers(-10_000_000, 10_000_000), min_size=1, max_size=12))
def test_parts_in_whole_pounds_add_up_to_their_total_and_move_less_than_a_pound(parts: list[int]) -> None:
    whole, total = in_whole_pounds(parts, sum(parts))
    assert sum(whole) == total
    assert all(part % 100 == 0 for part in (*whole, total))
    assert all(abs(after - before) < 100 for before, after in zip(parts, whole, strict=True))


def test_whole_pounds_of_three_halves() -> None:
    assert in_whole_pounds([50, 50, 50], 150) == ([100, 100, 0], 200)
    assert in_whole_pounds([149, 149], 500) == ([100, 100], 500), "No total of theirs"
