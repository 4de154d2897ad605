from django.db import migrations, models

KINDS = [
    "charge",
    "charge_reversal",
    "refund",
    "refund_reversal",
    "chargeback",
    "chargeback_reversal",
    "manual",
]
LABELS = [
    "収納",
    "速報の取消",
    "還付",
    "還付の取消",
    "チャージバック",
    "チャージバックの取消",
    "手作業による収納",
]
FORWARD = """
CREATE FUNCTION payments_reversal_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.provisional OR NOT EXISTS (SELECT FROM payments_ledger_ledgerentry e
            WHERE e.provider = NEW.provider AND e.provider_ref = NEW.provider_ref AND e.kind = 'charge'
            AND e.provisional AND e.amount_yen = NEW.amount_yen AND e.claim = NEW.claim
            AND NOT EXISTS (SELECT FROM payments_ledger_confirmation c WHERE c.entry_id = e.id)) THEN
        RAISE EXCEPTION 'only a provisional payment is taken back, as a whole'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER reversal_fits BEFORE INSERT ON payments_ledger_ledgerentry
    FOR EACH ROW WHEN (NEW.kind = 'charge_reversal') EXECUTE FUNCTION payments_reversal_fits();

CREATE FUNCTION payments_confirmation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payments_ledger_ledgerentry e JOIN payments_ledger_ledgerentry b
            ON b.provider = e.provider AND b.provider_ref = e.provider_ref AND b.kind = 'charge_reversal'
            WHERE e.id = NEW.entry_id) THEN
        RAISE EXCEPTION 'what was taken back is not confirmed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER confirmation_fits BEFORE INSERT ON payments_ledger_confirmation
    FOR EACH ROW EXECUTE FUNCTION payments_confirmation_fits();
"""

BACKWARD = """
DROP TRIGGER reversal_fits ON payments_ledger_ledgerentry;
DROP TRIGGER confirmation_fits ON payments_ledger_confirmation;
DROP FUNCTION payments_reversal_fits();
DROP FUNCTION payments_confirmation_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("payments_ledger", "0002_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="ledgerentry", name="ledger_kind_known"),
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(
                choices=list(zip(KINDS, LABELS, strict=True)), max_length=20, verbose_name="区分"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", KINDS)), name="ledger_kind_known"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
