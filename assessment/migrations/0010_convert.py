"""Figures of before, under the one publication rule.

Of each cell the public row becomes a published row: its share as a band of rule 5, its
count as it was. What was hidden then is not known any more, and says so. The rows of
the review body stay as exact rows, where they were shown. What the rows of everybody
were is not kept, so there is no way back.
"""

from django.db import migrations

WIDTHS = ((700, 1), (350, 2), (150, 5), (70, 10), (35, 20), (10, 50))
PAPERS = ("records", "law", "alternative_provider")
JUDGED = ("met", "not_met", "inconclusive")
SHARES = ("share", "place")
BATCH = 500


def band(share, people):
    width = next((width for least, width in WIDTHS if people >= least), 50)
    low = min(int(share * 100 / width + 1e-9), 100 // width - 1) * width
    return {"band_low": low, "band_high": low + width}


def convert(apps, editor):
    _figures(apps)
    _statistics(apps)
    _forget_the_register(editor)


def _figures(apps):
    Figure = apps.get_model("assessment", "Figure")
    Published = apps.get_model("assessment", "PublishedFigure")
    exact = Figure.objects.filter(audience="review", state="ok", group_var="all")
    findings = {_cell(row): row.finding for row in exact.iterator() if _may_be_told(row)}
    rows = []
    public = Figure.objects.filter(audience="public").select_related(
        "indicator__standard"
    )
    for row in public.order_by("pk").iterator():
        rows.append(Published(**_published(row, findings)))
        if len(rows) >= BATCH:
            Published.objects.bulk_create(rows)
            rows = []
    Published.objects.bulk_create(rows)
    Figure.objects.filter(audience="public").delete()
    Figure.objects.exclude(state="ok").delete()
    Figure.objects.filter(finding="not_assessed").update(finding="no_finding")


def _may_be_told(row):
    """Rule 8: ten answered, and no one person's answer alone decided the finding."""
    if row.source in PAPERS:
        return True
    if (row.n or 0) < 10:
        return False
    return row.k is None or 2 <= row.k <= row.n - 2


def _cell(row):
    return (
        row.figure_set_id,
        row.indicator_id,
        row.source,
        row.design_class,
        row.group_var,
        row.group_code,
    )


def _published(row, findings):
    shown = row.state == "ok"
    finding = row.finding
    if row.group_var == "all":
        finding = findings.get(_cell(row), finding)
    if finding not in JUDGED:
        finding = "no_finding" if shown else "not_published"
    values = {
        "figure_set_id": row.figure_set_id,
        "indicator_id": row.indicator_id,
        "source": row.source,
        "group_var": row.group_var,
        "group_code": row.group_code,
        "design_class": row.design_class,
        "state": "published" if shown else "older_rule",
        "target": row.target,
        "direction": row.direction,
        "finding": finding,
        "cases": _cases(row) if shown else "",
    }
    return values | (_numbers(row) if shown else {})


def _cases(row):
    """Of documents and counts; what people reported was not kept apart then."""
    if row.source not in PAPERS or not row.indicator.standard.zero_tolerance:
        return ""
    share = row.estimate
    if share is None and row.k is not None and row.n:
        share = row.k / row.n
    if share is None or row.group_var != "all":
        return ""
    some = share > 0 if row.direction == "at_most" else share < 1
    return "verified" if some else ""


def _numbers(row):
    base = row.base if row.base is not None else row.n
    values = {"base_low": base, "base_high": base, "places": row.n_clusters}
    share = row.estimate
    if share is None and row.k is not None and row.n:
        share = row.k / row.n
    if row.source in PAPERS and row.k is not None:
        return values | {"k": row.k, "value": share}
    if row.indicator.unit in SHARES and share is not None:
        return values | band(share, base or 0)
    return values | {"value": row.estimate, "lower": row.ci_lower, "upper": row.ci_upper}


def _statistics(apps):
    Statistic = apps.get_model("assessment", "GapStatistic")
    Published = apps.get_model("assessment", "PublishedStatistic")
    same = ("figure_set_id", "code", "about", "part_of", "source", "design_class")
    same += ("unit", "reporting", "known", "when", "method", "note")
    rows = []
    for row in Statistic.objects.filter(audience="public").order_by("pk").iterator():
        values = {name: getattr(row, name) for name in same}
        shown = row.state == "ok"
        values["state"] = "published" if shown else "older_rule"
        rows.append(Published(**values, **(_of_statistic(row) if shown else {})))
        if len(rows) >= BATCH:
            Published.objects.bulk_create(rows)
            rows = []
    Published.objects.bulk_create(rows)
    Statistic.objects.filter(audience="public").delete()
    Statistic.objects.exclude(state="ok").delete()


def _of_statistic(row):
    values = {"base_low": row.n, "base_high": row.n}
    if row.unit == "share" and row.k is not None and row.n:
        return values | {"k": row.k} | band(row.value, row.n)
    return values | {"value": row.value, "lower": row.lower, "upper": row.upper}


def _forget_the_register(editor):
    """Nothing asks it any more; its triggers would stop its table from going."""
    if editor.connection.vendor == "postgresql":
        table = "assessment_releasedtables"
        editor.execute(f"DROP TRIGGER IF EXISTS register_refuses_change ON {table}")
        editor.execute(f"DROP TRIGGER IF EXISTS register_refuses_truncate ON {table}")
        editor.execute("DROP FUNCTION IF EXISTS register_is_append_only()")


class Migration(migrations.Migration):

    dependencies = [("assessment", "0009_published")]

    operations = [migrations.RunPython(convert)]
