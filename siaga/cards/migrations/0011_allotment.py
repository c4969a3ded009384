from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cards", "0010_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allotment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("by", models.TextField()),
                ("rule", models.TextField()),
                ("amount", models.IntegerField()),
                ("horizon", models.IntegerField()),
                ("lead", models.IntegerField()),
                ("offices", models.JSONField()),
                ("prr", models.JSONField()),
                ("stock", models.JSONField()),
                ("pace", models.JSONField()),
                ("given", models.JSONField()),
                ("loans", models.JSONField()),
            ],
        ),
    ]
