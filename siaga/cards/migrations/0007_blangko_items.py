"""Items, serial ranges and loans; what one office's boxes wrote without knowing of each other is booked alike at every node."""

from django.db import migrations, models

PER_ITEM = """
ALTER TABLE cards_balance ADD COLUMN item text NOT NULL DEFAULT 'ktp_el';
ALTER TABLE cards_balance DROP CONSTRAINT cards_balance_pkey, ADD PRIMARY KEY (office, item, account);
"""
BACK = """
ALTER TABLE cards_balance DROP CONSTRAINT cards_balance_pkey, ADD PRIMARY KEY (office, account);
ALTER TABLE cards_balance DROP COLUMN item;
"""
# An act sets siaga.buku_blangko when it takes the ledger's lock. What the exchange brings was decided elsewhere, under that node's lock;
# refused here for its order of arrival, it would be parked at one node and booked at another, and the books would differ. A service
# point's facts reach everybody in its office's order.
GUARDED = """
CREATE OR REPLACE FUNCTION cards_never_below_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('siaga.buku_blangko', true), '') <> 'ketat' AND strpos(NEW.office, '/') = 0 THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% of % in account % would be %', NEW.item, NEW.office, NEW.account, NEW.amount USING ERRCODE = 'check_violation';
END $$;
"""
ALWAYS = """
CREATE OR REPLACE FUNCTION cards_never_below_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'blangko of % in account % would be %', NEW.office, NEW.account, NEW.amount USING ERRCODE = 'check_violation';
END $$;
"""
BALANCE = [
    (
        "pk",
        models.CompositePrimaryKey(
            "office", "item", "account", blank=True, editable=False, primary_key=True, serialize=False
        ),
    ),
    ("office", models.TextField()),
    ("item", models.TextField(db_default="ktp_el")),
    ("account", models.TextField()),
    ("amount", models.IntegerField(db_default=0)),
]


class Migration(migrations.Migration):
    dependencies = [("cards", "0006_duplicates")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(PER_ITEM, BACK)],
            state_operations=[migrations.DeleteModel("Balance"), migrations.CreateModel("Balance", BALANCE)],
        ),
        migrations.RunSQL(GUARDED, ALWAYS),
        migrations.AddField("ledgerentry", "item", models.TextField(db_default="ktp_el")),
        migrations.AddField("ledgerentry", "serials", models.JSONField(db_default=[])),
        migrations.AddField("ledgerentry", "used", models.JSONField(db_default=[])),
        migrations.AddIndex("ledgerentry", models.Index(fields=["office", "item", "at"], name="cards_book")),
        migrations.AddIndex(
            "ledgerentry",
            models.Index(
                fields=["office", "item"], condition=~models.Q(serials=[], used=[]), name="cards_book_serials"
            ),
        ),
        migrations.AddField("blangkorequest", "item", models.TextField(db_default="ktp_el")),
        migrations.AddField("blangkorequest", "serials", models.JSONField(db_default=[])),
        migrations.AddField("blangkorequest", "damaged", models.IntegerField(db_default=0)),
        migrations.AddField("blangkorequest", "fetch", models.JSONField(db_default={})),
        migrations.AddField("blangkorequest", "bast", models.TextField(db_default="")),
        migrations.CreateModel(
            "BlangkoLoan",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office", models.TextField()),
                ("lender", models.TextField(db_default="")),
                ("item", models.TextField(db_default="ktp_el")),
                ("amount", models.IntegerField()),
                ("reason", models.TextField(db_default="")),
                ("at", models.DateTimeField()),
                ("state", models.TextField(db_default="diminta")),
                ("letter", models.TextField(db_default="")),
                ("sent", models.IntegerField(db_default=0)),
                ("sent_serials", models.JSONField(db_default=[])),
                ("announced", models.BooleanField(db_default=False)),
                ("received", models.IntegerField(db_default=0)),
                ("returned", models.IntegerField(db_default=0)),
                ("returned_serials", models.JSONField(db_default=[])),
                ("return_announced", models.BooleanField(db_default=False)),
                ("settled", models.IntegerField(db_default=0)),
            ],
        ),
    ]
