"""Push the built site to a branch of a git remote."""
