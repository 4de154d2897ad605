from django.db import migrations

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON procedures_notifications_textversion
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON procedures_notifications_textversion
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""

UNGUARD = """
DROP TRIGGER append_only_whole ON procedures_notifications_textversion;
DROP TRIGGER append_only ON procedures_notifications_textversion;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures_notifications", "0002_texts"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
