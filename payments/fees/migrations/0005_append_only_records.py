from django.db import migrations

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_fees_feerecord
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON payments_fees_feerecord
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""

UNGUARD = """
DROP TRIGGER append_only_whole ON payments_fees_feerecord;
DROP TRIGGER append_only ON payments_fees_feerecord;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments_fees", "0004_records"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
