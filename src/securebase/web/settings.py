"""Settings of the app. Each that may differ from place to place is one variable.

`docs/how-to/host-the-app.md` lists them; a test compares the page with this file.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ._places import address, database, keys_database
from ._secrets import master_keys, secret_key
from ._variables import flag, number, text, words

HERE = Path(__file__).parent
DATA = Path(text("SECUREBASE_DATA", "securebase-data"))

DEBUG = False
SECRET_KEY = secret_key(DATA)
# The newest key comes first; the others can still be read.
MASTER_KEYS = master_keys(DATA)
ALLOWED_HOSTS = words("SECUREBASE_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = words("SECUREBASE_ORIGINS", [])
# Behind a proxy that speaks HTTPS to the world. On one's own machine there is none.
HTTPS = flag("SECUREBASE_HTTPS", False)
# Where links in mails lead.
ADDRESS = address(CSRF_TRUSTED_ORIGINS, ALLOWED_HOSTS, https=HTTPS)

# What the app calls itself: in titles and mails, so that it can be something neutral.
APP_NAME = text("SECUREBASE_NAME", "Base")
# Where the button leads that leaves at once.
EXIT_ADDRESS = text("SECUREBASE_EXIT", "https://www.bbc.co.uk/weather")
# Whether the links work that sign in as somebody made up.
DEMO = flag("SECUREBASE_DEMO", False)
# Whether an account can be opened without an invitation.
OPEN = flag("SECUREBASE_OPEN", True)
# Whether anybody may open an account as a practitioner. Else each needs a link, which
# `python -m securebase.web practitioner EMAIL` prints.
PRACTITIONERS = flag("SECUREBASE_PRACTITIONERS", False)

# After so many months without a new answer, answers are deleted; 0 keeps them.
RETAIN_MONTHS = number("SECUREBASE_RETAIN_MONTHS", 24)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "securebase.web.vault",
    "securebase.web.accounts",
    "securebase.web.events",
    "securebase.web.pairing",
    "securebase.web.answers",
    "securebase.web.reports",
    "securebase.web.practice",
    "securebase.web.practitioners",
    "securebase.web.reminders",
    "securebase.web.safety",
    "securebase.web.jobs",
    "securebase.web.keeping",
    "securebase.web.pages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "securebase.web.middleware.quiet_headers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "securebase.web.middleware.left_meanwhile",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "securebase.web.middleware.own_language_and_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "securebase.web.middleware.Policy",
]

ROOT_URLCONF = "securebase.web.urls"
WSGI_APPLICATION = "securebase.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "securebase.web.pages.context.shell",
            ],
        },
    }
]

# Answers lie in one database and the keys to them in another: a copy of the answers
# can be kept for long, and is unreadable once a key is gone.
DATABASES = {"default": database(DATA), "keys": keys_database(DATA)}
DATABASE_ROUTERS = ["securebase.web.vault.router.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # Shared by all processes, because the limits on attempts are counted in it.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# Who somebody is.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "about"

# Mail. Without a server nothing is sent, and nobody is asked to confirm an address.
EMAIL_HOST = text("SECUREBASE_MAIL_HOST", "")
EMAIL_PORT = number("SECUREBASE_MAIL_PORT", 587)
EMAIL_HOST_USER = text("SECUREBASE_MAIL_USER", "")
EMAIL_HOST_PASSWORD = text("SECUREBASE_MAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("SECUREBASE_MAIL_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("SECUREBASE_MAIL_FROM", "hello@localhost")
MAIL = bool(EMAIL_HOST)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL
    else "django.core.mail.backends.dummy.EmailBackend"
)

ACCOUNT_ADAPTER = "securebase.web.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = MAIL
ACCOUNT_LOGIN_BY_CODE_ENABLED = MAIL
# Whether an address has an account here is nobody's business.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "securebase.web.accounts.models.called"
ACCOUNT_SESSION_REMEMBER = False
# Four wrong passwords in five minutes, wherever they come from: fifty an hour. More
# only make one wait: a lock for good would be a weapon in the hands of a partner.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,4/5m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Attempts are counted by where they come from. Behind proxies, that is what the
# outermost of them saw; without any, nobody is believed who says so.
ALLAUTH_TRUSTED_PROXY_COUNT = number("SECUREBASE_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Without mail no address can be confirmed, and a second factor is worth having even so.
MFA_ALLOW_UNVERIFIED_EMAIL = not MAIL
MFA_TOTP_ISSUER = APP_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# When somebody was last here is told to nobody, so it is not written down.
USERSESSIONS_TRACK_ACTIVITY = False

# A session ends after two hours without a request, and with the browser.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 2 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "s"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 86400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [HERE / "locale"]
LANGUAGE_COOKIE_NAME = "l"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# A file that is brought in is held in memory and never laid on the disk: it is full of
# answers. A larger one is not taken at all.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 10_000_000

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [
    HERE / "static",
    ("web/fonts", HERE.parent / "report" / "assets" / "fonts"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Only that something happened, never what was in it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {name} {message}", "style": "{"}},
    "filters": {"quiet": {"()": "securebase.web._quiet_log.WithoutContents"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["quiet"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
