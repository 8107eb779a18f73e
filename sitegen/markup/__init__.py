"""Markdown: one module for each thing that it adds to CommonMark."""
