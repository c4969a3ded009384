"""The database itself keeps the trail: a row of it is never changed or deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_viewlog_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'jejak lihat data tidak boleh diubah atau dihapus';
END $$;
CREATE TRIGGER accounts_viewlog_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_viewlog
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_viewlog_keep();
"""
BACK = "DROP TRIGGER accounts_viewlog_keep ON accounts_viewlog; DROP FUNCTION accounts_viewlog_keep();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
