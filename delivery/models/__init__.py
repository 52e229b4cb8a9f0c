"""What became of it."""

from delivery.models.projects import Entry, Milestone, Project, Update

__all__ = ["Entry", "Milestone", "Project", "Update"]
