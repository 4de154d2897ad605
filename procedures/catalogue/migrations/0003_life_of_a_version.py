import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('procedures_catalogue', '0002_immutable_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProcedureRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('published', '公開'), ('scheduled', '公開の予約'), ('called_off', '予約の取消し'), ('switched', '予約した版への切替え'), ('closed', '終了'), ('reopened', '再開')], max_length=12, verbose_name='内容')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='日時')),
                ('data', models.JSONField(default=dict, verbose_name='詳細')),
            ],
            options={
                'verbose_name': '手続の経過',
            },
        ),
        migrations.AddField(
            model_name='procedure',
            name='closes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='終了日時'),
        ),
        migrations.AddField(
            model_name='procedure',
            name='closing_message',
            field=models.TextField(blank=True, verbose_name='終了の案内'),
        ),
        migrations.AddField(
            model_name='procedure',
            name='drafts_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='下書きの提出期限'),
        ),
        migrations.AddField(
            model_name='procedure',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='次の版の開始日時'),
        ),
        migrations.AddField(
            model_name='procedure',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='procedures_catalogue.procedure'),
        ),
        migrations.AddField(
            model_name='procedureversion',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures_catalogue.department'),
        ),
        migrations.AddField(
            model_name='procedureversion',
            name='effective_from',
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True, verbose_name='開始日時'),
        ),
        migrations.AddIndex(
            model_name='procedureversion',
            index=models.Index(fields=['procedure', '-effective_from', '-number'], name='procedure_version_in_force'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closes_at', None), ('closing_message', ''), ('drafts_until', None), ('successor', None)), models.Q(models.Q(('successor__isnull', False), models.Q(('closing_message', ''), _negated=True), _connector='OR'), ('closes_at__isnull', False)), _connector='OR'), name='procedure_closed_says_where_to_go'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.CheckConstraint(condition=models.Q(('drafts_until', None), ('drafts_until__gte', models.F('closes_at')), _connector='OR'), name='procedure_drafts_end_after_closing'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.CheckConstraint(condition=models.Q(('successor', models.F('id')), _negated=True), name='procedure_succeeds_another'),
        ),
        migrations.AddField(
            model_name='procedurerecord',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='procedurerecord',
            name='procedure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='procedures_catalogue.procedure'),
        ),
        migrations.AddField(
            model_name='procedurerecord',
            name='version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures_catalogue.procedureversion'),
        ),
        migrations.AddIndex(
            model_name='procedurerecord',
            index=models.Index(fields=['procedure', '-at'], name='procedure_record_newest'),
        ),
        migrations.AddConstraint(
            model_name='procedurerecord',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['published', 'scheduled', 'called_off', 'switched', 'closed', 'reopened'])), name='procedure_record_kind_known'),
        ),
    ]
