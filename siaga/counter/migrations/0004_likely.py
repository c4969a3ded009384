"""A promise keeps the likely day and what the wait depends on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("counter", "0003_attempts_moved")]
    operations = [
        migrations.AddField(model_name="promise", name="likely", field=models.DateField(null=True)),
        migrations.AddField(model_name="promise", name="binds", field=models.TextField(db_default="")),
    ]
