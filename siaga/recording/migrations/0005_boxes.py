"""Which machine of an office recorded: two that did not know of each other may each have recorded one person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recording", "0004_points")]
    operations = [
        migrations.AddField("record", "box", models.SmallIntegerField(db_default=1)),
        migrations.RemoveConstraint("record", "recording_one_current"),
        migrations.AddConstraint(
            "record",
            models.UniqueConstraint(
                fields=["nik", "office", "point", "box"], condition=models.Q(current=True), name="recording_one_current"
            ),
        ),
    ]
