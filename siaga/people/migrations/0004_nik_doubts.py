import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_people_of_a_day")]

    operations = [
        migrations.CreateModel(
            name="NikDoubt",
            fields=[
                ("nik", models.TextField(primary_key=True, serialize=False)),
                ("like", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(
                condition=models.Q(("minted_offline", True)), fields=["registered_at"], name="people_unasked"
            ),
        ),
    ]
