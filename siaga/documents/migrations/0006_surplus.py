from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0005_papers_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="Surplus",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("extra", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
