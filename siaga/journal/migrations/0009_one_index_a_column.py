"""Second indexes that Django made for text columns (`kit.postgresql`): of tables made before, in every feature."""

from typing import Any

from django.db import migrations

_FOUND = """
SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relname LIKE '%\\_like' AND i.indnatts = 1 AND NOT i.indisunique
   AND pg_get_indexdef(i.indexrelid) LIKE '% text_pattern_ops)' ORDER BY c.relname
"""


def drop(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if not connection.orders_by_bytes():
        return
    with connection.cursor() as cur:
        cur.execute(_FOUND)
        for (name,) in cur.fetchall():
            cur.execute(f"DROP INDEX {connection.ops.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0008_deed_once")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
