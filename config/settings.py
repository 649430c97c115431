"""All settings, from the environment, secure unless DEBUG is on."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment as env
from config.log import logging_for
from config.style import STYLE_HASHES

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")  # serves plain http on this machine with demo accounts
PLAIN_HTTP = DEBUG or DEMO

SECRET_KEY = env.secret_file("SECRET_KEY_FILE")
DRAFT_KEY = env.secret_file("DRAFT_KEY_FILE")
BACKUP_KEY = env.optional_secret_file("BACKUP_KEY_FILE")  # backup and restore alone
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", "127.0.0.1,localhost" if PLAIN_HTTP else None
)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "formtools",
    "config",
    "surveys",
    "assessment",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.Headers",
    "config.middleware.ForScripts",
    "config.public_pages.PublicPages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PersonalPages",
    "csp.middleware.CSPMiddleware",
    "config.full_disk.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "config.body.BodyLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.signed_in.SessionClocks",
    "config.signed_in.SignedIn",
    "config.signed_in.SecondFactor",
    "surveys.interviews.breaks.place_form.PlaceFormStays",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "config.templatetags.pages",
            ],
        },
    }
]

# -- database ------------------------------------------------------------------
DATABASES = {
    "default": {
        **env.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# Without these, parallel writers lose acknowledged interviews to "database is
# locked", or a power cut takes what was acknowledged (config/checks.py refuses less).
SQLITE_DURABLE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA cache_size=-16000"
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE_DURABLE)
BACKUP_DAYS = env.number("BACKUP_DAYS", 30)  # how long a backup may exist
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people --------------------------------------------------------------------
AUTH_USER_MODEL = "surveys.Person"
AUTHENTICATION_BACKENDS = [
    "surveys.people.sign_in.SameAnswer",  # first: asks axes whether the pair is locked
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
    )
]
ACCOUNT_ADAPTER = "surveys.people.sign_in.ClosedSignUp"
ACCOUNT_FORMS = {"login": "surveys.people.sign_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Attempts of everyone from one address, known or not; the pair of person and address
# is locked by axes. "login_failed" is asked for codes of a second factor only, by who
# knows the password already: few from an address, some more from everywhere.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip,300/h/ip",
    "login_failed": "10/5m/ip,30/h/key",
    "reauthenticate": "10/m/user,60/h/user",
    # For each network (surveys/people/rate_limit.py): many people may share it, and
    # nobody outside can use it up. There are 10^10 codes: a hundred tries an hour hit
    # one of 10,000 interviews once in 10,000 hours.
    "withdraw": "100/h/key",
    "join": "30/15m/key",
}
MFA_ADAPTER = "surveys.people.second_factor.SealedSecrets"
MFA_FORMS = {"activate_totp": "surveys.people.second_factor.ActivateAppForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Forms"  # neutral: a phone may be searched
# A code holds for its own half minute only, so that one use marks it for all its life.
MFA_TOTP_TOLERANCE = 0
# Off in the demo, where a synthetic round must stay easy to try; a real round asks
# for a second factor even then.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", not DEMO)

AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "surveys.people.sign_in.pair_name"
AXES_CLIENT_IP_CALLABLE = "surveys.people.sign_in.address_of"
AXES_LOCKOUT_CALLABLE = "surveys.people.sign_in.same_response"
AXES_VERBOSE = False

# Counts of attempts and used codes are shared by all processes; a cache of each
# process for itself would multiply every limit by their number.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Released pages as they were answered last, in each process.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}

SESSION_ENGINE = "surveys.people.sessions"
SESSION_IDLE = env.number("SESSION_IDLE_MINUTES", 30) * 60
SESSION_IDLE_FIELD = env.number("SESSION_IDLE_FIELD_HOURS", 8) * 3600  # interviewers
SESSION_LONGEST = SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
# Browsers take a cookie of this prefix from this host alone, over TLS alone: no page of
# a neighbouring name can put in its own.
PREFIX = "" if PLAIN_HTTP else "__Host-"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{PREFIX}sessionid", f"{PREFIX}csrftoken"
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- transport and headers -----------------------------------------------------
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Without it every person would share the proxy's address and its lock.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": STYLE_HASHES,
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # No text becomes script or markup anywhere. A module that must load a worker
        # needs a policy of its own, named here.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_PERMISSIONS = 0o600
MAX_BODY = 12_000_000  # an instrument of 10 MB with its form; see config/body.py

# -- language, time ------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
# What covers an interview when somebody comes in: the words on its button and the
# number that leads back. Whoever may search a tablet must not know the number.
PLACE_FORM_LABEL = env.text("PLACE_FORM_LABEL", "")  # "" is “Other form”, translated
PLACE_FORM_NUMBER = env.text("PLACE_FORM_NUMBER", "2741")
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_TZ = True

# -- static files --------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "static-build")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedModules"},
}

# -- disclosure ----------------------------------------------------------------
# Parameters of the publication rule, docs/publication.md; others have their defaults.
PUBLICATION = {"fewest_people": 10}

# -- mail: invitations are sent where a server is named ----------------------------
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = (
    env.secret_file("EMAIL_PASSWORD_FILE")
    if env.text("EMAIL_PASSWORD_FILE", "")
    else ""
)
EMAIL_USE_TLS = env.flag("EMAIL_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "forms@localhost")
# Whom readers of released figures write to; it stands in every file.
DATA_CONTACT = env.text("DATA_CONTACT", DEFAULT_FROM_EMAIL)

# -- logs: an allow-list of fields, see config/log.py ------------------------------
LOGGING = logging_for(env.text("LOG_LEVEL", "WARNING"))
