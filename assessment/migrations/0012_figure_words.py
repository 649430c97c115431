"""Exact figures use the words of statistics: numerator, denominator, lower, upper."""

from django.db import migrations, models
from django.db.models import Q

NAME = "figure_not_at_random_has_no_range_and_no_verdict"
WORDS = {
    "above": "numerator",
    "base": "denominator",
    "ci_lower": "lower",
    "ci_upper": "upper",
    "ci50_lower": "lower_50",
    "ci50_upper": "upper_50",
}


class Migration(migrations.Migration):
    dependencies = [("assessment", "0011_exact_rows")]
    operations = [
        migrations.RemoveConstraint("figure", NAME),
        *(
            migrations.RenameField("figure", old, new)
            for old, new in WORDS.items()
        ),
        migrations.AddConstraint(
            "figure",
            models.CheckConstraint(
                condition=~Q(design_class="purposive")
                | Q(
                    lower__isnull=True,
                    upper__isnull=True,
                    difference__isnull=True,
                    p_value__isnull=True,
                    finding__in=("no_finding", "not_met"),
                ),
                name=NAME,
            ),
        ),
    ]
