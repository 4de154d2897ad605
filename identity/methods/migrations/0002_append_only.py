from django.db import migrations

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON identity_methods_identityevent
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON identity_methods_identityevent
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("identity_methods", "0001_first"), ("identity_disclosure", "0002_append_only")]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            """
            DROP TRIGGER append_only ON identity_methods_identityevent;
            DROP TRIGGER append_only_whole ON identity_methods_identityevent;
            """,
        ),
    ]
