from django.db import migrations

# `portal_refuse_change` comes from identity.disclosure. Dates follow from the gateway's time, in Japan's calendar.
FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_ledger_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON payments_ledger_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_ledger_confirmation
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_ledger_statechange
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER no_deletion BEFORE DELETE ON payments_ledger_receiptcounter
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER no_deletion BEFORE DELETE ON payments_ledger_receipt
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();

ALTER TABLE payments_ledger_ledgerentry
    ADD CONSTRAINT ledger_day_is_of_the_payment
        CHECK (occurred_on = (occurred_at AT TIME ZONE 'Asia/Tokyo')::date),
    ADD CONSTRAINT ledger_fiscal_year_is_of_the_day
        CHECK (fiscal_year = extract(year FROM occurred_on - interval '3 months'));

CREATE FUNCTION payments_receipts_are_gapless() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last <> OLD.last + 1 THEN
        RAISE EXCEPTION 'receipt numbers go up by one' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER gapless BEFORE UPDATE ON payments_ledger_receiptcounter
    FOR EACH ROW EXECUTE FUNCTION payments_receipts_are_gapless();

CREATE FUNCTION payments_receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.fiscal_year, NEW.number, NEW.entry_id, NEW.issued_at)
            IS DISTINCT FROM (OLD.fiscal_year, OLD.number, OLD.entry_id, OLD.issued_at)
            OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS NULL) THEN
        RAISE EXCEPTION 'a receipt stays as it was issued' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER stays BEFORE UPDATE ON payments_ledger_receipt
    FOR EACH ROW EXECUTE FUNCTION payments_receipt_stays();

-- The visibility map keeps the totals' scan on the index alone: let autovacuum follow the inserts closely.
ALTER TABLE payments_ledger_ledgerentry
    SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_insert_threshold = 1000);
"""

BACKWARD = """
DROP TRIGGER append_only ON payments_ledger_ledgerentry;
DROP TRIGGER append_only_whole ON payments_ledger_ledgerentry;
DROP TRIGGER append_only ON payments_ledger_confirmation;
DROP TRIGGER append_only ON payments_ledger_statechange;
DROP TRIGGER no_deletion ON payments_ledger_receiptcounter;
DROP TRIGGER no_deletion ON payments_ledger_receipt;
DROP TRIGGER gapless ON payments_ledger_receiptcounter;
DROP TRIGGER stays ON payments_ledger_receipt;
DROP FUNCTION payments_receipts_are_gapless();
DROP FUNCTION payments_receipt_stays();
ALTER TABLE payments_ledger_ledgerentry
    DROP CONSTRAINT ledger_day_is_of_the_payment, DROP CONSTRAINT ledger_fiscal_year_is_of_the_day;
"""


class Migration(migrations.Migration):
    dependencies = [("payments_ledger", "0001_first"), ("identity_disclosure", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
