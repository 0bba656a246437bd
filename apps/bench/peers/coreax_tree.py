"""Recombination by coreax: the tree of Tchernychova and Lyons on JAX, in double precision."""

import jax
import numpy as np
from coreax import Data
from coreax.solvers import TreeRecombination
from problem import answer

jax.config.update("jax_enable_x64", True)


def reduce(problem):
    solver = TreeRecombination(mode="explicit")
    coresubset, _ = solver.reduce(Data(problem.features()[:, 1:], np.full(problem.size, 1 / problem.size)))
    weights = np.asarray(coresubset.points.weights) * problem.size
    rows = np.asarray(coresubset.unweighted_indices)
    return rows[weights > 0], weights[weights > 0]


answer(reduce)
