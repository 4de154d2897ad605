from django.db import migrations

# The function is used by every table that only grows; TRUNCATE is refused too, except in a test database, which is
# emptied between tests.
FUNCTION = """
CREATE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
"""

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON identity_disclosure_disclosureentry
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON identity_disclosure_disclosureentry
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("identity_disclosure", "0001_first")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION portal_refuse_change()"),
        migrations.RunSQL(
            TRIGGERS,
            """
            DROP TRIGGER append_only ON identity_disclosure_disclosureentry;
            DROP TRIGGER append_only_whole ON identity_disclosure_disclosureentry;
            """,
        ),
    ]
