"""The append function, in the database so that the head of the chain is held for one statement only."""

from django.db import migrations

# Take the head last and commit without waiting for the disk: writers do not queue behind each other's fsync. The act flushes once
# afterwards, before anybody is told.
APPEND = """
CREATE SEQUENCE journal_lsn;
CREATE FUNCTION journal_append(
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
CREATE FUNCTION journal_append_one(
    a_chain text, a_id uuid, a_kind text, a_version smallint, a_at timestamptz, a_actor text,
    a_subject text, a_body text, a_digest bytea
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    s bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    WITH moved AS (
        UPDATE journal_head SET seq = seq + 1, hash = sha256(hash || int8send(seq + 1) || a_digest)
        WHERE chain = a_chain RETURNING seq, hash
    )
    INSERT INTO journal_journalfact (chain, seq, id, kind, version, at, actor, subject, body, hash, lsn)
        SELECT a_chain, seq, a_id, a_kind, a_version, a_at, a_actor, a_subject, a_body, hash, nextval('journal_lsn')
        FROM moved RETURNING seq INTO s;
    IF s IS NULL THEN
        RETURN journal_append(a_chain, ARRAY[a_id], ARRAY[a_kind], ARRAY[a_version], a_at, a_actor,
            ARRAY[a_subject], ARRAY[a_body], ARRAY[a_digest]);
    END IF;
    RETURN s;
END $$;
"""
DROP = "DROP FUNCTION journal_append_one; DROP FUNCTION journal_append; DROP SEQUENCE journal_lsn;"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(APPEND, DROP)]
