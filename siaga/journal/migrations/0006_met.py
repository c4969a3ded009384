"""A write that must meet its row says so in the server: the act's last statement and its COMMIT travel in one message."""

from django.db import migrations

MET = """
CREATE FUNCTION journal_met(met boolean) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT met THEN
        RAISE EXCEPTION 'a row that must be there is missing' USING ERRCODE = 'SG002';
    END IF;
    RETURN true;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_settled")]
    operations = [migrations.RunSQL(MET, "DROP FUNCTION journal_met(boolean);")]
