"""Live preview: a server of the last good output, and a build for each change."""
