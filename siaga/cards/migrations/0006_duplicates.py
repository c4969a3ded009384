"""Cases of two NIKs: what the office did, what the centre answered, the NIKs that are used no more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cards", "0005_fleet")]

    operations = [
        migrations.CreateModel(
            name="DuplicateAnswer",
            fields=[
                ("record", models.UUIDField(primary_key=True, serialize=False)),
                ("nik", models.TextField(db_index=True)),
                ("n", models.SmallIntegerField()),
                ("verdict", models.TextField()),
                ("kept", models.TextField(db_default="")),
                ("says", models.TextField(db_default="")),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="ClosedNik",
            fields=[
                ("nik", models.TextField(primary_key=True, serialize=False)),
                ("kept", models.TextField(db_index=True)),
                ("record", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("followed", models.BooleanField(db_default=False)),
                ("needs_head", models.BooleanField(db_default=False)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("followed", False)), fields=["nik"], name="cards_closing")
                ],
            },
        ),
        migrations.CreateModel(
            name="DuplicateCase",
            fields=[
                ("record", models.UUIDField(primary_key=True, serialize=False)),
                ("nik", models.TextField(db_index=True)),
                ("other_nik", models.TextField()),
                ("office", models.TextField()),
                ("found_at", models.DateTimeField()),
                ("state", models.TextField()),
                ("state_since", models.DateTimeField()),
                ("attempt", models.SmallIntegerField(db_default=0)),
                ("summons", models.TextField(db_default="")),
                ("when", models.DateTimeField(null=True)),
                ("claim", models.TextField(db_default="")),
                ("keeps", models.TextField(db_default="")),
                ("cause", models.TextField(db_default="")),
                ("told", models.TextField(db_default="")),
                ("proof", models.TextField(db_default="")),
                ("statement", models.TextField(db_default="")),
                ("heard_by", models.TextField(db_default="")),
                ("heard_at", models.DateTimeField(null=True)),
                ("n", models.SmallIntegerField(db_default=0)),
                ("stated_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "dipanggil")), fields=["when"], name="cards_summoned"),
                    models.Index(
                        condition=models.Q(("state", "menunggu_pusat")), fields=["stated_at"], name="cards_stated"
                    ),
                ],
            },
        ),
    ]
