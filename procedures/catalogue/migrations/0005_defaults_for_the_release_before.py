import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('procedures_catalogue', '0004_what_stays_and_what_may_be_called_off'),
    ]

    operations = [
        migrations.AlterField(
            model_name='procedure',
            name='closing_message',
            field=models.TextField(blank=True, db_default='', verbose_name='終了の案内'),
        ),
        migrations.AlterField(
            model_name='procedureversion',
            name='effective_from',
            field=models.DateTimeField(blank=True, db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, null=True, verbose_name='開始日時'),
        ),
    ]
