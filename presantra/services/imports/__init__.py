"""Imports of salariés: files read, templates and rejected lines written."""
