"""What staff wrote in the registers is sealed under the key ring, row by row."""

import uuid

from django.db import migrations, models
from django.db.models import Q

import surveys.sealing.text_field

TEXTS = {
    "riskassessment": ["document"],
    "referralpartner": ["name", "contact"],
    "incident": ["what", "told_whom"],
    "feedback": ["what", "language"],
}
GONE = {
    "riskassessment": "risk_assessment_is_written",
    "referralpartner": "referral_can_be_reached",
    "incident": "incident_is_told_to_someone",
    "feedback": "feedback_says_what",
}


def seal(apps, editor):
    for name, fields in TEXTS.items():
        model = apps.get_model("surveys", name)
        for row in model.objects.all():
            row.seal_id = uuid.uuid4()
            for field in fields:
                written = getattr(row, f"open_{field}")
                setattr(row, field, written or None)
            row.save()


def reopen(apps, editor):
    for name, fields in TEXTS.items():
        for row in apps.get_model("surveys", name).objects.all():
            for field in fields:
                setattr(row, f"open_{field}", getattr(row, field) or "")
            row.save()


def open_text(field):
    longest = {"what": 500, "language": 40}.get(field, 160)
    return models.CharField(max_length=longest, default="")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0011_invitations")]

    operations = [
        *(migrations.RemoveConstraint(model, name) for model, name in GONE.items()),
        *(
            operation
            for model, fields in TEXTS.items()
            for operation in (
                migrations.AddField(
                    model, "seal_id", models.UUIDField(null=True, editable=False)
                ),
                *(
                    step
                    for field in fields
                    for step in (
                        migrations.RenameField(model, field, f"open_{field}"),
                        migrations.AlterField(
                            model, f"open_{field}", open_text(field)
                        ),
                        migrations.AddField(
                            model, field, surveys.sealing.text_field.SealedText(null=True)
                        ),
                    )
                ),
            )
        ),
        migrations.RunPython(seal, reopen),
        *(
            operation
            for model, fields in TEXTS.items()
            for operation in (
                migrations.AlterField(
                    model,
                    "seal_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                *(
                    step
                    for field in fields
                    for step in (
                        migrations.RemoveField(model, f"open_{field}"),
                        migrations.AlterField(
                            model,
                            field,
                            surveys.sealing.text_field.SealedText(null=True, blank=True)
                            if field == "told_whom"
                            else surveys.sealing.text_field.SealedText(),
                        ),
                    )
                ),
            )
        ),
        migrations.AddConstraint(
            "incident",
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_whom__isnull=True)
                | Q(told_at__isnull=False, told_whom__isnull=False),
                name="incident_is_told_to_someone",
            ),
        ),
    ]
