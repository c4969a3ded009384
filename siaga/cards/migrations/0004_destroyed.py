"""Old cards that were burnt, by the number of the minutes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cards", "0003_lent")]
    operations = [
        migrations.AddField("oldcard", "minutes", models.TextField(db_default="", db_index=True)),
    ]
