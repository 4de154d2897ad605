from django.db import migrations

TABLES = ("procedures_catalogue_slotrecord", "procedures_catalogue_storedcodelist")

GUARD = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""
    for table in TABLES
)

UNGUARD = "".join(
    f"DROP TRIGGER append_only_whole ON {table}; DROP TRIGGER append_only ON {table};\n" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("procedures_catalogue", "0006_slots_and_code_lists"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
