from django.db import migrations

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON identity_people_rightchange
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON identity_people_rightchange
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity_people", "0004_rights_of_staff"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            """
            DROP TRIGGER append_only ON identity_people_rightchange;
            DROP TRIGGER append_only_whole ON identity_people_rightchange;
            """,
        ),
    ]
