"""Taking over sites that were made for other tools: each tool is a module, named in `tools`.

In:  a project of Hugo, Jekyll, MkDocs or Obsidian, which is only read.
Out: a `Plan`: the text of a `sitegen.toml`, Jinja twins of shortcodes, and a report.
"""
