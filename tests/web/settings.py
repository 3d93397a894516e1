"""The app's own settings, for tests: other keys, and a database of the tests' own.

With ``SECUREBASE_TEST_DATABASE=postgresql`` a real PostgreSQL is started for the run.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from base64 import b64encode
from pathlib import Path

_DATA = tempfile.mkdtemp(prefix="securebase-tests-")
(Path(_DATA) / "static").mkdir()
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["SECUREBASE_DATA"] = _DATA
os.environ["SECUREBASE_SECRET_KEY"] = "only for tests"
os.environ["SECUREBASE_MASTER_KEYS"] = f"tests:{b64encode(bytes(range(32))).decode()}"
for _name in ("DATABASE_URL", "KEYS_DATABASE_URL", "SECUREBASE_MAIL_HOST"):
    os.environ.pop(_name, None)
if os.environ.get("SECUREBASE_TEST_DATABASE") == "postgresql":
    from tests.web.postgres import addresses

    os.environ["DATABASE_URL"], os.environ["KEYS_DATABASE_URL"] = addresses()

from securebase.web.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Proving a password a thousand times over is not what the tests are about.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
