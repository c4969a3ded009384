"""F-1.01's deeds of marriage and divorce and the passport; and RT and RW in three digits, as every address is written since."""

from django.db import migrations, models

THREE_DIGITS = """
UPDATE people_family
   SET rt = CASE WHEN rt ~ '^[0-9]{1,2}$' THEN lpad(rt, 3, '0') ELSE rt END,
       rw = CASE WHEN rw ~ '^[0-9]{1,2}$' THEN lpad(rw, 3, '0') ELSE rw END
 WHERE rt ~ '^[0-9]{1,2}$' OR rw ~ '^[0-9]{1,2}$'
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_words_wait")]

    operations = [
        migrations.AddField("resident", "no_akta_kawin", models.TextField(db_default="")),
        migrations.AddField("resident", "tanggal_kawin", models.DateField(null=True)),
        migrations.AddField("resident", "no_akta_cerai", models.TextField(db_default="")),
        migrations.AddField("resident", "tanggal_cerai", models.DateField(null=True)),
        migrations.AddField("resident", "no_paspor", models.TextField(db_default="")),
        migrations.RunSQL(THREE_DIGITS, migrations.RunSQL.noop),
    ]
