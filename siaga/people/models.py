"""Residents and families, as the facts made them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from .foreign.models import Stay as Stay
from .moving.models import Move as Move
from .moving.models import MoveEnd as MoveEnd
from .moving.models import MoveRefusal as MoveRefusal
from .moving.models import Recall as Recall


class Resident(models.Model):
    """One person. The NIK never changes; `office` is the writer (the office of domicile)."""

    nik = models.TextField(primary_key=True)
    no_kk = models.TextField(db_index=True)
    nama = models.TextField()
    name_keys = ArrayField(models.TextField(), db_default=[])  # phonetic keys of people.names.search_keys
    gelar_depan = models.TextField(db_default="")
    gelar_belakang = models.TextField(db_default="")
    jenis_kelamin = models.TextField()
    tempat_lahir = models.TextField()
    tanggal_lahir = models.DateField(db_index=True)
    golongan_darah = models.SmallIntegerField(db_default=13)
    agama = models.SmallIntegerField()
    status_kawin = models.SmallIntegerField()
    shdk = models.SmallIntegerField()
    pendidikan = models.SmallIntegerField(db_default=1)
    pekerjaan = models.SmallIntegerField(db_default=1)
    kewarganegaraan = models.TextField(db_default="WNI")
    nik_ayah = models.TextField(db_default="")
    nama_ayah = models.TextField(db_default="")
    nik_ibu = models.TextField(db_default="", db_index=True)
    nama_ibu = models.TextField(db_default="")
    disabilitas = models.TextField(db_default="")
    no_akta_lahir = models.TextField(db_default="")
    no_akta_kawin = models.TextField(db_default="")
    tanggal_kawin = models.DateField(null=True)
    no_akta_cerai = models.TextField(db_default="")
    tanggal_cerai = models.DateField(null=True)
    no_paspor = models.TextField(db_default="")
    status = models.TextField(db_default="aktif")  # aktif | meninggal | pindah
    died_on = models.DateField(null=True)
    registered_at = models.DateTimeField()
    reason = models.TextField(db_default="biodata_pertama")  # biodata_pertama | kelahiran | data_awal
    minted_offline = models.BooleanField(db_default=False)  # "belum dipastikan" until NikConfirmation exists
    office = models.TextField()

    class Meta:
        indexes = [
            # new keys wait in a list that a search reads whole: a short one (kit.postgres_data), and none after a batch (journal.bulk)
            GinIndex(fields=["name_keys"], name="people_name_keys"),
            models.Index(OpClass(Upper("nama"), name="text_pattern_ops"), name="people_nama_upper"),
            # the few that were minted here, for the list of a day; the books an office began with are left out
            models.Index(
                fields=["registered_at"], name="people_registered_here", condition=~models.Q(reason="data_awal")
            ),
            models.Index(Upper("no_akta_lahir"), name="people_birth_deed", condition=~models.Q(no_akta_lahir="")),
            models.Index(fields=["registered_at"], name="people_unasked", condition=models.Q(minted_offline=True)),
        ]


class Family(models.Model):
    no_kk = models.TextField(primary_key=True)
    nik_kepala = models.TextField()
    alamat = models.TextField()
    rt = models.TextField()
    rw = models.TextField()
    kode_wilayah = models.TextField(db_index=True)  # 10 digits: kelurahan or desa
    kode_pos = models.TextField(db_default="")
    telepon = models.TextField(db_default="")
    issued_on = models.DateField()
    status = models.TextField(db_default="aktif")  # aktif | digantikan | tutup
    replaced_by = models.TextField(db_default="")
    office = models.TextField()


class NumberMark(models.Model):
    """The highest serial used of one prefix: "nik:317201450890", "kk:317201211126", "akta:3172-LU-21112026"."""

    prefix = models.TextField(primary_key=True)
    last = models.IntegerField()


class NikConfirmation(models.Model):
    """The centre has confirmed that this person has no other NIK."""

    nik = models.TextField(primary_key=True)
    at = models.DateTimeField()


class NikDoubt(models.Model):
    """At the centre: a NIK minted without a line, whose owner resembles others; open until a NikConfirmation exists."""

    nik = models.TextField(primary_key=True)
    like = ArrayField(models.TextField())
    at = models.DateTimeField()


class Akta(models.Model):
    """A civil deed in the register."""

    number = models.TextField(primary_key=True)
    kind = models.TextField()  # kelahiran | kematian | perkawinan | perceraian
    nik = models.TextField(db_index=True)  # of whom it speaks; of a couple, the one who gets the extract first
    nik_kedua = models.TextField(db_default="", db_index=True)  # the other one of a couple
    registered_on = models.DateField()
    late = models.BooleanField(db_default=False)
    data = models.JSONField()  # what the deed says: see people.facts
    status = models.TextField(db_default="aktif")  # aktif | digantikan | dibatalkan
    office = models.TextField()


class DeedNote(models.Model):
    """A marginal note (catatan pinggir) on a deed."""

    id = models.UUIDField(primary_key=True)
    akta = models.TextField(db_index=True)
    text = models.TextField()
    on = models.DateField()


class DueDocument(models.Model):
    """A paper that a life event yields and that has not been made yet: `documents` takes it from here."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()  # a code of documents.kinds: "kk", "akta_kelahiran", "akta_kematian"
    subject = models.TextField(db_index=True)  # keluarga/<no_kk> or akta/<number>
    holder = models.TextField()  # nik
    at = models.DateTimeField()
    made = models.BooleanField(db_default=False)

    class Meta:
        indexes = [models.Index(fields=["at"], condition=models.Q(made=False), name="people_due")]
