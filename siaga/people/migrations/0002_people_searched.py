import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="resident", name="people_nama"),
        migrations.RemoveIndex(model_name="resident", name="people_name_keys"),
        migrations.AlterField(
            model_name="resident", name="nik_ibu", field=models.TextField(db_default="", db_index=True)
        ),
        migrations.AddIndex(
            model_name="resident",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["name_keys"], name="people_name_keys"
            ),
        ),
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("nama"), name="text_pattern_ops"
                ),
                name="people_nama_upper",
            ),
        ),
    ]
