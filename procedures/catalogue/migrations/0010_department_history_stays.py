from django.db import migrations

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON procedures_catalogue_departmentrecord
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON procedures_catalogue_departmentrecord
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();

CREATE FUNCTION procedures_catalogue_name_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.valid_from < (now() AT TIME ZONE 'Asia/Tokyo')::date THEN
        RAISE EXCEPTION 'a name that held stays: % refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER name_held BEFORE UPDATE OR DELETE ON procedures_catalogue_departmentname
    FOR EACH ROW EXECUTE FUNCTION procedures_catalogue_name_held();
"""

UNGUARD = """
DROP TRIGGER name_held ON procedures_catalogue_departmentname;
DROP FUNCTION procedures_catalogue_name_held();
DROP TRIGGER append_only_whole ON procedures_catalogue_departmentrecord;
DROP TRIGGER append_only ON procedures_catalogue_departmentrecord;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures_catalogue", "0009_departments_in_time"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
