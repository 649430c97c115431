"""Forms as other tools take them: each sentence about their mending is said of one."""

from tests.surveys.xlsform.repairs.forms import SETTINGS, drawn

HEAD = "| type | name | label::English (en) |"
YES_NO = """
| list_name | name | label::English (en) |
| yn        | yes  | Yes                 |
| yn        | no   | No                  |
"""
ALLOWED = """
| form_id | version | allow_choice_duplicates | daa::respondent |
| trial   | 1       | yes                     | none            |
| trial   | 2       |                         |                 |
"""


def form(survey, *files, settings=SETTINGS, **sheets):
    content = drawn(survey=survey, settings=settings, **sheets)
    return [("form.md", content), *files]


def habits():
    rows = """
    | integer       | a      | A? |             |             | null             | |
    | text          | b      | B? |             | oui         | ${last-saved#b}  | |
    | text          | c      | C? |             | non         | now() + 1        | |
    | text          | d      | D? |             | ${a} > 1    |                  | |
    | text          | e      | E? | ${a} > 1    | ${a} > 1    |                  | |
    | select_one yn | f      | F? |             |             | Fill this in     | |
    | note          |        | N  |             |             |                  | |
    | begin_group   | inputs | I  | ./source = 'user' |   |                  | |
    | hidden        | source |    |             |             |                  | |
    | text          | Q1.1   | Q? |             |             |                  | |
    | end_group     |        |    | ${Q1.1} = 'x' |           |                  | |
    """
    return form(f"{HEAD} relevant | required | default | mine |{rows}", choices=YES_NO)


def drawn_numbers():
    rows = """
    | calculate     | number | | uuid()                                         | |
    | calculate     | mark   | | once(uuid())                                   | |
    | calculate     | lone   | | once(uuid())                                   | |
    | text          | c      | C? ${mark} |                                     | |
    | text          | d      | D? |                        | ${number} != 'x'     | |
    | begin_repeat  | visit  | V  |                                             | |
    | text          | visit  | W? |                                             | |
    | calculate     | count  |    | index()                                     | |
    | calculate     | all    |    | sum(../../visit/count)                      | |
    | end_repeat    |        |    |                                             | |
    | select_one yn | f      | F? |                                             | |
    | calculate     | g | | jr:itext(instance('yn')/root/item[name=${f}]/itextId) | |
    """
    named = "| form_id | version | instance_name |\n| t | 1 | ${lone} |"
    head = f"{HEAD} calculation | relevant |"
    return form(f"{head}{rows}", choices=YES_NO, settings=named)


def shared_names(reader=""):
    rows = f"""
    | begin_group | mother | M  | |
    | integer     | age    | A? | |
    | text        | b      | B? | ${{age}} > 1 |
    | end_group   |        |    | |
    | begin_group | father | F  | |
    | integer     | age    | A? | |
    | end_group   |        |    | |
    | text        | c      | C? | ../mother/age > 1 |
    {reader}
    """
    return form(f"{HEAD} relevant |{rows}")


def codes(filter="region = ${r}", settings=SETTINGS, relevant="${t} = 'center'"):
    rows = f"""
    | select_one region | r | R? |          | |
    | select_one town   | t | T? | {filter} | |
    | select_one said   | s | S? |          | |
    | text              | w | W? |          | {relevant} |
    | text              | k | K? |          | ${{s}} = 'don’t_know' |
    """
    choices = """
    | list_name | name       | label::English (en) | region | daa::state |
    | region    | n          | North               |        |            |
    | region    | s          |                     |        |            |
    | town      | center     | Center              | n      |            |
    | town      | center     | Centre              | s      |            |
    | said      | don’t_know | Don’t know          |        |            |
    | said      | ref        | R                   |        | refused    |
    | said      | no         | N                   |        | refused    |
    | said      | may        | M                   |        | perhaps    |
    """
    head = f"{HEAD} choice_filter | relevant |"
    return form(f"{head}{rows}", choices=choices, settings=settings)


def files():
    rows = """
    | select_one_external town | t | T? |                                  |
    | select_one_external hut  | h | H? |                                  |
    | calculate                | a |    | pulldata('f', 'no', 'key', ${t}) |
    | calculate                | b |    | pulldata('g', 'no', 'key', ${t}) |
    | calculate                | c |    | pulldata('f', 'x', 'key', ${t})  |
    """
    external = """
    | list_name | name | label |
    | town      | t1   | Town  |
    """
    csv = ("f.csv", b"key,x\n1,2\n")
    head = f"{HEAD} calculation |"
    return form(f"{head}{rows}", csv, external_choices=external)


def many_choices():
    """An external list that, with the others, is longer than the choices may be."""
    head = "| list_name | name | label |\n"
    external = "".join(f"| town | t{number} | T |\n" for number in range(1_100))
    own = "".join(f"| own | o{number} | O |\n" for number in range(18_950))
    rows = f"{HEAD}\n| select_one_external town | t | T? |"
    return form(rows, choices=head + own, external_choices=head + external)


def loops(count):
    rows = """
    | begin loop over pet | pets | Pets          |
    | integer             | n    | How many?     |
    | end loop            |      |               |
    """
    choices = "| list_name | name | label::English (en) |\n" + "".join(
        f"| pet | p{number} | Pet |\n" for number in range(count)
    )
    return form(f"{HEAD}{rows}", choices=choices)


def asks_nobody():
    return form(
        f"{HEAD}\n| integer | a | A? |", settings="| form_id | version |\n| t | 1 |"
    )


def spoken_states():
    spoken = {"dk": "Don't know", "ref": "Refused", "na": "Not applicable"}
    lines = [f"| yn | {code} | {label} |\n" for code, label in spoken.items()]
    choices = YES_NO + "".join(lines)
    rows = f"{HEAD}\n| select_one yn | a | A? |"
    return form(rows, choices=choices, settings=ALLOWED)


def choices_without_text():
    choices = "".join(f"| l | c{number} | |\n" for number in range(9))
    return form(
        f"{HEAD}\n| select_one l | a | A? |",
        choices=f"| list_name | name | label::English (en) |\n{choices}",
    )


OTHERS = {
    "choices without text": choices_without_text(),
    "habits": habits(),
    "drawn numbers": drawn_numbers(),
    "shared names": shared_names(),
    "a shared name read": shared_names("| text | d | D? | ${age} > 1 |"),
    "codes of two places": codes(),
    "codes that nothing reads": codes("", ALLOWED, ""),
    "a code of either place": codes(relevant="concat(${t}, '') = 'center'"),
    "files": files(),
    "many choices": many_choices(),
    "a loop": loops(9),
    "a long loop": loops(2_000),
    "asks nobody": asks_nobody(),
    "spoken states": spoken_states(),
}
