"""Command line of the project: python manage.py <command>."""

import os
import sys

from config.command_line import run

if __name__ == "__main__":
    os.umask(0o077)  # what a command writes is for its owner alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    run(sys.argv)
