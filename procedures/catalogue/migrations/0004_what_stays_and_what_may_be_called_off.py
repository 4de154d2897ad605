from django.db import migrations

# Versions from before took effect as they were published.
BACKFILL = """
ALTER TABLE procedures_catalogue_procedureversion DISABLE TRIGGER immutable;
UPDATE procedures_catalogue_procedureversion SET effective_from = published_at;
ALTER TABLE procedures_catalogue_procedureversion ENABLE TRIGGER immutable;
"""

# A version may be called off before it takes effect; nothing else of it ever changes.
GUARD = """
CREATE FUNCTION procedures_catalogue_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.effective_from > clock_timestamp() AND NEW.effective_from IS NULL
       AND to_jsonb(NEW) - 'effective_from' = to_jsonb(OLD) - 'effective_from' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
DROP TRIGGER immutable ON procedures_catalogue_procedureversion;
CREATE TRIGGER immutable BEFORE DELETE ON procedures_catalogue_procedureversion
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER immutable_but_called_off BEFORE UPDATE ON procedures_catalogue_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_catalogue_keep_version();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON procedures_catalogue_procedurerecord
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON procedures_catalogue_procedurerecord
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""

UNGUARD = """
DROP TRIGGER append_only_whole ON procedures_catalogue_procedurerecord;
DROP TRIGGER append_only ON procedures_catalogue_procedurerecord;
DROP TRIGGER immutable_but_called_off ON procedures_catalogue_procedureversion;
DROP TRIGGER immutable ON procedures_catalogue_procedureversion;
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON procedures_catalogue_procedureversion
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
DROP FUNCTION procedures_catalogue_keep_version();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures_catalogue", "0003_life_of_a_version")]

    operations = [
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
