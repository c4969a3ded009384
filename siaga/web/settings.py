"""Django's settings for one node's process. What differs between nodes comes from `siaga.roles.process` by the environment."""

from __future__ import annotations

import os
from pathlib import Path

from siaga.kit.database import settings_for

BASE = Path(__file__).resolve().parent
NODE = os.environ.get("SIAGA_NODE", "siaga")
TLS = os.environ.get(
    "SIAGA_TLS", ""
)  # "1": this server speaks TLS; "proxy": one before it does and says so in a header
SECRET_KEY = os.environ.get("SIAGA_SECRET", "only-for-tests-and-tools")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SIAGA_HOSTS", "127.0.0.1,localhost").split(",")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "siaga.shell",
    "siaga.web",
    "siaga.journal",
    "siaga.accounts",
    "siaga.wilayah",
    "siaga.continuity",
    "siaga.people",
    "siaga.berkas",
    "siaga.recording",
    "siaga.uniqueness",
    "siaga.documents",
    "siaga.cards",
    "siaga.counter",
    "siaga.incidents",
    "siaga.perangkat",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "siaga.web.middleware.NodeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "siaga.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "siaga.web.middleware.BoxMiddleware",
    "siaga.web.middleware.AccessMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
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
                "siaga.shell.values.shell",
            ]
        },
    }
]

AUTH_USER_MODEL = "accounts.Officer"
AUTHENTICATION_BACKENDS = ["siaga.accounts.doors.Backend"]
PASSWORD_HASHERS = ["siaga.accounts.doors.Hasher"]
LOGIN_URL = "login"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Several nodes of a demonstration share 127.0.0.1, and cookies know no ports.
SESSION_COOKIE_NAME = f"siaga_{NODE}_sesi"
CSRF_COOKIE_NAME = f"siaga_{NODE}_csrf"
LANGUAGE_COOKIE_NAME = f"siaga_{NODE}_bahasa"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86400
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = bool(TLS)
CSRF_FAILURE_VIEW = "siaga.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("SIAGA_ORIGINS", "").split(",") if o]
SECURE_HSTS_SECONDS = 365 * 86400 if TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS == "proxy" else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# What is sent stays in memory: nobody's photo may lie in a temporary folder. The whole is limited by NodeMiddleware.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/vendor/"
WHITENOISE_MAX_AGE = 300

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "masked": {"()": "siaga.web.logs.Masked", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "masked"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "siaga": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # They tell of every uploaded file that is no good PDF; the page says it to whom it concerns.
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
    },
}
