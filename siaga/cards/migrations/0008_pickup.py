"""Fetching cards: who was told and when, delivery, the store; renewals of sukets in bulk; texts that go out."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cards", "0007_blangko_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeliveryRound",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField()),
                ("office", models.TextField()),
                ("carrier", models.TextField()),
                ("area", models.TextField()),
                ("orders", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("left_at", models.DateTimeField()),
                ("back_at", models.DateTimeField(null=True)),
                ("handed", models.IntegerField(db_default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PickupCall",
            fields=[
                ("order", models.UUIDField(primary_key=True, serialize=False)),
                ("nik", models.TextField(db_index=True)),
                ("office", models.TextField()),
                ("batch", models.UUIDField(db_index=True)),
                ("slot", models.DateTimeField(db_index=True)),
                ("times", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="PickupHours",
            fields=[
                ("office", models.TextField(primary_key=True, serialize=False)),
                ("opens", models.TimeField()),
                ("shuts", models.TimeField()),
                ("minutes", models.SmallIntegerField()),
                ("per_slot", models.SmallIntegerField()),
                ("told_again_after", models.SmallIntegerField()),
                ("stored_after", models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="StoredCard",
            fields=[
                ("order", models.UUIDField(primary_key=True, serialize=False)),
                ("nik", models.TextField()),
                ("place", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("nik", models.TextField(db_index=True)),
                ("to", models.TextField()),
                ("text", models.TextField()),
                ("about", models.TextField(db_index=True)),
                ("made_at", models.DateTimeField()),
                ("state", models.TextField(default="menunggu")),
                ("at", models.DateTimeField(null=True)),
                ("says", models.TextField(default="")),
            ],
            options={
                "indexes": [models.Index(fields=["state", "made_at"], name="cards_messages")],
            },
        ),
        migrations.CreateModel(
            name="RenewalRound",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office", models.TextField()),
                ("until", models.DateField()),
                ("total", models.IntegerField()),
                ("made", models.IntegerField(db_default=0)),
                ("refused", models.JSONField(db_default={})),
                ("after", models.TextField(db_default="")),
                ("state", models.TextField(db_default="berjalan")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
    ]
