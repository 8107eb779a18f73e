"""`sitegen` and `python -m sitegen`."""

from __future__ import annotations

from sitegen.commands import main

if __name__ == "__main__":
    main()
