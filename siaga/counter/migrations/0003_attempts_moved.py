"""Tries are counted in accounts, for every feature; what was counted here is an hour's and may be forgotten."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("counter", "0002_offices"), ("accounts", "0003_attempts")]
    operations = [migrations.DeleteModel("Attempt")]
