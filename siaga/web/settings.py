"""Django's settings for one node's process. What differs between nodes comes from `siaga.roles.process` by the environment."""

from __future__ import annotations

import os
from pathlib import Path

from siaga.kit.database import settings_for

BASE = Path(__file__).resolve().parent
SECRET_KEY = os.environ.get("SIAGA_SECRET", "only-for-tests-and-tools")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SIAGA_HOSTS", "127.0.0.1,localhost").split(",")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "siaga.web",
    "siaga.journal",
    "siaga.accounts",
    "siaga.wilayah",
    "siaga.continuity",
    "siaga.people",
    "siaga.recording",
    "siaga.uniqueness",
    "siaga.documents",
    "siaga.cards",
    "siaga.counter",
    "siaga.incidents",
]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "siaga.web.urls"
DATABASES = {"default": settings_for(os.environ.get("SIAGA_DATABASE", "dbname=siaga"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
STATIC_URL = "static/"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
