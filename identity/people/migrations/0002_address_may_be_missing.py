"""A citizen who signs in with the card may have no mail address; staff must have one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity_people", "0001_first")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(
                blank=True, max_length=254, null=True, unique=True, verbose_name="メールアドレス"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "citizen"), ("email__isnull", False), _connector="OR"),
                name="staff_has_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email__isnull", True), models.Q(("email", ""), _negated=True), _connector="OR"),
                name="user_email_not_empty",
            ),
        ),
    ]
