"""The cards of a standard: its groups, who says what, and the change since before."""

from itertools import groupby

from django.utils.translation import gettext as _

from assessment.charts import change_slopes, plot_lines, svg
from assessment.findings import changes
from assessment.presentation import (
    bands,
    figure_rows,
    figure_sentences,
    group_names,
    number_texts,
)
from assessment.presentation.figure_cards import FigureCard, PlotLine
from assessment.reading.reader_figures import ReaderFigure
from assessment.reading.source_lines import source_line
from surveys.models import DesignClass, Instrument

NOT_BY_CHANCE = "chosen"  # end of the id of a figure of people not chosen at random


def card_id(figure, *more):
    words = [figure.indicator_id.lower().replace(".", "-")]
    if figure.design_class == DesignClass.PURPOSIVE:
        words.append(NOT_BY_CHANCE)
    return "-".join([*words, *more])


# -- groups ------------------------------------------------------------------------


def groups_card(reader, figures, adjusted=(), milestone=None):
    """One indicator: everyone first, then the groups in their natural order.

    figures: of one indicator and one way of choosing people, everyone first.
    """
    total = figures[0]
    lines = () if total.indicator.statistic == "mean" else _lines(figures, milestone)
    return FigureCard(
        id=card_id(total),
        heading=figure_sentences.finding_sentence(total),
        what=what(total),
        head=_head(total, reader.exact),
        rows=tuple(_row(figure, reader.exact) for figure in figures),
        picture=_dots(figures) if lines else "",
        lines=lines,
        number_heads=(
            _("Estimate, likely range") if reader.exact else _("In 100, likely range"),
            _("People") if total.source not in group_names.OF_THINGS else _("Number"),
        ),
        axis=plot_lines.axis(total.target, milestone) if lines else "",
        key=plot_lines.key(reader.exact, milestone) if lines else "",
        records=tuple(figures),
        notes=(*_notes(figures), *adjusted),
        source=source_line(reader, [total.source], _places(total)),
        exact=reader.exact,
    )


def _dots(figures):
    """The same as one SVG, where everyone has a likely range."""
    drawn = [figure for figure in figures if has_range(figure)]
    if drawn[:1] != figures[:1]:
        return ""
    return svg.dots(drawn, figure_sentences.picture_sentence(drawn))


def what(figure):
    """What was measured, and of whom."""
    label = figure_sentences.capital(figure.indicator.label)
    base = figure_sentences.base_sentence(figure)
    return f"{label}. {base}".strip()


def _places(figure):
    return figure.exact.n_clusters if figure.is_exact else figure.places


def has_range(figure):
    if figure.is_exact:
        return figure.exact.lower_50 is not None
    return figure.published.likely_low is not None


def _lines(figures, milestone):
    """Rows of the picture, none where nothing can be drawn of everyone."""
    if not is_drawn(figures[0]):
        return ()
    lines = []
    for group_var, members in groupby(figures, key=lambda figure: figure.group_var):
        heading = str(group_names.VARIABLES.get(group_var, ""))
        for figure in members:
            lines.append(_line(figure, heading, milestone))
            heading = ""
    return tuple(lines)


def is_drawn(figure):
    """Whether the share of people or places can stand on a scale from 0 to 100."""
    if not figure.indicator.is_share or not figure.has_number:
        return False
    if not figure.is_exact:
        return figure.published.band_low is not None
    return figure.exact.estimate is not None or bool(figure.exact.n)


def _line(figure, heading, milestone):
    line = figure_rows.line(figure)
    drawn = is_drawn(figure)
    officials = figure.design_class == DesignClass.PURPOSIVE
    plot = ""
    if drawn:
        draw = plot_lines.officials if officials else plot_lines.line
        options = {} if officials else {"milestone": milestone}
        plot = draw(figure, figure.target, **options)
    value = " ".join(filter(None, [line.value, range_text(line), line.mark]))
    return PlotLine(
        name=line.group,
        plot=plot,
        numbers=(value or _not_published(figure), line.n),
        heading=heading,
        strong=figure.group_var == "all",
    )


def _not_published(figure):
    return bands.why_not(figure.published)


def range_text(line):
    """The likely range beside a value: "12–21"."""
    if not line.low:
        return ""
    return _("(%(low)s–%(high)s)") % {"low": line.low, "high": line.high}


def _head(figure, exact):
    head = [_("Group"), _("People")]
    head += [_("In 100") if figure.indicator.is_share else _("Number")]
    head += [_("Low"), _("High"), _("Target")]
    head += [_("Gap")] if exact else []
    return (*head, _("Finding"))


def _row(figure, exact):
    line = figure_rows.line(figure)
    value = f"{line.value or _not_published(figure)} {line.mark}".strip()
    cells = [line.group, line.n, value, line.low, line.high, line.target]
    cells += [line.gap] if exact else []
    verdict = line.verdict
    if line.exact:
        verdict += " " + _("(exact figure: %(finding)s)") % {
            "finding": line.exact.lower()
        }
    return (*cells, verdict)


def _notes(figures):
    total = figures[0]
    yield from figure_sentences.differences(figures)
    if total.is_exact and any(figure.exact.quality == "u" for figure in figures):
        yield _("[u] Use with care: few interviews.")
    missing = [figure for figure in figures[1:] if not figure.has_number]
    if missing and not total.is_exact:
        yield _("Some groups are not published: they are too small, or too alike.")
    reasons = figure_rows.nonresponse(total)
    if reasons:
        counts = "; ".join(f"{reason}: {count}" for reason, count in reasons)
        yield _("Not counted in the share: %(counts)s.") % {"counts": counts}


# -- who says what -----------------------------------------------------------------


def voices_card(reader, standard, finding):
    """The figures of all informant groups, side by side and never pooled."""
    figures = [figure for figure in finding.voices if figure.has_number]
    if len(figures) < 2:
        return None
    return FigureCard(
        id=f"{standard.pk.lower()}-who",
        heading=_voices_heading(figures),
        what=_("What each source says of the same standard"),
        head=(
            _("Source"),
            _("What was counted"),
            _("Answer"),
            _("Low"),
            _("High"),
            _("Number"),
            _("Chosen by chance"),
        ),
        rows=tuple(_voice_row(figure) for figure in figures),
        lines=tuple(_voice_line(figure) for figure in figures),
        number_heads=(_("Answer, likely range"), _("Number")),
        axis=plot_lines.axis(),
        records=tuple(figures),
        notes=(
            _(
                "People who were not chosen by chance are counted; they have no likely"
                " range. We never mix them with others."
            ),
        ),
        source=source_line(reader, [figure.source for figure in figures]),
        exact=reader.exact,
    )


def _voices_heading(figures):
    return people_and_officials(figures) or _(
        "%(number)s sources tell of this standard"
    ) % {"number": len(figures)}


def people_and_officials(figures):
    """What people held and officials say of the same, or "" without both."""
    by_source = {figure.source: figure for figure in figures}
    pair = [
        by_source.get(source)
        for source in (Instrument.Source.MIGRANT, Instrument.Source.AUTHORITY)
    ]
    if None not in pair and all(_is_share_of_people(figure) for figure in pair):
        return figure_sentences.disagreement_sentence(*pair)
    return ""


def _is_share_of_people(figure):
    if figure.indicator.statistic != "proportion":
        return False
    if figure.is_exact:
        return figure.exact.estimate is not None or figure.exact.k is not None
    return figure.published.band_low is not None


def _voice_name(figure):
    return figure_sentences.capital(str(group_names.who(figure.source).name))


def _voice_row(figure):
    line = figure_rows.line(figure)
    chance = figure.design_class != DesignClass.PURPOSIVE
    return (
        _voice_name(figure),
        figure.indicator.label,
        line.value,
        line.low,
        line.high,
        line.n,
        _("yes") if chance else _("no"),
    )


def _voice_line(figure):
    line = figure_rows.line(figure)
    purposive = figure.design_class == DesignClass.PURPOSIVE
    plot = ""
    if is_drawn(figure):
        draw = plot_lines.officials if purposive else plot_lines.line
        plot = draw(figure)
    value = " ".join(filter(None, [line.value, range_text(line)]))
    name = f"{_voice_name(figure)}: {figure.indicator.label}"
    return PlotLine(name=name, plot=plot, numbers=(value, line.n))


# -- since the round before --------------------------------------------------------


def change_card(reader, figure_change):
    """The figure of this round and of the round before, with what may be said."""
    now = figure_change.now
    text = changes.sentence(figure_change)
    drawn = (
        figure_change.has_numbers and now.indicator.is_share and _both(figure_change)
    )
    return FigureCard(
        id=card_id(now, "since"),
        heading=text,
        what=figure_sentences.capital(now.indicator.label),
        head=(_("Round"), _("Value")),
        rows=(
            (str(reader.figure_set.earlier.round.name), changes.before(figure_change)),
            (str(reader.round.name), changes.now(figure_change)),
        ),
        picture=change_slopes.slope(figure_change, text) if drawn else "",
        lines=_change_lines(reader, figure_change) if drawn else (),
        number_heads=(_("In 100, likely range"),),
        axis=plot_lines.axis(now.target) if drawn else "",
        records=(now,),
        key=plot_lines.key(reader.exact) if drawn else "",
        source=source_line(reader, [now.source]),
        exact=reader.exact,
    )


def _change_lines(reader, figure_change):
    """The two rounds on one scale, the one before on top."""
    now, target = figure_change.now, figure_change.now.target
    exact = figure_change.exact_before
    if exact is not None:
        before = plot_lines.estimate(exact.value, exact.lower, exact.upper, target)
        ends = number_texts.ends(exact.lower, exact.upper, "share")
        likely = _("(%(low)s–%(high)s)") % {"low": ends[0], "high": ends[1]}
    else:
        published = ReaderFigure(figure_change.before)
        before = plot_lines.line(published, target)
        likely = range_text(figure_rows.line(published))
    value_before = f"{changes.before(figure_change)} {likely}".strip()
    return (
        PlotLine(reader.figure_set.earlier.round.name, before, (value_before,)),
        PlotLine(
            reader.round.name,
            plot_lines.line(now, target),
            (value_in_short(now),),
            strong=True,
        ),
    )


def _both(figure_change):
    if figure_change.is_exact:
        return True
    rows = (figure_change.before, figure_change.now.published)
    return all(row.band_low is not None for row in rows)


def value_in_short(figure):
    """ "16% (12–21)" or why there is none, for facts and lists."""
    line = figure_rows.line(figure)
    return " ".join(filter(None, [line.value, range_text(line)]))


def target_text(figure):
    """ "everybody", "nobody", "all", "none", "at least 80%"."""
    target, unit = figure.target, figure.indicator.unit
    if target is None:
        return _("none set")
    people = figure.source not in group_names.OF_THINGS
    if figure.direction == "at_most":
        if target == 0:
            return _("nobody") if people else _("none")
        template = _("at most %(target)s")
    else:
        if target == 1 and figure.indicator.is_share:
            return _("everybody") if people else _("all")
        template = _("at least %(target)s")
    return template % {"target": number_texts.amount(target, unit)}


# -- many standards at once --------------------------------------------------------


def disagreements_card(reader, pairs):
    """People and officials on each standard, the widest apart first."""
    number_heads = (_("People held, likely range"), _("Officials"))
    head = (_("Standard"), _("People held"), _("Number"), _("Low"), _("High"))
    head = (*head, _("Officials"), _("Number"))
    if reader.exact:
        head = (*head, _("Difference"))
    lines, rows = [], []
    for (people, officials), words in zip(
        pairs, figure_rows.pair_lines(pairs), strict=True
    ):
        standard = people.indicator.standard
        line = words["people"]
        value = " ".join(filter(None, [line.value, range_text(line)]))
        lines.append(
            PlotLine(
                name=f"{standard.title} ({standard.pk})",
                plot=plot_lines.pair(people, officials),
                numbers=(value, words["officials"]),
            )
        )
        cells = (f"{standard.title} ({standard.pk})", line.value, line.n)
        cells = (*cells, line.low, line.high, words["officials"], words["officials_n"])
        rows.append((*cells, words["difference"]) if reader.exact else cells)
    return FigureCard(
        id="voices",
        heading=figure_sentences.disagreement_sentence(*pairs[0]),
        what=_("The same standard, asked of people held and of officials"),
        head=head,
        rows=tuple(rows),
        picture=svg.dumbbells(pairs, figure_sentences.disagreement_sentence(*pairs[0])),
        lines=tuple(lines),
        number_heads=number_heads,
        axis=plot_lines.axis(),
        key=_("Square: officials. %(rest)s") % {"rest": plot_lines.key(reader.exact)},
        records=tuple(figure for pair in pairs for figure in pair),
        notes=(
            _(
                "Officials were not chosen by chance. We count their answers and never"
                " mix them with those of people held."
            ),
        ),
        source=source_line(
            reader, [Instrument.Source.MIGRANT, Instrument.Source.AUTHORITY]
        ),
        exact=reader.exact,
    )


def groups_of_standards_card(reader, group_var, rows, heading):
    """The groups of one grouping on many standards.

    rows: (standard, its figures by group, sentence) in the order of the page.
    """
    lines, cells = [], []
    for standard, figures, sentence in rows:
        title = f"{standard.title} ({standard.pk})"
        for place, figure in enumerate(figures):
            line = _line(figure, "" if place else title, None)
            lines.append(line)
            cells.append((title, line.name, *line.numbers, "" if place else sentence))
    total = rows[0][1][0]
    return FigureCard(
        id=f"groups-{group_var.replace('_', '-')}",
        heading=heading,
        what=_("Share of each group that meets the standard, as people told us"),
        head=(
            _("Standard"),
            _("Group"),
            _("In 100, likely range"),
            _("People"),
            _("Comparison"),
        ),
        rows=tuple(cells),
        lines=tuple(lines),
        number_heads=(_("In 100, likely range"), _("People")),
        axis=plot_lines.axis(),
        key=plot_lines.key(reader.exact),
        records=tuple(
            figure for _standard, figures, _text in rows for figure in figures
        ),
        source=source_line(reader, [total.source], _places(total)),
        exact=reader.exact,
    )
