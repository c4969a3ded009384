"""The service points of an office. A point appends to its own chain, until its office has ended it."""

from django.db import migrations, models

MAY_APPEND = """
CREATE OR REPLACE FUNCTION journal_may_append(a_chain text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    writer text := split_part(a_chain, '>', 1);
    machine text := split_part(writer, '/', 2);
BEGIN
    IF left(machine, 1) = 't' THEN
        IF EXISTS (SELECT 1 FROM journal_point WHERE name = writer AND ended IS NOT NULL) THEN
            RAISE EXCEPTION 'service point % was ended by its office', writer USING ERRCODE = 'SG001';
        END IF;
    ELSIF coalesce((SELECT box FROM journal_office WHERE office = split_part(writer, '/', 1)), 1)
        <> coalesce(nullif(machine, '')::integer, 1) THEN
        RAISE EXCEPTION 'box % is not the office', writer USING ERRCODE = 'SG001';
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_met")]
    operations = [
        migrations.CreateModel(
            name="OfficePoint",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("office", models.TextField()),
                ("kecamatan", models.TextField()),
                ("since", models.DateTimeField()),
                ("ended", models.DateTimeField(null=True)),
                ("reason", models.TextField(db_default="")),
            ],
            options={"db_table": "journal_point"},
        ),
        migrations.RunSQL(MAY_APPEND, migrations.RunSQL.noop),
    ]
