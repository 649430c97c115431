"""From files at a place to the page on how long people are held, and back."""

import io
import re

import pandas as pd
import pytest
from openpyxl import load_workbook

from assessment.computation import compute, snapshots
from assessment.computation.reproduction import reproduce
from assessment.computation.snapshots import unpack
from assessment.exports.working_workbook import working_workbook
from assessment.frames import frames, interview_rows
from assessment.models import FigureSet
from assessment.reading.reader import reader_for
from assessment.topics import length
from surveys.models import Instrument, Person, Round
from tests.assessment.builders.releases import release_by_two
from tests.assessment.builders.visits import visit
from tests.assessment.findings.test_pages import page
from tests.fixture_cache import recalled
from tests.signed_in import signed_in

RECORDS = Instrument.Source.RECORDS
NUMBERS = re.compile(r"\b(?:NaN|None|nan)\b")


def person(name):
    return Person.objects.get(email=f"{name}@demo.test")


def computed_of(round):
    return compute.compute_figures(round=round, by=person("reviewer"))


@pytest.fixture
def visited(round_of_people):
    """Twelve places with 25 files each, of which figures were computed and released."""

    def make():
        visit(round_of_people)
        figure_set = computed_of(Round.objects.get(pk=round_of_people.pk))
        release_by_two(figure_set=figure_set, by=person("reviewer"))

    recalled("visited", make)
    return FigureSet.objects.get(round=round_of_people)


def text_of(client, figures, name="reader"):
    answer, text = page(signed_in(client, person(name)), "topic", figures.pk, "length")
    assert answer.status_code == 200
    assert not NUMBERS.search(re.sub(r"<[^>]+>", " ", text))
    return text


def files_of(round):
    records = interview_rows.read_records(round, RECORDS)
    (frame,) = frames.frames(round, RECORDS, records, [])
    return frame.files


# -- the seam --------------------------------------------------------------------------


def test_each_file_is_a_row_with_its_place_and_no_date(visited):
    files = files_of(visited.round)
    assert len(files) == 300
    assert files["psu"].nunique() == 12
    assert set(files["origin"]) == {"admissions"}
    assert (files["left"].isna() == files["news"].notna()).all()
    assert (files["reason"].isna() == files["left"].isna()).all()
    assert (files["seen"] == 0).all()
    assert files.groupby("psu")["listed"].nunique().eq(1).all()
    assert not any("date" in str(kind) for kind in files.dtypes)


def test_files_of_people_present_keep_the_day_of_their_list(round_of_people):
    def stock(_dice):
        return {
            "k_files_from": "stock",
            "k_files_days_n": 2,
            "k_file_seen.1": 12,
            "k_file_out.1": "removal",
            "k_file_days.1": 30,
            "k_file_age.1": "adult",
            "k_file_seen.2": 4,
            "k_file_out.2": "held",
            "k_file_days.2": 90,
            "k_file_age.2": {"state": "does_not_know"},
        }

    visit(round_of_people, files=stock, places=1)
    first, second = files_of(round_of_people).to_dict("records")
    assert (first["seen"], first["left"], first["reason"]) == (12, 30, "removal")
    assert (second["seen"], second["news"]) == (4, 90)
    assert first["age"] == "adult"
    assert pd.isna(second["reason"])
    assert pd.isna(second["age"])
    assert first["listed"] == 62  # people present at the first place


def test_whether_somebody_left_is_never_guessed(round_of_people):
    def unknown(_dice):
        unknown_way_out = {
            "k_file_out.1": {"state": "does_not_know"},
            "k_file_days.1": 9,
        }
        rest = {"k_files_days_n": 1, "k_file_age.1": "adult"}
        return {"k_files_from": "admissions", **rest, **unknown_way_out}

    visit(round_of_people, files=unknown, places=1)
    (file,) = files_of(round_of_people).to_dict("records")
    assert pd.isna(file["left"])
    assert pd.isna(file["news"])


def test_a_place_that_keeps_its_files_closed_gives_no_file(round_of_people):
    visit(round_of_people, files=lambda _dice: {"k_file_out.1": "judge"}, places=2)
    assert len(files_of(round_of_people)) == 0


def test_files_come_out_of_a_snapshot_as_they_went_in(visited):
    packed = unpack(visited.snapshot.content())
    (unpacked,) = [
        frame_input.frame.files
        for frame_input in packed
        if frame_input.frame.source == RECORDS
    ]
    files = files_of(visited.round)
    assert list(unpacked.columns) == list(files.columns)
    for name in ("seen", "left", "news", "listed"):
        assert unpacked[name].astype(float).equals(files[name].astype(float)), name
    for name in ("psu", "origin", "reason", "age"):
        ours, theirs = (table[name].fillna("").tolist() for table in (files, unpacked))
        assert ours == theirs, name


def test_what_nobody_had_an_answer_to_survives_a_snapshot(visited):
    """A round in which everybody is still held: no way out, no day of exit."""
    inputs = unpack(visited.snapshot.content())
    for frame_input in inputs:
        if len(frame_input.frame.files):
            frame_input.frame.files["left"] = float("nan")
            frame_input.frame.files["reason"] = None
    again = unpack(snapshots.pack(inputs))
    (files,) = [
        frame_input.frame.files for frame_input in again if len(frame_input.frame.files)
    ]
    assert files["reason"].isna().all()
    assert files["left"].isna().all()


# -- stored, reproduced, exported ------------------------------------------------------


def test_lengths_come_out_equal_from_the_snapshot(visited):
    assert visited.statistics.filter(code="E2.4").exists()
    assert reproduce(visited) == []
    share = visited.statistics.filter(about="admissions:held:28")
    share.update(value=0.5)
    assert any("admissions:held:28" in line for line in reproduce(visited))


def sheet(figures, name):
    """about → the row of the workbook that a person takes away."""
    content = working_workbook(reader_for(person(name), figures))
    rows = load_workbook(io.BytesIO(content))["results"]
    head, *lines = rows.iter_rows(values_only=True)
    table = [dict(zip(head, line, strict=True)) for line in lines]
    statistics = [row for row in table if row["result_kind"] == "statistic"]
    return {row["category_code"]: row for row in statistics}


def test_the_exact_workbook_holds_every_day_with_its_range(visited):
    rows = sheet(visited, "reviewer")
    share = rows["admissions:held:28"]
    assert share["ci_lower"] < share["estimate"] < share["ci_upper"]
    assert share["denominator"] > 0
    assert rows["present"]["unit"] == "persons"
    assert "present:mean" in rows


def test_everybody_takes_away_the_five_published_days_in_bands(visited):
    rows = sheet(visited, "reader")
    days = {about for about in rows if re.fullmatch(r"admissions:held:\d+", about)}
    published = {about for about in days if rows[about]["suppressed"] == "no"}
    assert published == {f"admissions:held:{day}" for day in (7, 30, 90)}
    share = rows["admissions:held:30"]
    assert share["likely_low"] <= share["band_low"] < share["band_high"]
    assert share["band_high"] - share["band_low"] == pytest.approx(0.05)
    few_people = rows["admissions:held:180"]
    assert few_people["note"].startswith("Not published: fewer than ten people")
    assert few_people["band_low"] is None


# -- the page --------------------------------------------------------------------------


def test_the_page_begins_with_how_long_half_of_them_were_held(client, visited):
    median = visited.statistics.get(about="admissions:median")
    days = {"reviewer": f"{round(median.value)} days", "reader": "about 30 days"}
    for name, number in days.items():
        text = text_of(client, visited, name)
        sentence = f"Half were held {number} or longer (likely "
        assert sentence in text
        assert "includes people still held when the files were read" in text
        assert text.index(sentence) < text.index(
            "Time in detention so far, for people present"
        )


def picture_of(client, figures, name):
    text = text_of(client, figures, name)
    return re.search(r'<svg class="figure".*?</svg>', text, re.S)[0]


def test_the_picture_of_the_review_body_falls_with_every_exit(client, visited):
    picture = picture_of(client, visited, "reviewer")
    days = visited.statistics.filter(about__regex=r"^admissions:held:\d+$")
    assert picture.count('class="target"') == 3
    at_28 = days.get(about="admissions:held:28")
    assert f"After 28 days {round(at_28.value * 100)}% were still held" in picture
    for day in days.exclude(pk=at_28.pk):  # its number would lie on that of day 30
        assert f">{round(day.denominator)}</text>" in picture


def test_the_picture_for_everybody_is_of_bands_on_published_days(client, visited):
    picture = picture_of(client, visited, "reader")
    rows = visited.published_statistics.filter(
        about__regex=r"^admissions:held:\d+$", state="published"
    )
    assert picture.count('class="band"') == rows.count() == 3
    assert 'class="dot"' not in picture
    month = rows.get(about="admissions:held:30")
    sentence = f"After 30 days between {month.band_low} and {month.band_high} in 100"
    assert sentence in picture
    assert "After 28 days" not in picture
    exact = visited.statistics.filter(about__regex=r"^admissions:held:\d+$")
    for day in exact:
        assert f">{round(day.denominator)}</text>" not in picture


def test_time_held_so_far_has_its_own_heading_and_says_what_it_is_not(client, visited):
    text = text_of(client, visited)
    _before, _heading, after = text.partition(
        "Time in detention so far, for people present"
    )
    assert "it is not how long detention lasts" in after
    assert "Half were held" not in after
    assert "Still held" not in after


def test_no_sentence_speaks_of_both_lengths(client, visited):
    text = re.sub(r"<[^>]+>", " ", text_of(client, visited))
    for sentence in re.split(r"(?<=[.!?])\s", text):
        both = "so far" in sentence and "still held" in sentence.lower()
        assert not both, sentence


def test_a_transfer_is_said_to_end_no_detention(client, visited):
    assert "total time in detention is longer" in text_of(client, visited)


def test_files_of_two_places_are_for_the_review_body(client, round_of_people):
    visit(round_of_people, places=2)
    figures = computed_of(round_of_people)
    release_by_two(figure_set=figures, by=person("reviewer"))
    text = text_of(client, figures)
    assert "Not published: fewer than three places or programmes" in text
    assert "Half were held" not in text
    assert "Half were held" in text_of(client, figures, "reviewer")


def test_files_that_were_not_drawn_at_random_are_counted(client, round_of_people):
    visit(round_of_people, design_class="purposive")
    text = text_of(client, computed_of(round_of_people), "reviewer")
    followed = text[: text.index("Time in detention so far")]
    assert "These places were not chosen at random" in followed
    assert "How stays ended" in followed
    assert "%" not in re.sub(r"<[^>]+>", " ", followed[followed.index("<h1>") :])


def test_files_of_people_who_left_are_told_as_such(client, round_of_people):
    def left(dice):
        answers = {"k_files_from": "releases", "k_exits": 200, "k_files_days_n": 20}
        for number in range(1, 21):
            answers |= {
                f"k_file_out.{number}": dice.choice(["judge", "removal"]),
                f"k_file_days.{number}": int(dice.lognormvariate(3.3, 1.1)),
                f"k_file_age.{number}": "adult",
            }
        return answers

    visit(round_of_people, files=left)
    text = text_of(client, computed_of(round_of_people), "reviewer")
    assert "Length of completed stays" in text
    assert "so the longest stays are missing" in text
    assert "Still held" not in text


def test_in_french_the_page_is_whole(client, visited, french):
    client.cookies["django_language"] = "fr"
    text = text_of(client, visited)
    plain = re.sub(r"<[^>]+>", " ", text)
    assert "Durée de la rétention" in plain
    assert "La moitié a été retenue environ 30 jours ou plus" in plain
    for word in ("Still held", "Days held", "files were read", "Way out", "Counted"):
        assert word not in plain


def test_a_row_that_is_not_published_says_why_and_has_no_number(visited):
    page = length.page(reader_for(person("reader"), visited))
    lines = page["present"][0]["measures"]
    unpublished = [line for line in lines if line.get("unpublished") is not None]
    assert unpublished
    for line in unpublished:
        assert set(line) == {"name", "unpublished"}
        assert line["unpublished"] in (
            "Not published: fewer than ten people",
            "Not published: more people are needed for a mean",
        )
