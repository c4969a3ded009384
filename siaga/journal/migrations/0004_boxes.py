"""Which of an office's boxes is the office. Only that one may append: asked where the head of the chain is taken."""

from django.db import migrations, models

APPEND = """
CREATE FUNCTION journal_may_append(a_chain text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    writer text := split_part(a_chain, '>', 1);
BEGIN
    IF coalesce((SELECT box FROM journal_office WHERE office = split_part(writer, '/', 1)), 1)
        <> coalesce(nullif(split_part(writer, '/', 2), '')::integer, 1) THEN
        RAISE EXCEPTION 'box % is not the office', writer USING ERRCODE = 'SG001';
    END IF;
END $$;
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
    PERFORM journal_may_append(a_chain);
    INSERT INTO journal_journalfact (chain, seq, id, kind, version, at, actor, subject, body, hash, lsn)
        VALUES (a_chain, s, a_id, a_kind, a_version, a_at, a_actor, a_subject, a_body, h, nextval('journal_lsn'));
    RETURN s;
END $$;
CREATE OR REPLACE FUNCTION journal_append(
    a_chain text, a_ids uuid[], a_kinds text[], a_versions smallint[], a_at timestamptz, a_actor text,
    a_subjects text[], a_bodies text[], a_digests bytea[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n integer := cardinality(a_ids);
    s bigint;
    h bytea;
    hashes bytea[] := '{}';
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    SELECT seq, hash INTO s, h FROM journal_head WHERE chain = a_chain FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO journal_head (chain, seq, hash) VALUES (a_chain, 0, decode(repeat('00', 32), 'hex'))
            ON CONFLICT (chain) DO NOTHING;
        SELECT seq, hash INTO s, h FROM journal_head WHERE chain = a_chain FOR UPDATE;
    END IF;
    PERFORM journal_may_append(a_chain);
    FOR i IN 1 .. n LOOP
        h := sha256(h || int8send(s + i) || a_digests[i]);
        hashes := hashes || h;
    END LOOP;
    INSERT INTO journal_journalfact (chain, seq, id, kind, version, at, actor, subject, body, hash, lsn)
        SELECT a_chain, s + o, i, k, v, a_at, a_actor, sub, b, hh, nextval('journal_lsn')
        FROM unnest(a_ids, a_kinds, a_versions, a_subjects, a_bodies, hashes)
            WITH ORDINALITY AS u(i, k, v, sub, b, hh, o) ORDER BY o;
    UPDATE journal_head SET seq = s + n, hash = h WHERE chain = a_chain;
    RETURN s + n;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_append_cheaper")]
    operations = [
        migrations.CreateModel(
            name="OfficeBox",
            fields=[
                ("office", models.TextField(primary_key=True, serialize=False)),
                ("box", models.IntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={"db_table": "journal_office"},
        ),
        migrations.RunSQL(APPEND, migrations.RunSQL.noop),
    ]
