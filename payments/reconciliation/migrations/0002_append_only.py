from django.db import migrations

_TABLES = (
    "payments_reconciliation_settlementbatch",
    "payments_reconciliation_settlementline",
    "payments_reconciliation_bookexport",
)
TRIGGERS = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""
    for table in _TABLES
)
BACK = "".join(f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_whole ON {table};" for table in _TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("payments_reconciliation", "0001_first"),
        ("identity_disclosure", "0002_append_only"),  # the function
    ]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
