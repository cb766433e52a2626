from pathlib import Path

from tests.cli.test_negotiation import EXAMPLES, run, told


def test_four_of_eight_comments_changed_the_recommendation_of_2008() -> None:
    """Herefordshire Council, Service Delivery Review, Phase 2 report, September 2008, para 84."""
    found = told("consultation", str(EXAMPLES / "herefordshire-2008"))
    assert (found["comments"], found["answered"], found["moved"]) == (8, 8, 4)
    themes = {theme["id"]: len(theme["comments"]) for theme in found["themes"]}
    assert themes == {"mixed-teams": 2, "property": 2, "service-today": 2, "being-heard": 2}


def test_dissent_is_told_by_the_name_of_the_body() -> None:
    (dissent,) = told("consultation", str(EXAMPLES / "vision-2020"))["dissents"]
    assert dissent["body"] == "Joint union committee"
    code, output = run("consultation", str(EXAMPLES / "vision-2020"))
    assert code == 0
    assert "Joint union committee" in output


def test_the_timeline_is_in_order_and_can_be_drawn(tmp_path: Path) -> None:
    for name in ("decision.svg", "decision.png"):
        code, _ = run(
            "timeline", str(EXAMPLES / "vision-2020"), "--on", "2016-06-01", "--picture", str(tmp_path / name)
        )
        assert code == 0
        assert (tmp_path / name).stat().st_size > 1000
    found = told("timeline", str(EXAMPLES / "vision-2020"), "--on", "2016-06-01")
    days = [one["day"] for one in found["moments"]]
    assert days == sorted(days)
    assert not [one for one in found["moments"] if "mandate" in one["of"]]


def test_a_picture_of_another_kind_is_refused_in_a_sentence(tmp_path: Path) -> None:
    code, output = run("timeline", str(EXAMPLES / "vision-2020"), "--picture", str(tmp_path / "x.gif"))
    assert code == 2
    assert "neither" in output
