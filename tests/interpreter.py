"""Debian's packages of Python are for Debian's Python, which may not be the first on the path."""

import importlib
import os
import sys

DEBIAN = "/usr/bin/python3"


def needs(*modules):
    """Starts the script anew under Debian's Python if one of the modules is not there."""
    try:
        for module in modules:
            importlib.import_module(module)
    except ImportError:
        if sys.executable == DEBIAN:
            raise
        os.execv(DEBIAN, [DEBIAN, "-B", *sys.argv])
