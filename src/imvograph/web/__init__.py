"""What a browser sees: Jinja templates and one style sheet; no code, nothing from another host."""
