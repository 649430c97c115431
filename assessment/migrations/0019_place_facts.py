import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0015_recommendations"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("place", models.CharField(max_length=50)),
                ("kind", models.CharField(max_length=8)),
                ("district", models.CharField(blank=True, max_length=80)),
                ("people", models.PositiveIntegerField()),
                ("numerator", models.FloatField()),
                ("denominator", models.FloatField()),
                (
                    "figure_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place_facts",
                        to="assessment.figureset",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "fact about a place",
                "verbose_name_plural": "facts about places",
                "ordering": ["indicator__place", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("figure_set", "indicator", "place"),
                        name="place_fact_is_stored_once",
                    )
                ],
            },
        ),
    ]
