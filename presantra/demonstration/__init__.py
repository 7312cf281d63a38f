"""Invented members for trying the portal. Never loaded outside demonstration mode."""

from presantra.demonstration.loading import NotDemonstration, load

__all__ = ["NotDemonstration", "load"]
