from concordat.presentation.words import days_in_words


def test_a_day_in_a_text_is_read_as_people_say_it_and_what_is_no_day_stays() -> None:
    assert days_in_words("by 2009-03-31 at the latest") == "by 31 March 2009 at the latest"
    assert days_in_words("2009-13-31 and 12009-03-31") == "2009-13-31 and 12009-03-31"
    assert days_in_words("") == ""
