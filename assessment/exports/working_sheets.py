"""The sheets of the working workbook beside its results, as rows of cells."""

from collections import Counter, defaultdict

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessment.computation import coverage
from assessment.exports.about_release import LICENCE_ADDRESS, LICENCE_TITLE
from assessment.exports.result_rows import INDICATOR
from assessment.models import FigureSet, PublicationState, Standard
from assessment.presentation import figure_rows, group_names, uncertainty
from surveys.models import Instrument

PUBLIC_CELLS = ("band_low", "band_high", "likely_low", "likely_high", "value", "base")
EXACT_CELLS = ("estimate", "ci_lower", "ci_upper", "n")


# -- what the file is ----------------------------------------------------------------


def readme(about, figure_set, length):
    """What is in the file, how to read, cite and ask, who may use it."""
    first = [(mark, "") for mark in about.marks]
    return [
        *first,
        (_("Assessment"), about.name),
        (_("Interviews took place"), _days(about)),
        (_("Status of the figures"), figure_set.get_state_display()),
        (_("Version"), about.version),
        (_("Date"), date_format(about.moment, "j F Y")),
        (_("Check code"), about.fingerprint),
        (_("Rows"), length),
        (_("Who publishes this"), about.publisher),
        (_("Questions and mistakes"), about.contact),
        (_("How to cite"), about.citation),
        (_("Licence"), f"{LICENCE_TITLE}. {LICENCE_ADDRESS}"),
        (_("Next update"), _("With the next release of this round; there is no date.")),
        (_("How to read"), uncertainty.how_to_read()),
        (
            _("Shares"),
            _(
                "Shares are written from 0 to 1. An empty cell means “not published”,"
                " never zero. Its row gives the reason."
            ),
        ),
        (
            _("Not for publication"),
            uncertainty.exact(),
        )
        if about.exact
        else (_("Bands and rounded numbers"), uncertainty.published()),
        (
            _("Sheets"),
            _(
                "results: every figure, statistic and answer, one row each;"
                " wide_indicator_x_group: the figures with groups side by side; charts:"
                " pictures, and chart_data: their numbers; dictionary: what each column"
                " means; codebook and choices: the questions as they were asked;"
                " own_indicators: what this round made figures of; action_plan: the"
                " indicators of A/HRC/35/25, Goal 4; priorities: the gaps in order;"
                " standards: what was measured against; methods: how we calculated;"
                " quality: how complete the data are; suppression_log: how many figures"
                " are not published and why; change_log: the releases"
            ),
        ),
    ]


def _days(about):
    if about.first_day is None:
        return ""
    days = about.first_day.isoformat(), about.last_day.isoformat()
    return coverage.between(*days, about.exact)


# -- groups side by side -------------------------------------------------------------


def wide_lines(rows, exact):
    """Header and one line an indicator; of each group the same cells, side by side."""
    cells = EXACT_CELLS if exact else PUBLIC_CELLS
    by_indicator, groups = defaultdict(dict), set()
    for row in rows:
        group = row["group_var"], row["group_code"]
        key = row["indicator_code"], row["source_group"], row["design_class"]
        by_indicator[key][group] = row
        groups.add(group)
    ordered = sorted(groups, key=lambda group: (group_names.order(*group), group))
    names = [
        f"{variable}:{code}" if code != "all" else "all" for variable, code in ordered
    ]
    yield (
        *("indicator_code", "indicator_name", "source_group", "design_class"),
        *(f"{name}_{cell}" for name in names for cell in cells),
    )
    for key, of_groups in sorted(by_indicator.items()):
        name = next(iter(of_groups.values()))["indicator_name"]
        yield (
            *(key[0], name, *key[1:]),
            *(
                _cell(of_groups.get(group, {}), cell)
                for group in ordered
                for cell in cells
            ),
        )


def _cell(row, name):
    return row.get("base_low" if name == "base" else name)


# -- standards, methods, quality -----------------------------------------------------


def standard_lines():
    yield ("id", "domain", "title", "kind", "direction", "target", "sources", "figures")
    for standard in Standard.objects.prefetch_related("sources", "indicators"):
        figures = ", ".join(
            indicator.pk
            for indicator in standard.indicators.all()
            if not indicator.is_own
        )
        yield (
            standard.pk,
            standard.domain,
            standard.title,
            standard.get_kind_display(),
            standard.get_direction_display(),
            standard.target,
            "; ".join(source.citation for source in figure_rows.sources(standard)),
            figures or figure_rows.needs(standard),
        )


def own_indicator_lines(figures):
    """Definitions of the indicators that the round made for itself, if it has any."""
    own = {
        figure.indicator_id: figure.indicator
        for figure in figures
        if figure.indicator.is_own
    }
    names = ("pk", "label_en", "label_fr", "source", "standard_id", "statistic")
    names += ("numerator", "denominator", "target", "direction")
    yield ("id", *names[1:])
    for _code, indicator in sorted(own.items()):
        yield tuple(getattr(indicator, name) for name in names)


def method_lines(figure_set):
    yield (_("How to read"), uncertainty.how_to_read())
    yield (
        _("Ranges"),
        _(
            "For shares: the method of Korn and Graubard, with the sampling plan."
            " No range for people not chosen at random."
        ),
    )
    yield (
        _("Who is counted"),
        _(
            "People who preferred not to answer, did not know or could not be"
            " asked in private are shown separately. They never count as a “no”."
        ),
    )
    for key, value in sorted(figure_set.settings.items()):
        yield key, str(value)
    for key, value in sorted(figure_set.precision.items()):
        yield f"precision {key}", str(value)
    yield "analysis_version", figure_set.code_version


def quality_lines(figure_set, figures, exact):
    """Interviews received, used and excluded; and why answers are missing."""
    yield ("what", "who", "detail", "number")
    for line in coverage.lines(figure_set, exact):
        yield ("coverage", line["name"], "received", line["received"])
        yield ("coverage", line["name"], "used", line["used"])
        for reason, number in line["excluded"]:
            yield ("coverage", line["name"], f"excluded: {reason}", number)
        if line["left_out"]:
            yield ("coverage", line["name"], "left out", line["left_out"])
    for figure in figures:
        row = figure.exact if figure.is_exact else figure.published
        if figure.group_var == "all":
            for key, count in sorted(row.nonresponse.items()):
                name = figure_rows.reason(key)
                yield ("not answered", figure.indicator_id, name, count)


def suppression_lines(rows):
    """How many rows are not published, by what they are of and why. Counts only."""
    yield ("result_kind", "source_group", "group_var", "reason", "rows")
    counts = Counter(
        (
            row["result_kind"],
            str(Instrument.Source(row["source_group"]).label),
            str(group_names.VARIABLES.get(row["group_var"], row["group_var"])),
            str(PublicationState(row["suppressed_because"]).label),
        )
        for row in rows
        if row["suppressed"] == "yes"
    )
    for key, count in sorted(counts.items()):
        yield (*key, count)


def change_lines(figure_set, rows):
    """The releases of the round up to this one, and what stands of earlier ones."""
    yield ("release", "date", "what")
    earlier = FigureSet.objects.filter(
        round=figure_set.round_id, release_number__lte=figure_set.release_number or 0
    ).order_by("release_number")
    for release in earlier:
        day = release.released_at.strftime("%Y-%m-%d")
        text = getattr(release, "correction", "") or (
            _("First release") if release.release_number == 1 else _("Later release")
        )
        yield (release.release_number, day, text)
    standing = Counter(row["from_release"] for row in rows if row.get("from_release"))
    for number, count in sorted(standing.items()):
        text = _("%(count)d numbers stand from release %(number)d") % {
            "count": count,
            "number": number,
        }
        yield (figure_set.release_number, None, text)


def of_indicators(rows):
    return (row for row in rows if row["result_kind"] == INDICATOR)
