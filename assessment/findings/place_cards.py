"""Standards that hold for each place: which fail, by name or by kind and district."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.charts import plot_lines
from assessment.presentation import code_labels, figure_sentences, number_texts
from assessment.presentation.figure_cards import FigureCard, PlotLine
from assessment.reading.source_lines import source_line
from surveys.models import Instrument, SiteKind

RECORDS = Instrument.Source.RECORDS


def place_card(reader, place_standard, names):
    """Places that fail one standard. names: of districts, by code.

    Named for the review body, the worst on top; by kind and district for everybody.
    """
    card_id = f"{place_standard.indicator.pk.lower().replace('.', '-')}-by-place"
    number_heads = (_("Places that fail"), _("People held in them"))
    lines = tuple(_count_lines(place_standard, names))
    rows = tuple((line.heading or "", line.name, *line.numbers) for line in lines)
    notes = ()
    if place_standard.results:
        notes = tuple(_named(result) for result in place_standard.failing)
    total = place_standard.total
    visited = None if total.failing is None else total.places
    return FigureCard(
        id=card_id,
        heading=heading(place_standard),
        what=figure_sentences.capital(place_standard.indicator.label),
        head=(_("Grouping"), _("Places"), *number_heads),
        rows=rows,
        lines=lines,
        number_heads=number_heads,
        notes=notes,
        key=_("Filled square: a place that fails."),
        source=source_line(reader, [RECORDS], visited),
        exact=reader.exact,
    )


def heading(place_standard):
    """ "6 of 12 places visited fail; 466 of 1,190 people are held in them"."""
    total = place_standard.total
    if total.failing is None:
        return _("Not published: fewer than three places")
    if not total.failing:
        return ngettext(
            "The %(places)d place visited meets this standard",
            "All %(places)d places visited meet this standard",
            total.places,
        ) % {"places": total.places}
    text = ngettext(
        "%(failing)d of %(places)d place visited fails this standard",
        "%(failing)d of %(places)d places visited fail this standard",
        total.places,
    ) % {"failing": total.failing, "places": total.places}
    if total.people is None:
        return text
    return _("%(places)s; %(people)s of %(all)s people are held there") % {
        "places": text,
        "people": number_texts.whole_number(total.people),
        "all": number_texts.whole_number(place_standard.people_at_all),
    }


def _count_lines(place_standard, names):
    yield _count_line(_("All places visited"), "", place_standard.total, strong=True)
    kinds = dict(SiteKind.choices)
    head = _("By kind of place")
    for count in place_standard.by_kind:
        yield _count_line(str(kinds.get(count.code, count.code)), head, count)
        head = ""
    districts = [count for count in place_standard.by_district if count.code]
    head = _("By district")
    for count in districts:
        yield _count_line(names[count.code], head, count)
        head = ""


def _count_line(name, head, count, strong=False):
    if count.failing is None:
        numbers = (_("not published: fewer than three places"), "")
        return PlotLine(name, "", numbers, head, strong)
    people = "" if count.people is None else number_texts.whole_number(count.people)
    numbers = (number_texts.k_of_n(count.failing, count.places), people)
    plot = plot_lines.squares(count.failing, count.places)
    return PlotLine(name, plot, numbers, head, strong)


def worst_sentence(place_standard):
    """ "Worst: Brannick Police Cells, 46 for 38.", for readers of exact figures."""
    if place_standard.worst is None:
        return ""
    return _("Worst: %(place)s.") % {"place": _named(place_standard.worst)}


def _named(result):
    """ "Brannick Police Cells: 46 for 38", for readers of exact figures."""
    if result.denominator in (0, 1):
        return f"{result.name}: " + _("%(people)s people held") % {
            "people": number_texts.whole_number(result.people)
        }
    return f"{result.name}: " + _("%(numerator)s for %(denominator)s") % {
        "numerator": number_texts.short(result.numerator),
        "denominator": number_texts.short(result.denominator),
    }


def district_names(figure_set):
    """Code → name, as the form about programmes has them."""
    return code_labels.names(figure_set, Instrument.Source.PROVIDER, "p_district")
