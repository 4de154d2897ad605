from django.db import migrations

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON procedures_applications_mandateevent
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON procedures_applications_mandateevent
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures_applications", "0012_mandates"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            """
            DROP TRIGGER append_only ON procedures_applications_mandateevent;
            DROP TRIGGER append_only_whole ON procedures_applications_mandateevent;
            """,
        ),
    ]
