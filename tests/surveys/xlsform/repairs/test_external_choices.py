"""select_one_external: lists of a sheet of their own."""

from tests.surveys.xlsform.repairs.forms import changes, problems, questions, sent

SURVEY = """
| type                     | name | label::English (en) | choice_filter |
| select_one region        | r    | Region?             |               |
| select_one_external town | t    | Town?               | region = ${r} |
"""
CHOICES = """
| list_name | name | label::English (en) |
| region    | n    | North               |
"""
EXTERNAL = """
| list name | name | label  | region |
| town      | t1   | Town 1 | n      |
| town      | t2   | Town 2 | s      |
| other     | o    | Other  | s      |
"""


def test_lists_of_the_other_sheet_become_choices_with_the_same_filter():
    answer = sent(SURVEY, choices=CHOICES, external_choices=EXTERNAL)
    assert questions(answer)["t"]["list_name"] == "town"
    towns = answer["instrument"]["lists"]["town"]
    assert [(c["code"], c["label"], c["columns"]) for c in towns] == [
        ("t1", {"en": "Town 1"}, {"region": "n"}),
        ("t2", {"en": "Town 2"}, {"region": "s"}),
    ]
    assert changes(answer) == {
        ("survey", 3, "type"): ("select_one_external town", "select_one town")
    }


def test_a_list_of_the_same_name_on_the_choices_sheet_stays_itself():
    choices = f"{CHOICES}| town | x | Elsewhere |\n"
    answer = sent(SURVEY, choices=choices, external_choices=EXTERNAL)
    assert questions(answer)["t"]["list_name"] == "town_external"


def test_the_file_that_other_tools_make_of_the_sheet_serves_as_well():
    file = ("itemsets.csv", b"list_name,name,label,region\ntown,t1,Town 1,n\n")
    answer = sent(SURVEY, file, choices=CHOICES)
    assert questions(answer)["t"]["list_name"] == "town"


def test_a_sheet_or_a_list_that_is_missing_is_named():
    [problem] = problems(sent(SURVEY, choices=CHOICES))
    assert "the sheet external_choices did not come along" in problem
    without = EXTERNAL.replace("| town ", "| city ")
    [problem] = problems(sent(SURVEY, choices=CHOICES, external_choices=without))
    assert "the sheet external_choices has no list “town”" in problem
