from django.db import migrations

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON procedures_applications_applicationevent
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON procedures_applications_applicationevent
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE ON procedures_applications_answerrevision
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures_applications", "0001_first"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            """
            DROP TRIGGER append_only ON procedures_applications_applicationevent;
            DROP TRIGGER append_only_whole ON procedures_applications_applicationevent;
            DROP TRIGGER append_only ON procedures_applications_answerrevision;
            """,
        ),
    ]
