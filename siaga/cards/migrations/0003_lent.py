"""Orders lent to a service point: who holds one is the only one that may write of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cards", "0002_open_orders")]
    operations = [
        migrations.AddField("printorder", "lent_to", models.TextField(db_default="")),
        migrations.AddField("printorder", "writer", models.TextField(db_default="")),
        migrations.AddField("printorder", "returned", models.BooleanField(db_default=False)),
        migrations.AddField("printorder", "lent_packet", models.TextField(db_default="")),
        migrations.AddConstraint(
            "printorder",
            models.CheckConstraint(condition=models.Q(writer=models.F("lent_to")), name="cards_one_holder"),
        ),
        migrations.AddIndex(
            "printorder",
            models.Index(fields=["lent_to", "state"], condition=~models.Q(lent_to=""), name="cards_lent"),
        ),
    ]
