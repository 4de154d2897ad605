from django.db import migrations

# How many places of a slot are taken follows from its bookings and nothing else. The update locks the slot's row, so
# that two bookings of its last place wait for each other; slot_never_overbooked refuses the second.
COUNT = """
CREATE FUNCTION procedures_applications_count_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.slot_id = OLD.slot_id THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        UPDATE procedures_catalogue_slot SET booked = booked - 1 WHERE id = OLD.slot_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE procedures_catalogue_slot SET booked = booked + 1 WHERE id = NEW.slot_id;
    END IF;
    RETURN NULL;
END;
$$;
CREATE TRIGGER count_booking AFTER INSERT OR UPDATE OR DELETE ON procedures_applications_booking
    FOR EACH ROW EXECUTE FUNCTION procedures_applications_count_booking();
"""

UNCOUNT = """
DROP TRIGGER count_booking ON procedures_applications_booking;
DROP FUNCTION procedures_applications_count_booking();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures_applications", "0009_bookings")]

    operations = [migrations.RunSQL(COUNT, UNCOUNT)]
