"""A deed holds once; a second box's record of the same deed is stored too, and parked."""

from django.db import migrations, models
from django.db.models import Case, Value, When


class Migration(migrations.Migration):
    dependencies = [("journal", "0007_points")]
    operations = [
        migrations.AlterField(model_name="journalfact", name="id", field=models.UUIDField()),
        migrations.AddConstraint(
            model_name="journalfact",
            constraint=models.UniqueConstraint(
                "id",
                Case(When(lsn__isnull=True, then="chain"), default=Value(""), output_field=models.TextField()),
                name="journal_deed_once",
            ),
        ),
    ]
