from django.db import migrations, models

from surveys import triggers


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0020_state_roles_end'),
    ]

    operations = [
        # SQLite makes the table anew: no trigger may name it meanwhile.
        migrations.RunPython(triggers.remove, triggers.lay),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('made_by')), _negated=True), _connector='OR'), name='invitation_is_confirmed_by_another_person'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='invitation_confirmed_has_a_person_and_a_time'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('administrator', 'coordinator', 'analyst', 'reviewer', 'state_focal_point', 'custodian', 'protection')), _negated=True), ('token_hash__isnull', True), ('confirmed_at__isnull', False), ('accepted_at__isnull', False), ('withdrawn_at__isnull', False), _connector='OR'), name='invitation_has_a_link_once_it_is_confirmed'),
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_fits_party',
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('role__in', ('state_focal_point',)), _negated=True), ('party', 'state'), _connector='OR'), models.Q(models.Q(('role__in', ('reviewer',)), _negated=True), ('party', 'review'), _connector='OR'), models.Q(models.Q(('role__in', ('interviewer', 'team_lead', 'coordinator', 'analyst', 'custodian', 'protection', 'auditor', 'author', 'administrator')), _negated=True), models.Q(('party', 'state'), _negated=True), ('ended_at__isnull', False), _connector='OR')), name='membership_role_fits_party'),
        ),
        migrations.RunPython(triggers.lay, triggers.remove),
    ]
