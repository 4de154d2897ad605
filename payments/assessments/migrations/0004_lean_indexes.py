from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("payments_assessments", "0003_revenue_stays"),
    ]

    operations = [
        migrations.AlterField(
            model_name="feeassessment",
            name="kind",
            field=models.SlugField(db_index=False, default="fee", max_length=30, verbose_name="種類"),
        ),
        migrations.AlterField(
            model_name="feeassessment",
            name="subject_kind",
            field=models.SlugField(db_index=False, max_length=30, verbose_name="対象の種類"),
        ),
    ]
