"""What is asked for."""

from proposals.models.assessments import Assessment
from proposals.models.discussion import Comment, Report, Support
from proposals.models.objections import Objection
from proposals.models.proposals import Category, Proposal
from proposals.models.reviews import Review, Transition

__all__ = ["Assessment", "Category", "Comment", "Objection", "Proposal", "Report", "Review", "Support", "Transition"]
