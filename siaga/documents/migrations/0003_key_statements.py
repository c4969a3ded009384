from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_papers_acts")]

    operations = [
        migrations.CreateModel(
            name="KeyStatement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "by", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.TextField()),
                ("by", models.TextField()),
                ("machine", models.TextField()),
                ("office", models.TextField()),
                ("name", models.TextField()),
                ("since", models.TextField()),
                ("revoked", models.TextField(db_default="")),
                ("reason", models.TextField(db_default="")),
                ("stated", models.TextField()),
                ("signature", models.TextField()),
            ],
        ),
    ]
