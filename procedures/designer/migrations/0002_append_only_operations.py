from django.db import migrations

TABLE = "procedures_designer_designoperation"

GUARD = f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""

UNGUARD = f"DROP TRIGGER append_only_whole ON {TABLE}; DROP TRIGGER append_only ON {TABLE};"


class Migration(migrations.Migration):
    dependencies = [
        ("procedures_designer", "0001_first"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
