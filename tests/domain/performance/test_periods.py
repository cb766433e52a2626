import pytest

from concordat.domain.performance.periods import Month, NotAPeriod


@pytest.mark.parametrize("text", ["202²-04", "2026-1²", "0000-01", "9999-12", "2026-001", "2026-13", "26-04", "2026"])
def test_what_is_no_month_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotAPeriod):
        Month.from_text(text)


def test_a_month_is_read_with_one_digit_or_two() -> None:
    assert Month.from_text("2026-4") == Month.from_text(" 2026-04 ") == Month(2026, 4)
