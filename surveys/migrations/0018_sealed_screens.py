"""The screen of an open interview is sealed, and urgent risks lose their order of rows."""

import random
import uuid
from collections import defaultdict

from django.conf import settings
from django.db import migrations

from surveys import sealing
from surveys.sealing.sealed_columns import draft_place


def seal_screens(apps, editor):
    for drafts, draft, body in opened(apps):
        drafts.update(body=seal(draft, body | {"screen": draft.place}))


def reopen_screens(apps, editor):
    for drafts, draft, body in opened(apps):
        screen = body.pop("screen")
        drafts.update(body=seal(draft, body), place=screen)


def opened(apps):
    """(the draft alone, the draft, its body); of a draft that no key opens, nothing."""
    model = apps.get_model("surveys", "Draft")
    for draft in model.objects.all():
        sealed, place = bytes(draft.body), draft_place(draft.pk)
        try:
            body = sealing.unseal(sealed, key=settings.DRAFT_KEY, place=place)
        except sealing.SealBroken:  # it was lost before, and stays as it is
            continue
        yield model.objects.filter(pk=draft.pk), draft, body


def seal(draft, body):
    return sealing.seal(body, key=settings.DRAFT_KEY, place=draft_place(draft.pk))


def shuffle_risks(apps, editor):
    """Write the risks of each half-day anew, in random order under new random keys."""
    model = apps.get_model("surveys", "UrgentRisk")
    halves = defaultdict(list)
    for risk in model.objects.all():
        halves[risk.round_id, risk.day, risk.afternoon].append(risk)
    model.objects.all().delete()
    for risks in halves.values():
        random.SystemRandom().shuffle(risks)
        for risk in risks:
            risk.pk = uuid.uuid4()
        model.objects.bulk_create(risks)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0017_people_outside")]

    operations = [
        migrations.RunPython(seal_screens, reopen_screens),
        migrations.RemoveField("draft", "place"),
        migrations.RunPython(shuffle_risks, migrations.RunPython.noop),
    ]
