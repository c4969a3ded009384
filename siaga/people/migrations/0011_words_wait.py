"""New keys of names wait in a list and go into their index sorted. The index itself stays: only what comes from now on goes another way."""

import django.contrib.postgres.indexes
from django.db import migrations

NAME_KEYS = django.contrib.postgres.indexes.GinIndex(fields=["name_keys"], name="people_name_keys")


class Migration(migrations.Migration):
    dependencies = [("people", "0010_left_behind")]
    operations = [
        migrations.RunSQL(
            "ALTER INDEX people_name_keys SET (fastupdate = on)",
            "ALTER INDEX people_name_keys SET (fastupdate = off)",
            state_operations=[
                migrations.RemoveIndex(model_name="resident", name="people_name_keys"),
                migrations.AddIndex(model_name="resident", index=NAME_KEYS),
            ],
        ),
    ]
