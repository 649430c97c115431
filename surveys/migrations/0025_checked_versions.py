"""A version that was published is checked from now on."""

from django.db import migrations


def call_checked(apps, editor):
    version = apps.get_model("surveys", "InstrumentVersion")
    version.objects.filter(state="published").update(state="checked")


def call_published(apps, editor):
    version = apps.get_model("surveys", "InstrumentVersion")
    version.objects.filter(state="checked").update(state="published")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_to_0024")]

    operations = [
        migrations.RemoveConstraint(
            "instrumentversion", "version_published_has_a_time"
        ),
        migrations.RemoveConstraint(
            "instrumentversion", "version_is_published_by_another_person"
        ),
        migrations.RemoveConstraint(
            "instrumentversion", "version_published_by_only_when_published"
        ),
        migrations.RenameField("instrumentversion", "published_at", "checked_at"),
        migrations.RenameField("instrumentversion", "published_by", "checked_by"),
        migrations.RunPython(call_checked, call_published),
    ]
