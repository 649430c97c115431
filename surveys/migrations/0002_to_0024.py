"""Migrations 0002 to 0024 as one: what they left in an empty database.

1. A database that had applied all of them counts this one as applied.
2. Steps that mended rows of before are not here. A database older than 0024 is first
   migrated with a version of the product that still has the single migrations.
3. A later migration that remakes the table of the audit log on SQLite drops its
   triggers: it must make them again (manage.py verify_audit and a test say when they
   are gone).
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models

import surveys.sealing.text_field
from surveys.models import triggers

AUDIT_TABLE = "surveys_auditentry"
APPEND_ONLY_SQLITE = (
    f"CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON {AUDIT_TABLE}"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    f"CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON {AUDIT_TABLE}"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)
APPEND_ONLY_POSTGRESQL = (
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'"
    " USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON {AUDIT_TABLE}"
    " FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
    f"CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON {AUDIT_TABLE}"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
)


def make_audit_append_only(apps, editor):
    statements = {
        "sqlite": APPEND_ONLY_SQLITE,
        "postgresql": APPEND_ONLY_POSTGRESQL,
    }[editor.connection.vendor]
    for statement in statements:
        editor.execute(statement, params=None)


def make_shared_cache(apps, schema_editor):
    """The table of the cache, so that `migrate` is all that a deployment runs."""
    alias = schema_editor.connection.alias
    call_command("createcachetable", database=alias, verbosity=0)


class Migration(migrations.Migration):

    replaces = [
        ('surveys', '0002_second_language'),
        ('surveys', '0003_instrument_authors'),
        ('surveys', '0004_child_gates'),
        ('surveys', '0005_label_media'),
        ('surveys', '0006_not_begun'),
        ('surveys', '0007_audit'),
        ('surveys', '0008_audit_is_append_only'),
        ('surveys', '0009_safeguards'),
        ('surveys', '0010_custody'),
        ('surveys', '0011_invitations'),
        ('surveys', '0012_sealed_registers'),
        ('surveys', '0013_follows'),
        ('surveys', '0014_judged'),
        ('surveys', '0015_read_exact'),
        ('surveys', '0016_plain_texts'),
        ('surveys', '0017_people_outside'),
        ('surveys', '0018_sealed_screens'),
        ('surveys', '0019_confirmations'),
        ('surveys', '0020_state_roles_end'),
        ('surveys', '0021_confirmed_roles'),
        ('surveys', '0022_backed_up'),
        ('surveys', '0023_sign_in_acts'),
        ('surveys', '0024_row_hashes'),
    ]

    dependencies = [
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='interview',
            name='interview_without_consent_keeps_nothing',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_is_given_once',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_fits_party',
        ),
        migrations.RemoveConstraint(
            model_name='interview',
            name='interview_outcome_is_known',
        ),
        migrations.CreateModel(
            name='LabelMedia',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('content_type', models.CharField(max_length=40)),
                ('content', models.BinaryField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='media', to='surveys.instrumentversion')),
            ],
            options={
                'verbose_name': 'picture or sound',
                'constraints': [models.UniqueConstraint(fields=('version', 'name'), name='media_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=0)),
                ('hash', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'verbose_name': 'last line of the audit log',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='audit_has_one_head')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.CharField(max_length=32)),
                ('act', models.CharField(choices=[('read_interview', 'Read the coded answers of an interview'), ('withdrawn', 'Withdrew an interview'), ('computed', 'Computed figures'), ('judged', 'Rated how serious a gap is'), ('released', 'Released figures'), ('exported', 'Downloaded an export'), ('read_exact', 'Read exact figures'), ('role_given', 'Gave a role'), ('role_ended', 'Ended a role'), ('invited', 'Invited a person'), ('invitation_confirmed', 'Confirmed an invitation'), ('invitation_withdrawn', 'Cancelled an invitation'), ('account_closed', 'Closed an account'), ('account_opened', 'Opened a closed account again'), ('signed_in', 'Signed in'), ('sign_in_failed', 'A sign-in failed'), ('sign_in_locked', 'Locked after several failed sign-ins'), ('factor_added', 'Set up a second sign-in step'), ('factor_removed', 'Removed a second sign-in step'), ('sessions_ended', 'Ended sessions of their own'), ('password_changed', 'Changed their own password'), ('round_opened', 'Opened a round'), ('round_closed', 'Closed a round'), ('children_opened', 'Opened interviews with children'), ('version_stored', 'Loaded a version of an instrument'), ('version_published', 'Published a version of an instrument'), ('gate_recorded', 'Recorded a safeguard of a place'), ('site_suspended', 'Suspended a place'), ('site_resumed', 'Allowed interviews at a place again'), ('incident', 'Wrote in the incident register'), ('key_registered', 'Registered a custodian’s key'), ('key_confirmed', 'Confirmed a custodian’s key'), ('key_retired', 'Ended a custodian’s key'), ('opening_asked', 'Asked to open a sealed answer'), ('opening_agreed', 'Agreed to open a sealed answer'), ('opening_refused', 'Refused to open a sealed answer'), ('answer_opened', 'Opened a sealed answer'), ('retention', 'Deleted interviews at the end of their storage time'), ('backed_up', 'Made a backup'), ('restored', 'Restored a backup')], max_length=24)),
                ('about', models.CharField(blank=True, max_length=80)),
                ('detail', models.TextField(blank=True)),
                ('hash', models.CharField(max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ['-number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='audit_numbers_begin_at_one')],
            },
        ),
        migrations.CreateModel(
            name='Debrief',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('held', models.BooleanField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'debrief',
                'constraints': [models.UniqueConstraint(fields=('person', 'day'), name='debrief_is_noted_once')],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
                ('seal_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('what', surveys.sealing.text_field.SealedText()),
                ('language', surveys.sealing.text_field.SealedText()),
            ],
            options={
                'verbose_name': 'results shared with participants',
                'ordering': ['-given_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('loss', 'Lost device or paper'), ('seizure', 'Device or paper seized or searched'), ('breach', 'Someone saw or changed what they should not'), ('pressure', 'Pressure on the team or on a person we interviewed')], max_length=8)),
                ('noticed_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
                ('seal_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('what', surveys.sealing.text_field.SealedText()),
                ('told_whom', surveys.sealing.text_field.SealedText(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'incident',
                'ordering': ['-noticed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['loss', 'seizure', 'breach', 'pressure'])), name='incident_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('told_at__isnull', True), ('told_whom__isnull', True)), models.Q(('told_at__isnull', False), ('told_whom__isnull', False)), _connector='OR'), name='incident_is_told_to_someone')],
            },
        ),
        migrations.CreateModel(
            name='ReferralPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('service', models.CharField(choices=[('health', 'Health care'), ('mental', 'Mental health and support in distress'), ('legal', 'Legal aid'), ('child', 'Child protection'), ('traffick', 'Help for trafficked persons'), ('gender', 'Help after sexual violence, and for LGBTIQ+ people')], max_length=8)),
                ('confirmed_on', models.DateField()),
                ('expires_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.site')),
                ('seal_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', surveys.sealing.text_field.SealedText()),
                ('contact', surveys.sealing.text_field.SealedText()),
            ],
            options={
                'verbose_name': 'referral partner',
                'ordering': ['service', '-expires_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('service__in', ['health', 'mental', 'legal', 'child', 'traffick', 'gender'])), name='referral_service_is_known'), models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('confirmed_on'))), name='referral_expires_after_it_was_confirmed')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_at', models.DateTimeField()),
                ('counts', models.JSONField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
            ],
            options={
                'verbose_name': 'deletion at the end of storage',
            },
        ),
        migrations.CreateModel(
            name='RiskAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('assessed_on', models.DateField()),
                ('expires_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.site')),
                ('seal_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('document', surveys.sealing.text_field.SealedText()),
            ],
            options={
                'verbose_name': 'risk assessment',
                'ordering': ['-expires_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('assessed_on'))), name='risk_assessment_expires_after_it_was_made')],
            },
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(choices=[('reprisal', 'Fear of reprisals against people we interviewed'), ('unsafe', 'The place is not safe for the team'), ('access', 'Access was refused, or the team was watched'), ('health', 'Outbreak or emergency')], max_length=8)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.site')),
            ],
            options={
                'verbose_name': 'suspension',
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('round', 'site'), name='site_is_suspended_once'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='suspension_is_lifted_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='UrgentRisk',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('answer', models.CharField(blank=True, choices=[('acc', 'Accepted help'), ('dec', 'Declined'), ('know', 'Already gets help'), ('noserv', 'No service exists'), ('', 'Not asked')], max_length=8)),
                ('day', models.DateField()),
                ('afternoon', models.BooleanField()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.site')),
            ],
            options={
                'verbose_name': 'urgent risk',
                'ordering': ['-day', '-afternoon', 'site__code', 'kind', 'answer'],
            },
        ),
        migrations.CreateModel(
            name='CustodianKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', models.BinaryField(max_length=65)),
                ('fingerprint', models.CharField(max_length=16)),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custodian_keys', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custodian_keys', to='surveys.round')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': "custodian's key",
                'verbose_name_plural': "custodians' keys",
                'ordering': ['registered_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('person', 'round'), name='custodian_has_one_active_key_in_a_round'), models.UniqueConstraint(fields=('fingerprint',), name='custodian_key_is_registered_once'), models.CheckConstraint(condition=models.Q(('retired_at__isnull', True), ('retired_at__gte', models.F('registered_at')), _connector='OR'), name='custodian_key_retires_after_it_is_registered')],
            },
        ),
        migrations.CreateModel(
            name='KeySentinel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(max_length=32, unique=True)),
                ('body', models.BinaryField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'test record of a key',
                'verbose_name_plural': 'test records of keys',
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('question', models.CharField(max_length=160)),
                ('reason', models.BinaryField()),
                ('half', models.BinaryField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings_asked', to=settings.AUTH_USER_MODEL)),
                ('asker_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.custodiankey')),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='surveys.interview')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings_to_judge', to=settings.AUTH_USER_MODEL)),
                ('partner_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.custodiankey')),
            ],
            options={
                'verbose_name': 'opening',
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('asked_by', models.F('partner')), _negated=True), name='opening_takes_two_people'), models.CheckConstraint(condition=models.Q(('asker_key', models.F('partner_key')), _negated=True), name='opening_takes_two_keys'), models.CheckConstraint(condition=models.Q(('agreed_at__isnull', True), ('refused_at__isnull', True), _connector='OR'), name='opening_is_agreed_or_refused_not_both'), models.CheckConstraint(condition=models.Q(('opened_at__isnull', True), ('agreed_at__isnull', False), _connector='OR'), name='opening_is_agreed_before_it_is_opened'), models.CheckConstraint(condition=models.Q(('refused_at__isnull', True), ('half__isnull', True), _connector='OR'), name='opening_refused_keeps_no_half'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('asked_at'))), name='opening_expires_after_it_is_asked')],
            },
        ),
        migrations.CreateModel(
            name='SealedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layers', models.JSONField(help_text='By the check code of a custodian’s key')),
                ('interview', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sealed_key', to='surveys.interview')),
            ],
            options={
                'verbose_name': 'key of an interview',
                'verbose_name_plural': 'keys of interviews',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='email')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('role', models.CharField(choices=[('interviewer', 'Interviewer'), ('team_lead', 'Team lead'), ('coordinator', 'Coordinator'), ('state_focal_point', 'State contact'), ('analyst', 'Analyst'), ('reviewer', 'Review body member'), ('custodian', 'Custodian'), ('auditor', 'Auditor'), ('author', 'Instrument author'), ('administrator', 'Administrator'), ('protection', 'Protection contact'), ('reader', 'Reader')], max_length=20)),
                ('token_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.organisation')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.round')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation',
                'ordering': ['-made_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['interviewer', 'team_lead', 'coordinator', 'state_focal_point', 'analyst', 'reviewer', 'custodian', 'auditor', 'author', 'administrator', 'protection', 'reader'])), name='invitation_role_is_known'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='invitation_expires'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_has_a_person_and_a_time'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='invitation_is_accepted_or_withdrawn'), models.CheckConstraint(condition=models.Q(('accepted_by__isnull', True), models.Q(('accepted_by', models.F('made_by')), _negated=True), _connector='OR'), name='invitation_is_accepted_by_another_person'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('made_by')), _negated=True), _connector='OR'), name='invitation_is_confirmed_by_another_person'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='invitation_confirmed_has_a_person_and_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('administrator', 'coordinator', 'analyst', 'reviewer', 'state_focal_point', 'custodian', 'protection')), _negated=True), ('token_hash__isnull', True), ('confirmed_at__isnull', False), ('accepted_at__isnull', False), ('withdrawn_at__isnull', False), _connector='OR'), name='invitation_has_a_link_once_it_is_confirmed')],
            },
        ),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('device', models.CharField(blank=True, max_length=40)),
                ('began_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'open session',
                'verbose_name_plural': 'open sessions',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WithdrawalRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'request to withdraw',
                'verbose_name_plural': 'requests to withdraw',
            },
        ),
        migrations.CreateModel(
            name='WaitingRisks',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('body', models.BinaryField()),
                ('waiting_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='surveys.round')),
            ],
            options={
                'verbose_name': 'urgent risks to be filed',
                'verbose_name_plural': 'urgent risks to be filed',
            },
        ),
        migrations.CreateModel(
            name='KeyConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys_confirmed', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='surveys.custodiankey')),
            ],
            options={
                'verbose_name': 'confirmation of a key',
                'verbose_name_plural': 'confirmations of keys',
                'constraints': [models.UniqueConstraint(fields=('key', 'by'), name='key_is_confirmed_once_by_a_person')],
            },
        ),
        migrations.AlterField(
            model_name='instrument',
            name='source',
            field=models.CharField(choices=[('migrant', 'Migrants'), ('authority', 'Authorities and staff'), ('ngo', 'Civil society'), ('alternative_provider', 'Providers of alternatives'), ('records', 'Visits and records of places'), ('child', 'Children and caregivers'), ('law', 'Laws and policies')], max_length=24),
        ),
        migrations.AlterField(
            model_name='primaryunit',
            name='population',
            field=models.PositiveIntegerField(help_text='People detained at the reference moment'),
        ),
        migrations.AddField(
            model_name='instrumentversion',
            name='loaded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loaded_versions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='instrumentversion',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='published_versions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='instrumentversion',
            name='warnings',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='instrumentversion',
            name='written',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='design_class',
            field=models.CharField(choices=[('census', 'Everyone was asked'), ('probability', 'Chosen at random'), ('systematic', 'One person at regular steps in a list'), ('purposive', 'Not chosen at random')], default='probability', max_length=12),
        ),
        migrations.AddField(
            model_name='round',
            name='child_ethics_approval',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='round',
            name='child_protection_partner',
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name='round',
            name='clinical_approval',
            field=models.CharField(blank=True, help_text='Approval of clinical scales and of the protocol for using them', max_length=80),
        ),
        migrations.AddField(
            model_name='round',
            name='impact_assessment',
            field=models.CharField(blank=True, help_text='Where to find the signed data-protection impact assessment', max_length=160),
        ),
        migrations.AddField(
            model_name='round',
            name='last_withdrawal_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='round',
            name='legal_basis',
            field=models.CharField(blank=True, choices=[('mandate', 'Task in the public interest: mandate of the review body'), ('vital', 'Vital interests of the people detained'), ('duty', 'Legal duty to monitor places of detention')], max_length=8),
        ),
        migrations.AddField(
            model_name='round',
            name='most_interviews_a_day',
            field=models.PositiveSmallIntegerField(default=5, help_text='For one interviewer'),
        ),
        migrations.AddField(
            model_name='round',
            name='retention_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='round',
            name='sharing_protocol',
            field=models.CharField(blank=True, help_text='Where to find the signed information-sharing protocol', max_length=160),
        ),
        migrations.AddField(
            model_name='round',
            name='withdrawal_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='round',
            name='follows',
            field=models.ForeignKey(blank=True, help_text='The earlier round that this one is compared with', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='surveys.round'),
        ),
        migrations.AddField(
            model_name='round',
            name='interviews_received',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='round',
            name='received_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('interviewer', 'Interviewer'), ('team_lead', 'Team lead'), ('coordinator', 'Coordinator'), ('state_focal_point', 'State contact'), ('analyst', 'Analyst'), ('reviewer', 'Review body member'), ('custodian', 'Custodian'), ('auditor', 'Auditor'), ('author', 'Instrument author'), ('administrator', 'Administrator'), ('protection', 'Protection contact'), ('reader', 'Reader')], max_length=20),
        ),
        migrations.AddField(
            model_name='membership',
            name='ended_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='given_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='membership',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RemoveField(
            model_name='interview',
            name='sealed',
        ),
        migrations.AlterField(
            model_name='interview',
            name='outcome',
            field=models.CharField(choices=[('complete', 'Complete'), ('stopped', 'Stopped before the end, answers saved'), ('refused', 'Did not agree to take part'), ('not_begun', 'Ended before we asked for agreement'), ('unsafe', 'Did not take place: the place or the interpreter was not safe'), ('withdrawn', 'Withdrawn afterwards; everything erased'), ('taken_back', 'Withdrawn before the end; everything erased')], max_length=12),
        ),
        migrations.AddField(
            model_name='interview',
            name='withdrawal_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='interview',
            name='sealed_format',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='interview',
            name='sealed',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='interview',
            name='number',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='interview',
            name='row_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RemoveField(
            model_name='draft',
            name='place',
        ),
        migrations.AddField(
            model_name='draft',
            name='second_language',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddConstraint(
            model_name='instrumentversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('loaded_by__isnull', True), models.Q(('published_by', models.F('loaded_by')), _negated=True), _connector='OR'), name='version_is_published_by_another_person'),
        ),
        migrations.AddConstraint(
            model_name='instrumentversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('state', 'published'), _connector='OR'), name='version_published_by_only_when_published'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('child_ethics_approval', ''), ('child_protection_partner', '')), models.Q(('child_ethics_approval', ''), ('child_protection_partner', ''), _connector='OR', _negated=True), _connector='OR'), name='round_opens_to_children_with_both_or_neither'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), _negated=True), models.Q(models.Q(('legal_basis', ''), _negated=True), models.Q(('impact_assessment', ''), _negated=True), ('withdrawal_until__isnull', False), ('retention_until__isnull', False)), _connector='OR'), name='round_opens_with_its_legal_basis'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('legal_basis__in', ['', 'mandate', 'vital', 'duty'])), name='round_legal_basis_is_known'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('most_interviews_a_day__gte', 1)), name='round_lets_an_interviewer_work'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('retention_until__isnull', True), ('withdrawal_until__isnull', True), ('retention_until__gte', models.F('withdrawal_until')), _connector='OR'), name='round_keeps_while_it_can_be_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('follows__isnull', True), models.Q(('follows', models.F('pk')), _negated=True), _connector='OR'), name='round_does_not_follow_itself'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person', 'organisation', 'role', 'round'), name='membership_is_given_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['interviewer', 'team_lead', 'coordinator', 'state_focal_point', 'analyst', 'reviewer', 'custodian', 'auditor', 'author', 'administrator', 'protection', 'reader'])), name='membership_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('given_by__isnull', True), models.Q(('given_by', models.F('person')), _negated=True), _connector='OR'), name='membership_is_given_by_another_person'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ended_by__isnull', True), ('ended_at__isnull', False), _connector='OR'), name='membership_ended_by_only_when_ended'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('role__in', ('state_focal_point',)), _negated=True), ('party', 'state'), _connector='OR'), models.Q(models.Q(('role__in', ('reviewer',)), _negated=True), ('party', 'review'), _connector='OR'), models.Q(models.Q(('role__in', ('interviewer', 'team_lead', 'coordinator', 'analyst', 'custodian', 'protection', 'auditor', 'author', 'administrator')), _negated=True), models.Q(('party', 'state'), _negated=True), ('ended_at__isnull', False), _connector='OR')), name='membership_role_fits_party'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['complete', 'stopped', 'refused', 'not_begun', 'unsafe', 'withdrawn', 'taken_back'])), name='interview_outcome_is_known'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawal_hash', ''), _negated=True), fields=('withdrawal_hash',), name='withdrawal_code_leads_to_one_interview'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('complete', 'stopped')), models.Q(('answers', {}), ('sealed__isnull', True)), _connector='OR'), name='interview_without_consent_keeps_nothing'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sealed__isnull', True), ('sealed_format__isnull', True)), models.Q(('sealed__isnull', False), ('sealed_format', 2), ('sealed_format__isnull', False)), _connector='OR'), name='interview_sealed_words_open_to_custodians_only'),
        ),
        migrations.AddConstraint(
            model_name='interview',
            constraint=models.UniqueConstraint(fields=('round', 'number'), name='interview_has_a_number_of_its_own'),
        ),
        migrations.AlterModelOptions(
            name='site',
            options={'ordering': ['code'], 'verbose_name': 'place'},
        ),
        migrations.AlterModelOptions(
            name='quarantine',
            options={'verbose_name': 'second version set aside', 'verbose_name_plural': 'second versions set aside'},
        ),
        # Last: SQLite drops triggers with the table that a constraint rebuilds.
        migrations.RunPython(make_audit_append_only, migrations.RunPython.noop),
        migrations.RunPython(triggers.lay, triggers.remove),
        migrations.RunPython(make_shared_cache, migrations.RunPython.noop),
    ]
