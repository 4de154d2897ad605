from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures_applications", "0003_access_codes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["department", "-closed_at", "-id"],
                condition=models.Q(("state__in", ["completed", "withdrawn"])),
                name="application_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(
                fields=["created_at"],
                condition=models.Q(("state__in", ["pending", "running", "dead"])),
                name="effect_undone",
            ),
        ),
        migrations.AddIndex(
            model_name="effect",
            index=models.Index(fields=["-done_at"], condition=models.Q(("state", "done")), name="effect_done"),
        ),
    ]
