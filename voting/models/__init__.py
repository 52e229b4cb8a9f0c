"""What is chosen. Private to this package: others use its queries and verbs."""

from voting.models.ballots import Ballot, VoidRequest, VotingRight
from voting.models.log import Head, Leaf, PendingLeaf
from voting.models.papers import BallotPaper, Option
from voting.models.results import Award, Closing, Result

__all__ = [
    "Award",
    "Ballot",
    "BallotPaper",
    "Closing",
    "Head",
    "Leaf",
    "Option",
    "PendingLeaf",
    "Result",
    "VoidRequest",
    "VotingRight",
]
