from django.db import migrations

from surveys.engine.translatable import sentence as _
from surveys.engine.translatable import to_data

# Their lists mark the same choices themselves, so nothing changes for them.
SHIPPED = ("alternatives", "authority", "child", "civil", "facility", "law", "migrant")
CODES = {"dk": "does_not_know", "ref": "refused", "na": "not_applicable"}


def tell_which_choices_are_no_answer(apps, editor):
    """Say which choices of instruments of others count as no answer, for their code.

    Until now every choice dk, ref or na did. The compiled version says so and stays as
    it is, and so do its answers, which hold the state and no longer the code: whether
    “ref” meant a refugee, only its author knows.
    """
    versions = apps.get_model("surveys", "InstrumentVersion").objects
    interviews = apps.get_model("surveys", "Interview").objects
    of_others = versions.exclude(
        instrument__code__in=[*SHIPPED, *(f"{code}_rapid" for code in SHIPPED)]
    )
    for version in of_others.select_related("instrument"):
        choices = _by_code_alone(version.compiled.get("lists", {}))
        if not choices:
            continue
        note = _(
            "choices sheet: these choices count as no answer in this version, because of"
            " their codes: %(choices)s. If one of them is an answer (ref for a refugee),"
            " load a new version: there only choices marked in the column daa_state"
            " count so.",
            choices=", ".join(choices),
        )
        version.warnings = [*version.warnings, to_data(note)]
        version.save(update_fields=["warnings"])
        count = interviews.filter(version=version).count()
        print(
            f"\n  {version.instrument.code} {version.version}: {count} interviews. {note}"
        )


def _by_code_alone(lists):
    """“ref (status)” for each choice that is a state for its code."""
    return [
        f"{choice['code']} ({name})"
        for name, choices in lists.items()
        for choice in choices
        if choice.get("state") and CODES.get(choice["code"]) == choice["state"]
    ]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0034_reports")]

    operations = [
        migrations.RunPython(
            tell_which_choices_are_no_answer, migrations.RunPython.noop
        )
    ]
