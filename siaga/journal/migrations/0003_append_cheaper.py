"""The append functions without a query of its own for the setting: an assignment is evaluated where it stands."""

from django.db import migrations

APPEND = """
CREATE OR REPLACE FUNCTION journal_append_one(
    a_chain text, a_id uuid, a_kind text, a_version smallint, a_at timestamptz, a_actor text,
    a_subject text, a_body text, a_digest bytea
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    later text := set_config('synchronous_commit', 'off', true);
    s bigint;
    h bytea;
BEGIN
    UPDATE journal_head SET seq = seq + 1, hash = sha256(hash || int8send(seq + 1) || a_digest)
        WHERE chain = a_chain RETURNING seq, hash INTO s, h;
    IF s IS NULL THEN
        RETURN journal_append(a_chain, ARRAY[a_id], ARRAY[a_kind], ARRAY[a_version], a_at, a_actor,
            ARRAY[a_subject], ARRAY[a_body], ARRAY[a_digest]);
    END IF;
    INSERT INTO journal_journalfact (chain, seq, id, kind, version, at, actor, subject, body, hash, lsn)
        VALUES (a_chain, s, a_id, a_kind, a_version, a_at, a_actor, a_subject, a_body, h, nextval('journal_lsn'));
    RETURN s;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append")]
    operations = [migrations.RunSQL(APPEND, migrations.RunSQL.noop)]
