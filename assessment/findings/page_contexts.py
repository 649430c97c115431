"""Template contexts of the pages of the review, from stored figures."""

from django.utils.translation import gettext as _

from assessment.access import (
    computable_rounds_for,
    figure_sets_for,
    own_indicator_rounds_for,
    public_rounds_for,
    releasable_for,
)
from assessment.computation import coverage
from assessment.computation.figure_inputs import OF_PLACES
from assessment.findings import agreement, priorities, standard_cards, standard_page
from assessment.presentation import figure_rows, uncertainty
from assessment.sampling import how_chosen
from surveys.access import rounds_for
from surveys.models import DesignClass, Instrument


def home(person):
    sets = list(figure_sets_for(person))
    computable = set(computable_rounds_for(person).values_list("pk", flat=True))
    proposable = set(own_indicator_rounds_for(person).values_list("pk", flat=True))
    opens = set(public_rounds_for(person).values_list("pk", flat=True))
    releasable = set(releasable_for(person).values_list("pk", flat=True))
    rounds = [
        {
            "round": round,
            "sets": [
                figure_set for figure_set in sets if figure_set.round_id == round.pk
            ],
            "may_compute": round.pk in computable,
            "may_open": round.pk in opens,
            "has_own_indicators": round.pk in proposable,
        }
        for round in rounds_for(person).order_by("-starts_on", "code")
    ]
    return {
        "rounds": rounds,
        "releasable": releasable,
        "synthetic": any(row["round"].synthetic for row in rounds),
    }


def own_figures(reader):
    """Indicators that the round made for itself, each with its groups."""
    figures = reader.figures(indicator__round__isnull=False)
    return {
        "cards": standard_page.groups_cards(reader, figures),
        "how_to_read": uncertainty.how_to_read(),
    }


def voices(reader):
    """R7: people and officials on each standard, the widest apart first."""
    pairs = figure_rows.comparison_pairs(reader.figures(group_var="all"))
    exact = [statistic.exact for statistic in reader.statistics() if statistic.is_exact]
    return {
        "card": standard_cards.disagreements_card(reader, pairs) if pairs else None,
        "agreements": agreement.agreements(exact),
    }


def priorities_page(reader, standard_code="", data=None):
    """The list of gaps, and the form for members of the body."""
    priority_list = priorities.rank_gaps(
        reader.figure_set, reader.figures(), today=reader.exact
    )
    return {
        "priority_list": priority_list,
        "form": priorities.form(priority_list, standard_code, data),
        "may_judge": reader.is_member,
        "named": reader.exact,
        "how_to_read": uncertainty.how_to_read(),
    }


def methods(reader):
    figure_set, exact = reader.figure_set, reader.exact
    classes = set(figure_set.published_figures.values_list("source", "design_class"))
    counts = figure_set.coverage if exact else figure_set.coverage_in_public
    chosen = counts.get(Instrument.Source.MIGRANT, {}).get("chosen", {})
    return {
        "chosen": how_chosen.sentences(chosen),
        "chosen_head": how_chosen.head(),
        "chosen_rows": how_chosen.rows(chosen),
        "designs": [
            (Instrument.Source(source).label, DesignClass(kind).label)
            for source, kind in sorted(classes)
        ],
        "precision": _precision(figure_set),
        "coverage": coverage.lines(figure_set, exact),
        "rule": figure_set.settings.get("publication", {}),
        "tolerance": round(figure_set.settings.get("tolerance", 0) * 100),
        "how_to_read": uncertainty.how_to_read(),
    }


def _precision(figure_set):
    """(informants, design effect, degrees of freedom) behind published ranges."""
    return [
        {
            "name": _precision_name(name),
            "deff": round(values["deff"], 1),
            "df": round(values["df"]),
        }
        for name, values in sorted(figure_set.precision.items())
        if name.split()[1] != DesignClass.PURPOSIVE and values["deff"]
    ]


def _precision_name(name):
    """Informants, versions where they are not those of the catalogue, kind of place."""
    source, _kind, *others = name.split()
    label = str(Instrument.Source(source).label)
    of_places = others[-1:] == [OF_PLACES]
    versions = others[:-1] if of_places else others
    if versions:
        label = f"{label}, {versions[0]}"
    if of_places:
        return _("%(name)s, by kind of place") % {"name": label}
    return label
