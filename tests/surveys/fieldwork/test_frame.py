"""The list of places: read, with every problem by cell; shown; accepted as a whole."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from surveys.fieldwork import frame, frame_views
from surveys.models import FramePlace, Round, Stratum

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PLACE = {
    "code": "POL-01",
    "name": "Ulland police station",
    "kind": "police",
    "region_pcode": "XV03",
    "district_pcode": "XV0303",
    "stratum": "Police cells",
    "room_for": "20",
    "people_held": "11",
    "number_is": "estimate",
    "counted_on": "2026-10-06",
    "access": "granted",
}


def place(code, **more):
    return PLACE | {"code": code} | more


def sheet(*places, columns=frame.COLUMNS, mark=",", encoding="utf-8"):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark)
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in places)
    return text.getvalue().encode(encoding)


def problems(*places, **more):
    _places, found = frame.read_places("places.csv", sheet(*places, **more), TODAY)
    return [(p.row, p.column, p.message) for p in found if not p.doubt]


@pytest.fixture
def coordinator(empty_round, as_person):
    Round.objects.update(state="planned")
    return as_person("coordinator")


def upload(client, content, name="places.csv", code="demo-2026"):
    files = {"file": SimpleUploadedFile(name, content)}
    return client.post(reverse("frame", args=[code]), files)


def accept(client, page, code="demo-2026"):
    parcel = {"parcel": page.context["parcel"]}
    return client.post(reverse("frame-accept", args=[code]), parcel, follow=True)


# -- reading ---------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_list_is_read_whatever_stands_between_the_cells(mark):
    places, found = frame.read_places("a.csv", sheet(PLACE, mark=mark), TODAY)
    assert found == []
    (read,) = places
    assert read["people_held"] == 11
    assert read["counted_on"].isoformat() == "2026-10-06"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("border", "border"),
        ("POLICE", "police"),
        ("Prison", "prison"),
        ("Border, port, airport or transit zone", "border"),
        ("Police ou gendarmerie", "police"),
    ],
)
def test_codes_and_labels_of_both_languages_are_read(written, code):
    places, found = frame.read_places("a.csv", sheet(place("A", kind=written)), TODAY)
    assert found == []
    assert places[0]["kind"] == code


@pytest.mark.parametrize(
    ("wrong", "column", "sentence"),
    [
        ({"code": "POL 08"}, "code", "Use letters, digits and dashes"),
        ({"code": "POL-0000000001"}, "code", "12 at most"),
        ({"code": ""}, "code", "must not be empty"),
        ({"kind": "airport"}, "kind", "Did you mean border"),
        ({"kind": "hotel"}, "kind", "Choose one of: ded"),
        ({"people_held": "about 60"}, "people_held", "Write a whole number"),
        ({"people_held": "-1"}, "people_held", "Write a whole number"),
        ({"people_held": ""}, "people_held", "Write the number, or “unknown”"),
        ({"counted_on": "6.10.2026"}, "counted_on", "Write the day as 2027-01-31"),
        (
            {"counted_on": str(TODAY + timedelta(days=1))},
            "counted_on",
            "in the future",
        ),
        ({"name": "x" * 161}, "name", "Shorten it to 160"),
        ({"name": "a\u202eb"}, "name", "invisible character"),
        ({"stratum": ""}, "stratum", "must not be empty"),
    ],
)
def test_what_is_wrong_in_a_cell_is_said_there(wrong, column, sentence):
    ((row, where, message),) = problems(place("OK-1"), PLACE | wrong)
    assert (row, where) == (3, column)
    assert sentence in message


def test_all_problems_are_said_at_once():
    found = problems(
        place("A"), place("a", kind="x"), place("B", district_pcode="XV0303")
    )
    assert [(row, column) for row, column, _message in found] == [
        (3, "code"),
        (3, "kind"),
    ]
    assert "already in row 2" in found[0][2]
    other = place("C", region_pcode="XV09")
    ((row, column, message),) = problems(place("A"), other)
    assert (row, column) == (3, "district_pcode")
    assert "lies in XV03" in message


def test_a_number_that_is_unknown_may_be_empty_and_a_full_place_is_a_doubt():
    unknown = place("A", people_held="", number_is="unknown")
    assert problems(unknown) == []
    content = sheet(place("B", people_held="350", room_for="35"))
    _places, (doubt,) = frame.read_places("a.csv", content, TODAY)
    assert doubt.doubt
    assert doubt.message == "350 people held, room for 35: is this right?"


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (("kode", *frame.COLUMNS[1:]), "The column code is missing"),
        (("kode", *frame.COLUMNS[1:]), "Is it code?"),
        ((*frame.COLUMNS, "code"), "The column code is there twice"),
        ((*frame.COLUMNS, "remarks"), "The column “remarks” is not known"),
        (("email", "role"), "The first row must name the columns"),
    ],
)
def test_wrong_headers_are_named(columns, sentence):
    found = problems(PLACE, columns=columns)
    assert any(sentence in message for _row, _column, message in found)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7", "It is a PDF document"),
        (sheet(place("A", name="Préfecture"), encoding="cp1252"), "CSV UTF-8"),
        (sheet(), "no row under its first one"),
        (b"a,b\n" + b"x,y\n" * 30_000, "more than 20000 rows"),
    ],
)
def test_a_file_that_is_no_list_is_answered_with_a_sentence(content, sentence):
    _places, found = frame.read_places("a.csv", content, TODAY)
    assert any(sentence in problem.message for problem in found)


def test_names_in_any_script_and_merged_cells(coordinator):
    names = ("مركز الشرطة", "Centre d’Évreux – Nord", "警察署")
    listed = [place(f"A-{n}", name=name) for n, name in enumerate(names)]
    places, found = frame.read_places("a.csv", sheet(*listed), TODAY)
    assert found == []
    assert [p["name"] for p in places] == list(names)
    book = openpyxl.Workbook()
    book.active.append(list(frame.COLUMNS))
    for row in (place("A"), place("B")):
        book.active.append([row[name] for name in frame.COLUMNS])
    book.active.merge_cells("F2:F3")
    file = io.BytesIO()
    book.save(file)
    _places, (problem,) = frame.read_places("a.xlsx", file.getvalue(), TODAY)
    assert (problem.row, problem.column) == (3, "stratum")


# -- showing and accepting -------------------------------------------------------------


def test_nothing_is_stored_before_it_is_accepted_and_then_all_of_it(coordinator):
    strata = Stratum.objects.count()
    listed = [place("A"), place("B"), place("C", stratum="Prisons", kind="prison")]
    page = upload(coordinator, sheet(*listed))
    assert page.status_code == 200
    assert not FramePlace.objects.exists()
    assert Stratum.objects.count() == strata
    done = accept(coordinator, page)
    assert "The list of places is accepted" in done.content.decode()
    assert set(FramePlace.objects.values_list("code", "stratum__name")) == {
        ("A", "Police cells"),
        ("B", "Police cells"),
        ("C", "Prisons"),
    }
    police = Stratum.objects.get(name="Police cells")
    assert (police.code, police.frame_count) == ("police-cells", 2)


def test_a_file_with_a_wrong_cell_stores_nothing_and_has_no_button(coordinator):
    page = upload(coordinator, sheet(place("A"), place("B", kind="airport")))
    assert page.status_code == 422
    text = page.content.decode()
    assert "1 cell must be put right" in text
    assert "Did you mean border" in text
    assert reverse("frame-accept", args=["demo-2026"]) not in text


def test_the_page_says_what_is_new_what_changes_and_what_goes(coordinator):
    accept(coordinator, upload(coordinator, sheet(place("A"), place("B"))))
    page = upload(
        coordinator, sheet(place("A", people_held="30"), place("D", stratum="New"))
    )
    change = page.context["comparison"]
    assert [p["code"] for p in change.new] == ["D"]
    assert [p["code"] for p in change.gone] == ["B"]
    assert [(c.place, c.column, c.was, c.becomes) for c in change.changed] == [
        ("A", "people_held", 11, 30)
    ]
    assert change.strata == [("New", 0, 1, 0, 11), ("Police cells", 2, 1, 22, 30)]
    accept(coordinator, page)
    assert set(FramePlace.objects.values_list("code", "people_held")) == {
        ("A", 30),
        ("D", 11),
    }


def test_two_coordinators_do_not_overwrite_each_other(coordinator):
    first = upload(coordinator, sheet(place("A")))
    second = upload(coordinator, sheet(place("B")))
    accept(coordinator, second)
    late = accept(coordinator, first)
    assert "Somebody changed the frame meanwhile" in late.content.decode()
    assert list(FramePlace.objects.values_list("code", flat=True)) == ["B"]


def test_after_the_draw_no_place_comes_goes_or_changes_its_stratum(coordinator):
    accept(coordinator, upload(coordinator, sheet(place("A"), place("B"))))
    FramePlace.objects.filter(code="A").update(drawn=True, chance=0.5)
    for listed in (
        [place("A")],
        [place("A"), place("B"), place("C")],
        [place("A", stratum="Prisons"), place("B")],
    ):
        refused = accept(coordinator, upload(coordinator, sheet(*listed)))
        assert "The sample is drawn" in refused.content.decode()
        assert FramePlace.objects.count() == 2
    corrected = sheet(place("A", name="New name"), place("B", people_held="5"))
    accept(coordinator, upload(coordinator, corrected))
    kept = FramePlace.objects.get(code="A")
    assert (kept.name, kept.drawn, kept.chance) == ("New name", True, 0.5)


def test_a_parcel_is_its_senders_alone_and_unaltered(coordinator, as_person):
    page = upload(coordinator, sheet(place("A")))
    parcel = page.context["parcel"]
    address = reverse("frame-accept", args=["demo-2026"])
    for wrong in ("", "x", parcel[:-4] + "AAAA"):
        late = coordinator.post(address, {"parcel": wrong}, follow=True)
        assert "Upload the file again" in late.content.decode()
    assert as_person("analyst").post(address, {"parcel": parcel}).status_code == 404
    assert not FramePlace.objects.exists()


def test_the_workbook_comes_back_as_it_went(coordinator):
    page = reverse("frame-workbook", args=["demo-2026"])
    empty = coordinator.get(page).content
    book = openpyxl.load_workbook(io.BytesIO(empty))
    assert book.sheetnames == ["places", "How to fill it in", "Comment remplir"]
    assert [cell.value for cell in book["places"][1]] == list(frame.COLUMNS)
    assert len(book["places"].data_validations.dataValidation) == 3
    listed = [place("A", name="=1+1"), place("B", room_for="", counted_on="")]
    accept(coordinator, upload(coordinator, sheet(*listed)))
    content = coordinator.get(page).content
    shown = upload(coordinator, content, "places.xlsx")
    change = shown.context["comparison"]
    assert (change.new, change.changed, change.gone, change.same) == ([], [], [], 2)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book["places"].cell(2, 2)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_five_thousand_places_are_read_and_kept_in_little_time(coordinator):
    """New ones, and then all of them corrected."""
    import time

    listed = [
        place(f"P-{n}", name=f"Place {n}", stratum=f"S{n % 40}") for n in range(5_000)
    ]
    for held in ("11", "12"):
        listed = [row | {"people_held": held} for row in listed]
        begun = time.process_time()
        page = upload(coordinator, sheet(*listed))
        accept(coordinator, page)
        assert FramePlace.objects.filter(people_held=held).count() == 5_000
        assert time.process_time() - begun < 10, "CPU seconds"


def test_a_long_list_has_pages_and_each_place_is_on_one(coordinator, monkeypatch):
    monkeypatch.setattr(frame_views, "MOST_PLACES", 2)
    codes = ["B-1", "A-2", "B-2", "A-1", "A-3"]
    strata = {"A": "Prisons", "B": "Cells"}
    listed = [place(code, stratum=strata[code[0]]) for code in codes]
    accept(coordinator, upload(coordinator, sheet(*listed)))
    address, seen, rest = reverse("frame", args=["demo-2026"]), [], ""
    while True:
        page = coordinator.get(address, {"after": rest})
        assert "5 places, 55 people held" in page.text
        seen += [row.code for row in page.context["places"]]
        rest = page.context["rest"]
        if not rest:
            break
        assert f'"?after={rest}"' in page.text
    assert seen == ["B-1", "B-2", "A-1", "A-2", "A-3"]


def test_a_correction_of_a_name_keeps_what_the_draw_gave(coordinator):
    accept(coordinator, upload(coordinator, sheet(place("A"))))
    FramePlace.objects.update(drawn=True, chance=0.5, draw_order=1)
    accept(coordinator, upload(coordinator, sheet(place("A", name="Other"))))
    kept = FramePlace.objects.get()
    assert (kept.name, kept.drawn, kept.chance) == ("Other", True, 0.5)
