#!/usr/bin/env python3
"""Commands of the app, from a clone: ``.venv/bin/python manage.py migrate``."""

from securebase.web.__main__ import main

if __name__ == "__main__":
    main()
