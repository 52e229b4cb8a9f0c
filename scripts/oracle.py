"""Counts Pabulib files with pabutools, to compare. It runs in .venv-oracle alone; nothing of it is shipped.

    .venv-oracle/bin/python scripts/oracle.py < JOBS.json

A job is {"file", "order": the ids as they stand in the file, "rule": greedy | equal-shares | phragmen,
"utility": cost | cardinality, "completion": none | add1}; the answer is {"funded", "read_s", "count_s", "peak_mb"}.
Its conventions where they differ from ours:

- Projects without a vote and those dearer than the whole pot are taken out first, as we set them aside.
- pabutools' greedy ranks by satisfaction per cost: "most votes first" is its cost satisfaction.
- `voter_budget_increment` is add1 with the exact start and the exhaustive stop.
- Its Phragmén ends for good at the first project that does not fit: our misfit "stop".
- Ties: cheaper first, then more votes, then the order in the file; without this it would take the id as text.
"""

import gc
import json
import sys
import time
from pathlib import Path

from pabutools.election import Cardinality_Sat, Cost_Sat, parse_pabulib
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
from pabutools.tiebreaking import TieBreakingRule


def counted(job):
    """One job: what is funded, processor seconds for reading and counting, the most memory of this process so far."""
    (instance, profile), reading = timed(lambda: parse_pabulib(job["file"]))
    votes = {}
    for ballot in profile:
        for project in ballot:
            votes[project] = votes.get(project, 0) + 1
    place = {project: job["order"].index(project.name) for project in instance}
    ties = TieBreakingRule(lambda _instance, _profile, project: (project.cost, -votes.get(project, 0), place[project]))
    for project in list(instance):
        if project not in votes or project.cost > instance.budget_limit:
            instance.remove(project)
    funded, counting = timed(lambda: funded_by(job, instance, profile, ties))
    names = sorted(project.name for project in funded)
    return {"funded": names, "read_s": reading, "count_s": counting, "peak_mb": peak_mb()}


def funded_by(job, instance, profile, ties):
    """The rule of the job."""
    if not len(instance):
        return []
    if job["rule"] == "phragmen":
        return sequential_phragmen(instance, profile, tie_breaking=ties)
    satisfaction = {"cost": Cost_Sat, "cardinality": Cardinality_Sat}[job.get("utility", "cost")]
    if job["rule"] == "greedy":
        return greedy_utilitarian_welfare(instance, profile, sat_class=satisfaction, tie_breaking=ties)
    step = 1 if job.get("completion") == "add1" else None
    return method_of_equal_shares(
        instance, profile, sat_class=satisfaction, tie_breaking=ties, voter_budget_increment=step
    )


def timed(work):
    """What the work gives, and its processor seconds."""
    gc.collect()
    start = time.process_time()
    done = work()
    return done, time.process_time() - start


def peak_mb():
    """The most memory this process held, in MB; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    json.dump([counted(job) for job in json.load(sys.stdin)], sys.stdout)
