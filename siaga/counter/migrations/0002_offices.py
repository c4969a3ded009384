"""Numbers and closings of each office: at the centre several offices' facts stand side by side."""

from django.db import migrations, models

# Lock, then look: in a volatile function each statement sees what was committed before it, so a number is given once, in one round trip.
NEXT = """
CREATE FUNCTION counter_next(a_office text, a_day date, a_service text) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    n integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('counter ' || a_office || a_day || a_service, 0));
    SELECT max(number) INTO n FROM counter_ticket WHERE office = a_office AND day = a_day AND service = a_service;
    RETURN coalesce(n, 0) + 1;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("counter", "0001_initial")]
    operations = [
        migrations.DeleteModel("DayClose"),
        migrations.CreateModel(
            "DayClose",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "office", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("office", models.TextField()),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("officer", models.TextField()),
                ("figures", models.JSONField()),
                ("reason", models.TextField(db_default="")),
            ],
        ),
        migrations.CreateModel(
            "Attempt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "what", "address", "hour", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.TextField()),
                ("address", models.TextField()),
                ("hour", models.DateTimeField()),
                ("count", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            "Looked",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField("application", "office", models.TextField(default=""), preserve_default=False),
        migrations.AddField("ticket", "office", models.TextField(default=""), preserve_default=False),
        migrations.AddField("ticket", "announced_at", models.DateTimeField(null=True)),
        migrations.AddField("ticket", "served_at", models.DateTimeField(null=True)),
        migrations.AddField("ticket", "finished_at", models.DateTimeField(null=True)),
        migrations.AlterField("visit", "ticket", models.UUIDField(db_index=True, null=True)),
        migrations.RemoveConstraint("ticket", "counter_never_double"),
        migrations.AddConstraint(
            "ticket",
            models.UniqueConstraint(fields=("office", "day", "service", "number"), name="counter_never_double"),
        ),
        migrations.RunSQL(NEXT, "DROP FUNCTION counter_next(text, date, text)"),
    ]
