"""sitegen: a static documentation and knowledge site generator."""

__version__ = "0.1.0"
