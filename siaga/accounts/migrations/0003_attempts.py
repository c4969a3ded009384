"""Counted tries of anybody's pages: here, above every feature that counts them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            "Attempt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "what", "address", "hour", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.TextField()),
                ("address", models.TextField()),
                ("hour", models.DateTimeField()),
                ("count", models.IntegerField(default=0)),
            ],
        ),
    ]
