"""What all peers share: the problem that the bench hands over, and the answer it wants.

Run as `python3 PEER.py FOLDER`. The folder holds `problem.json` with size, dim, order, goal, width (the median distance) and seed, and
`points.f64`: size x dim doubles, row by row. All points have weight 1. The answer is one line of JSON: the rows kept,
their weights, seconds of the second of two calls (the first one loads and compiles), or of the first if that took
long, and the bytes by which the process grew in the first.
"""

import itertools
import json
import pathlib
import resource
import sys
import time

import numpy as np
from numpy.polynomial.chebyshev import chebvander

LONG = 10.0
"""Seconds after which nobody waits for a second call."""


class Problem:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        facts = json.loads((folder / "problem.json").read_text())
        self.size, self.dim = facts["size"], facts["dim"]
        self.order, self.goal, self.seed = facts["order"], facts["goal"], facts["seed"]
        self.width = facts["width"]
        self.points = np.fromfile(folder / "points.f64").reshape(self.size, self.dim)

    def features(self):
        """Products of Chebyshev polynomials of total degree at most `order`: size x N, the first column 1."""
        powers = [chebvander(self.points[:, axis], self.order) for axis in range(self.dim)]
        degrees = itertools.product(range(self.order + 1), repeat=self.dim)
        wanted = [degree for degree in degrees if sum(degree) <= self.order]
        table = np.ones((self.size, len(wanted)), order="F")
        for column, degree in enumerate(wanted):
            for axis, power in enumerate(degree):
                if power > 0:
                    table[:, column] *= powers[axis][:, power]
        return table


def answer(reduce):
    """Times `reduce(problem) -> (rows, weights)` and prints what the bench wants to know."""
    problem = Problem(sys.argv[1])
    before = resident_bytes()
    seconds, (rows, weights) = timed(reduce, problem)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    if seconds < LONG:
        seconds, (rows, weights) = timed(reduce, problem)
    print(
        json.dumps(
            {
                "rows": np.asarray(rows).tolist(),
                "weights": np.asarray(weights).tolist(),
                "seconds": seconds,
                "peakBytes": max(0, grown),
            }
        )
    )


def timed(reduce, problem):
    started = time.perf_counter()
    result = reduce(problem)
    return time.perf_counter() - started, result


def resident_bytes():
    """What the process holds now; where the system does not say, the most it has held."""
    try:
        pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
