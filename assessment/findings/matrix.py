"""The matrix of standards and groups: one row a standard, with its joint finding."""

from collections import defaultdict
from dataclasses import dataclass, field

from assessment.findings import finding_sentences
from assessment.models import Finding
from assessment.presentation import figure_rows, group_names
from assessment.reader_figures import FAR
from surveys.models import Instrument

LEADING = (
    Instrument.Source.MIGRANT,
    Instrument.Source.CHILD,
    Instrument.Source.RECORDS,
    Instrument.Source.PROVIDER,
    Instrument.Source.LAW,
    Instrument.Source.AUTHORITY,
    Instrument.Source.NGO,
)
# The order of rows of a domain: what is wrong first.
WORST_FIRST = (
    Finding.NOT_MET,
    Finding.INCONCLUSIVE,
    Finding.MET,
    Finding.NO_FINDING,
    Finding.NOT_PUBLISHED,
    Finding.NOT_ASSESSED,
)


@dataclass
class MatrixRow:
    """finding: joint, of all informant groups; label, source: of the indicator that it
    rests on, whose figures stand in the cells."""

    standard: object
    source: str
    label: str
    finding: dict
    cells: list[figure_rows.MatrixCell]
    order: tuple


@dataclass
class Domain:
    name: str
    rows: list[MatrixRow] = field(default_factory=list)


@dataclass
class Matrix:
    heads: list[str]
    domains: list[Domain]
    missing: list[tuple[object, str]]
    counts: dict[str, int]


def matrix(standard_findings, figures, group_var):
    """The matrix of findings by standard and group.

    standard_findings: one for each standard. figures: as this reader sees them.
    """
    figures_by_key = {
        (f.indicator_id, f.design_class, f.group_var, f.group_code): f for f in figures
    }
    heads = [
        ("all", "all"),
        *((group_var, code) for code in _codes(figures, group_var)),
    ]
    domains, missing, counts = {}, [], defaultdict(int)
    for standard_finding in standard_findings:
        standard = standard_finding.standard
        counts[standard_finding.finding] += 1
        if standard_finding.rests_on is None:
            missing.append((standard, figure_rows.needs(standard)))
            continue
        leading = standard_finding.rests_on
        figures_of_row = [
            figures_by_key.get((leading.indicator_id, leading.design_class, *head))
            for head in heads
        ]
        row = _matrix_row(standard_finding, figures_of_row)
        domains.setdefault(standard.domain, Domain(standard.domain)).rows.append(row)
    for domain in domains.values():
        domain.rows.sort(key=lambda row: row.order)
    source = Instrument.Source.MIGRANT if group_var != "role" else "authority"
    names = [group_names.label(source, *head) for head in heads]
    return Matrix(names, list(domains.values()), missing, dict(counts))


def _matrix_row(standard_finding, figures_of_row):
    total = figures_of_row[0]
    gap = total.gap_points if total is not None else FAR
    return MatrixRow(
        standard=standard_finding.standard,
        source=standard_finding.rests_on.get_source_display(),
        label=standard_finding.rests_on.indicator.label,
        finding=finding_sentences.verdict(standard_finding),
        cells=[figure_rows.cell(figure) for figure in figures_of_row],
        order=(
            WORST_FIRST.index(standard_finding.finding),
            -gap,
            standard_finding.standard.place,
        ),
    )


def _codes(figures, group_var):
    codes = {f.group_code for f in figures if f.group_var == group_var}
    return sorted(codes, key=lambda code: (group_names.order(group_var, code), code))


def variables(figures):
    """The groupings that have figures, in the order of the questionnaire."""
    present = {f.group_var for f in figures} - {"all"}
    return [
        (name, group_names.VARIABLES[name])
        for name in group_names.NAMES
        if name in present
    ]
