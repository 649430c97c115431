"""Indicators of one round, frequencies of closed questions, versions of a set."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def name_versions(apps, schema_editor):
    """Sets from before name the versions whose interviews are in their round now."""
    FigureSet = apps.get_model("assessment", "FigureSet")
    Interview = apps.get_model("surveys", "Interview")
    for figure_set in FigureSet.objects.all():
        rows = Interview.objects.filter(round_id=figure_set.round_id)
        uuids = rows.order_by("version_id").values_list("version__uuid", flat=True)
        figure_set.versions = list(dict.fromkeys(map(str, uuids.distinct())))
        figure_set.save(update_fields=["versions"])


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0013_plain_texts'),
        ('surveys', '0029_watching'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Frequency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=250)),
                ('wording', models.CharField(max_length=16)),
                ('choice', models.CharField(max_length=250)),
                ('source', models.CharField(choices=[('migrant', 'Migrants'), ('authority', 'Authorities and staff'), ('ngo', 'Civil society'), ('alternative_provider', 'Providers of alternatives'), ('records', 'Visits and records of places'), ('child', 'Children and caregivers'), ('law', 'Laws and policies')], max_length=24)),
                ('design_class', models.CharField(max_length=12)),
                ('n', models.PositiveIntegerField()),
                ('n_base', models.PositiveIntegerField()),
                ('n_clusters', models.PositiveIntegerField()),
                ('k', models.PositiveIntegerField()),
                ('estimate', models.FloatField(null=True)),
                ('se', models.FloatField(null=True)),
                ('lower', models.FloatField(null=True)),
                ('upper', models.FloatField(null=True)),
                ('deff', models.FloatField(null=True)),
                ('nonresponse', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'frequency',
                'verbose_name_plural': 'frequencies',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PublishedFrequency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('migrant', 'Migrants'), ('authority', 'Authorities and staff'), ('ngo', 'Civil society'), ('alternative_provider', 'Providers of alternatives'), ('records', 'Visits and records of places'), ('child', 'Children and caregivers'), ('law', 'Laws and policies')], max_length=24)),
                ('design_class', models.CharField(max_length=12)),
                ('state', models.CharField(choices=[('published', 'Published'), ('few_people', 'Not published: fewer than ten people'), ('few_for_mean', 'Not published: more people are needed for a mean'), ('perhaps_few', 'Not published: perhaps fewer than ten people'), ('few_places', 'Not published: fewer than three places or programmes'), ('few_interviewers', 'Not published: one interviewer only'), ('near_another', 'Not published: nearly the same people as another group'), ('few_cases', 'Not published: fewer than five cases'), ('waits', 'Not published yet: too few interviews were added or withdrawn'), ('body_only', 'For the review body only'), ('older_rule', 'Not published under an older rule')], max_length=20)),
                ('band_low', models.PositiveSmallIntegerField(null=True)),
                ('band_high', models.PositiveSmallIntegerField(null=True)),
                ('likely_low', models.PositiveSmallIntegerField(null=True)),
                ('likely_high', models.PositiveSmallIntegerField(null=True)),
                ('base_low', models.PositiveIntegerField(null=True)),
                ('base_high', models.PositiveIntegerField(null=True)),
                ('k', models.PositiveIntegerField(null=True)),
                ('value', models.FloatField(null=True)),
                ('lower', models.FloatField(null=True)),
                ('upper', models.FloatField(null=True)),
                ('stands_from', models.PositiveSmallIntegerField(null=True)),
                ('question', models.CharField(max_length=250)),
                ('wording', models.CharField(max_length=16)),
                ('choice', models.CharField(max_length=250)),
                ('nonresponse', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'published frequency',
                'verbose_name_plural': 'published frequencies',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='figureset',
            name='versions',
            field=models.JSONField(default=list, help_text='Instrument versions whose interviews the figures rest on'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='indicator',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicator',
            name='definition',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='indicator',
            name='instrument',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.instrument'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='proposed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='indicator',
            name='proposed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='indicator',
            name='round',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_indicators', to='surveys.round'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='state',
            field=models.CharField(choices=[('proposed', 'Waits for a second person'), ('confirmed', 'Confirmed by a second person'), ('ended', 'Ended: not computed any more')], default='confirmed', max_length=9),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='standard',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='assessment.standard'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('instrument__isnull', True), ('proposed_by__isnull', True), ('round__isnull', True), ('standard__isnull', False), ('state', 'confirmed')), models.Q(('instrument__isnull', False), ('proposed_at__isnull', False), ('proposed_by__isnull', False), ('round__isnull', False)), _connector='OR'), name='indicator_is_of_the_catalogue_or_proposed_in_a_round'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('round__isnull', True), models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('state', 'proposed')), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('state', 'confirmed')), ('state', 'ended'), _connector='OR'), name='indicator_confirmed_has_a_person_and_a_time'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='indicator_is_confirmed_by_another_person'),
        ),
        migrations.AddField(
            model_name='frequency',
            name='figure_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='frequencies', to='assessment.figureset'),
        ),
        migrations.AddField(
            model_name='frequency',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.instrument'),
        ),
        migrations.AddField(
            model_name='publishedfrequency',
            name='figure_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='published_frequencies', to='assessment.figureset'),
        ),
        migrations.AddField(
            model_name='publishedfrequency',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.instrument'),
        ),
        migrations.AddConstraint(
            model_name='frequency',
            constraint=models.UniqueConstraint(fields=('figure_set', 'instrument', 'question', 'wording', 'choice', 'source', 'design_class'), name='frequency_is_stored_once'),
        ),
        migrations.AddConstraint(
            model_name='frequency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('design_class', 'purposive'), _negated=True), models.Q(('estimate__isnull', True), ('lower__isnull', True), ('upper__isnull', True)), _connector='OR'), name='frequency_not_at_random_has_no_range'),
        ),
        migrations.AddConstraint(
            model_name='publishedfrequency',
            constraint=models.UniqueConstraint(fields=('figure_set', 'instrument', 'question', 'wording', 'choice', 'source', 'design_class'), name='published_frequency_is_stored_once'),
        ),
        migrations.AddConstraint(
            model_name='publishedfrequency',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'published'), models.Q(('band_high__isnull', True), ('band_low__isnull', True), ('base_high__isnull', True), ('base_low__isnull', True), ('k__isnull', True), ('likely_high__isnull', True), ('likely_low__isnull', True), ('lower__isnull', True), ('upper__isnull', True), ('value__isnull', True), ('nonresponse', {})), _connector='OR'), name='published_frequency_not_published_has_no_number'),
        ),
        migrations.AddConstraint(
            model_name='publishedfrequency',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['published', 'few_people', 'few_for_mean', 'perhaps_few', 'few_places', 'few_interviewers', 'near_another', 'few_cases', 'waits', 'body_only', 'older_rule'])), name='published_frequency_state_is_known'),
        ),
        migrations.AddField(
            model_name="figureset",
            name="released_coverage",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.RunPython(name_versions, migrations.RunPython.noop),
    ]
