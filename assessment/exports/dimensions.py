"""Tables of indicators, groups and places, to be joined with the results by code."""

from django.utils.translation import override

from assessment.exports.csv_text import text_table
from assessment.exports.result_rows import unit_of
from assessment.exports.statistic_names import NAMES as STATISTIC_NAMES
from assessment.presentation import figure_rows, group_names
from surveys.models import PrimaryUnit, Site, SiteKind

INDICATOR_FIELDS = (
    ("indicator_code", "string"),
    ("standard_code", "string"),
    ("domain_code", "string"),
    ("domain_en", "string"),
    ("domain_fr", "string"),
    ("standard_en", "string"),
    ("standard_fr", "string"),
    ("standard_ref", "string"),
    ("name_en", "string"),
    ("name_fr", "string"),
    ("source_group", "string"),
    ("statistic", "string"),
    ("unit", "string"),
    ("target", "number"),
    ("target_direction", "string"),
    ("one_case_too_many", "string"),
    ("every_place", "string"),
    ("own_to_round", "string"),
)
INDICATOR_KEY = ("indicator_code",)
GROUP_FIELDS = (
    ("source_group", "string"),
    ("group_var", "string"),
    ("group_code", "string"),
    ("group_var_en", "string"),
    ("group_var_fr", "string"),
    ("name_en", "string"),
    ("name_fr", "string"),
    ("place_in_list", "integer"),
)
GROUP_KEY = ("source_group", "group_var", "group_code")
PLACE_FIELDS = (
    ("place_var", "string"),
    ("place_code", "string"),
    ("name_en", "string"),
    ("name_fr", "string"),
    ("site_type", "string"),
    ("region", "string"),
)
PLACE_KEY = ("place_var", "place_code")


def in_both_languages(make):
    """[English, French] of a text that is made in the language of the reader."""
    texts = []
    for language in ("en", "fr"):
        with override(language):
            texts.append(str(make()))
    return texts


# -- indicators ----------------------------------------------------------------------


def indicator_lines(figures, statistics):
    """One row an indicator of the release, and one a code of its statistics."""
    indicators = {figure.indicator_id: figure.indicator for figure in figures}
    for _code, indicator in sorted(indicators.items()):
        yield _indicator(indicator)
    for code in sorted({statistic.code for statistic in statistics}):
        names = in_both_languages(lambda code=code: STATISTIC_NAMES[code])
        yield (code, *[None] * 7, *names, *[None] * 8)


def _indicator(indicator):
    standard = indicator.standard
    about = [None] * 7
    if standard is not None:
        about = [
            standard.pk,
            standard.pk.partition("-")[0],
            standard.domain_en,
            standard.domain_fr,
            standard.title_en,
            standard.title_fr,
            "; ".join(source.citation for source in figure_rows.sources(standard)),
        ]
    return (
        indicator.pk,
        *about,
        indicator.label_en,
        indicator.label_fr,
        indicator.source,
        indicator.statistic,
        unit_of(indicator),
        indicator.target,
        indicator.direction,
        _yes(indicator.zero_tolerance),
        _yes(indicator.rule),
        _yes(indicator.is_own),
    )


def _yes(value):
    return "yes" if value else "no"


# -- groups --------------------------------------------------------------------------


def group_lines(figures):
    """One row a group of an informant group that a figure of the release is of."""
    groups = {
        (figure.source, figure.group_var, figure.group_code) for figure in figures
    }
    for number, key in enumerate(sorted(groups, key=_place), start=1):
        source, variable, code = key
        yield (
            *key,
            *in_both_languages(lambda v=variable: group_names.VARIABLES.get(v, "")),
            *in_both_languages(
                lambda s=source, v=variable, c=code: group_names.label(s, v, c)
            ),
            number,
        )


def _place(group):
    source, variable, code = group
    return source, group_names.order(variable, code), code


# -- places --------------------------------------------------------------------------


def place_lines(figure_set, exact):
    """Kinds of place and regions; the places by name for readers of exact figures."""
    sites = Site.objects.filter(
        pk__in=PrimaryUnit.objects.filter(round=figure_set.round_id).values("site")
    ).order_by("code")
    kinds = {site.kind for site in sites}
    for kind in SiteKind:
        if kind in kinds:
            names = in_both_languages(lambda kind=kind: SiteKind(kind).label)
            yield ("site_type", str(kind), *names, str(kind), None)
    for region in sorted({site.district for site in sites if site.district}):
        yield ("region", region, region, region, None, region)
    if exact:
        for site in sites:
            names = (site.name, site.name)
            yield ("site", site.code, *names, str(site.kind), site.district or None)


# -- files ---------------------------------------------------------------------------


def dim_indicator_csv(reader):
    lines = indicator_lines(reader.figures(), reader.statistics())
    return text_table(_names(INDICATOR_FIELDS), lines)


def dim_group_csv(reader):
    return text_table(_names(GROUP_FIELDS), group_lines(reader.figures()))


def dim_place_csv(reader):
    lines = place_lines(reader.figure_set, reader.exact)
    return text_table(_names(PLACE_FIELDS), lines)


def _names(fields):
    return [name for name, _type in fields]
