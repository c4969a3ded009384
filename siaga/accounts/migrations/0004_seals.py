"""Accounts as their offices told them, sealed to the boxes of each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_attempts")]
    operations = [
        migrations.CreateModel(
            "OfficerSeal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "office", "username", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("office", models.TextField()),
                ("username", models.TextField()),
                ("name", models.TextField()),
                ("roles", models.TextField()),
                ("wilayah", models.TextField()),
                ("active", models.BooleanField()),
                ("sealed", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
