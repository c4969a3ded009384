from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people_searched")]

    operations = [
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(
                condition=models.Q(("reason", "data_awal"), _negated=True),
                fields=["registered_at"],
                name="people_registered_here",
            ),
        ),
    ]
