"""A sheet for a National Action Plan: the indicators of A/HRC/35/25, Goal 4.

The report of the Special Rapporteur on the human rights of migrants on a 2035 agenda
for mobility names seven indicators of ending detention. Each is answered here by the
figures that measure it, with their n, range and finding; one that nothing measures in
this round says so.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.presentation import figure_rows, figure_sentences

HEAD = (
    "goal_4",
    "indicator_en",
    "indicator_code",
    "source_group",
    "figure",
    "low",
    "high",
    "base",
    "target",
    "finding",
    "published",
    "sentence",
)
WIDTHS = (8, 44, 14, 14, 14, 10, 10, 8, 10, 14, 11, 80)
INDICATORS = (
    (
        "a",
        gettext_lazy("Detention orders are automatically reviewed by a judge"),
        ("JUD-01.m", "JUD-01.d", "JUD-02.k", "JUD-02.d"),
    ),
    (
        "b",
        gettext_lazy("Mandatory detention is abolished"),
        ("LEG-03.d.mandatory", "LEG-03.a"),
    ),
    (
        "c",
        gettext_lazy("The number of people detained is considerably reduced"),
        ("DAT-01.k.stock", "DAT-01.k.entries"),
    ),
    (
        "d",
        gettext_lazy("Alternatives to detention are created and expanded"),
        ("NEC-03.d", "ALT-01.p", "ALT-01.p.admitted"),
    ),
    (
        "e",
        gettext_lazy("More people are released into alternatives to detention"),
        ("ALT-02.k", "ALT-02.p"),
    ),
    (
        "f",
        gettext_lazy("The detention of children and families is abolished"),
        ("CHD-01.d", "CHD-02.k", "CHD-02.k.places", "CHD-02.m"),
    ),
    (
        "g",
        gettext_lazy(
            "The Optional Protocol is ratified and its mechanism visits every place"
        ),
        ("MON-01.d", "MON-02.a", "MON-02.k"),
    ),
)


def lines(figures):
    """Header and rows: each indicator of the goal with every figure that answers it."""
    totals = {}
    for figure in figures:
        if figure.group_var == "all":
            totals.setdefault(figure.indicator_id, []).append(figure)
    yield HEAD
    for letter, wording, codes in INDICATORS:
        answers = [figure for code in codes for figure in totals.get(code, [])]
        for figure in answers:
            yield _row(letter, str(wording), figure)
        if not answers:
            nothing = _("Not measured: no instrument in this round asks about it")
            blank = [None] * (len(HEAD) - 3)
            yield (letter, str(wording), *blank, nothing)


def _row(letter, wording, figure):
    line = figure_rows.line(figure)
    return (
        letter,
        wording,
        figure.indicator_id,
        figure.source,
        line.value,
        line.low,
        line.high,
        line.n,
        line.target,
        figure.finding,
        "yes" if figure.published.is_published else "no",
        " ".join(
            sentence
            for sentence in (
                figure_sentences.finding_sentence(figure),
                figure_sentences.base_sentence(figure),
            )
            if sentence
        ),
    )
