import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('procedures_applications', '0004_queue_indexes'),
        ('procedures_catalogue', '0004_what_stays_and_what_may_be_called_off'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftMigration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draft_id', models.UUIDField(db_index=True, verbose_name='下書き')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='日時')),
                ('effect', models.JSONField(default=dict, verbose_name='影響')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('from_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures_catalogue.procedureversion')),
                ('to_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures_catalogue.procedureversion')),
            ],
            options={
                'verbose_name': '下書きの移動',
                'indexes': [models.Index(fields=['to_version', '-at'], name='draft_migration_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_version', models.F('to_version')), _negated=True), name='draft_migration_goes_elsewhere')],
            },
        ),
    ]
