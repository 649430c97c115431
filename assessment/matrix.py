"""The matrix of standards and groups: one row a standard, the widest gap first."""

from collections import defaultdict
from dataclasses import dataclass, field

from assessment import groups, tables
from surveys.models import DesignClass, Instrument

LEADING = (
    Instrument.Source.MIGRANT,
    Instrument.Source.CHILD,
    Instrument.Source.RECORDS,
    Instrument.Source.PROVIDER,
    Instrument.Source.LAW,
    Instrument.Source.AUTHORITY,
    Instrument.Source.NGO,
)


@dataclass
class MatrixRow:
    standard: object
    source: str
    cells: list[tables.Cell]
    gap: float


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


def leading(figures):
    """standard id → the indicator id that stands for it.

    People before things, things before officials and organisations; the whole before
    its parts, a sample before those not chosen at random.
    """
    best = {}
    for figure in figures:
        rank = (
            LEADING.index(figure.source),
            figure.indicator.is_component,
            figure.design_class == DesignClass.PURPOSIVE,
            figure.indicator.place,
        )
        key = figure.indicator.standard_id
        choice = (rank, figure.indicator_id, figure.design_class)
        best[key] = min(best.get(key, choice), choice)
    return {key: (one[1], one[2]) for key, one in best.items()}


def matrix(figures, standards, group_var):
    figures = list(figures)
    chosen = leading(figures)
    found = {
        (f.indicator_id, f.design_class, f.group_var, f.group_code): f for f in figures
    }
    codes = _codes(figures, group_var)
    heads = [("all", "all"), *((group_var, code) for code in codes)]
    domains, missing, counts = {}, [], defaultdict(int)
    for standard in standards:
        if standard.pk not in chosen:
            missing.append((standard, tables.needs(standard)))
            continue
        picked = [found.get((*chosen[standard.pk], *head)) for head in heads]
        row = _matrix_row(standard, picked)
        domains.setdefault(standard.domain, Domain(standard.domain)).rows.append(row)
        counts[row.cells[0].status] += 1
    for domain in domains.values():
        domain.rows.sort(key=lambda row: -row.gap)
    source = Instrument.Source.MIGRANT if group_var != "role" else "authority"
    names = [groups.label(source, *head) for head in heads]
    return Matrix(names, list(domains.values()), missing, dict(counts))


def _matrix_row(standard, picked):
    total = picked[0]
    gap = total.gap if total is not None and total.gap is not None else -9
    source = next((f.get_source_display() for f in picked if f is not None), "")
    return MatrixRow(standard, source, [tables.cell(one) for one in picked], gap)


def _codes(figures, group_var):
    codes = {f.group_code for f in figures if f.group_var == group_var}
    return sorted(codes, key=lambda code: (groups.order(group_var, code), code))


def variables(figures):
    """The groupings that have figures, in the order of the questionnaire."""
    present = {f.group_var for f in figures} - {"all"}
    return [(name, groups.VARIABLES[name]) for name in groups.NAMES if name in present]
