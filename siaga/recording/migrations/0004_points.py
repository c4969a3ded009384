"""Which service point recorded: an office and a point that do not hear each other may each record one person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recording", "0003_line")]
    operations = [
        migrations.AddField("record", "point", models.TextField(db_default="")),
        migrations.RemoveConstraint("record", "recording_one_current"),
        migrations.AddConstraint(
            "record",
            models.UniqueConstraint(
                fields=["nik", "office", "point"], condition=models.Q(current=True), name="recording_one_current"
            ),
        ),
        migrations.AddIndex(
            "record",
            models.Index(
                fields=["office", "nik"],
                condition=models.Q(current=True) & ~models.Q(point=""),
                name="recording_of_points",
            ),
        ),
    ]
