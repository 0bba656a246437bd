import type { Match, MomentMatching, Nodes } from './moment-matching.js'

/** Steps that one node, or several, may take to make up for those that were left out. */
const STEPS = 30
const STEPS_FOR_ONE = 60

/** Relative error of the moments from which a match counts as one, and that of the last one. */
const TOLERANCE = 1e-11
const LAST_TOLERANCE = 2e-15
const LAST_STEPS = 6

/** Steps of all trials together, for each node at the start and besides: where more would be needed, data resist. */
const STEPS_PER_NODE = 24
const SPARE_STEPS = 200

/** Worse matches are given up for one of more nodes. */
const MOST_ERROR = 5e-13

/** Of the nodes that are still too many, so many are left out at once. */
const SHARE_AT_ONCE = 0.3

/**
 * Node elimination (Xiao and Gimbutas 2010): the least significant nodes are left out, the others are moved until all
 * moments are right again, and so on, until there are no more than `least`, none can be left out, or that would take too long. Many at a time at
 * first, one by one in the end, where every one is tried.
 *
 * A pause is offered at every step of every trial.
 */
export function* eliminateNodes(
  start: Nodes,
  least: number,
  matching: MomentMatching,
): Generator<void, Match> {
  const matched = [start]
  let atOnce = Infinity
  const most = STEPS_PER_NODE * start.count + SPARE_STEPS
  let spent = 0
  while (spent < most) {
    const nodes = matched[matched.length - 1]
    if (nodes.count <= least) break
    const significance = matching.significance(nodes)
    const order = Array.from(significance.keys()).sort((a, b) => significance[a] - significance[b])
    const surplus = nodes.count - least
    const wanted = Math.max(1, Math.min(atOnce, Math.floor(SHARE_AT_ONCE * surplus)))
    if (wanted > 1) {
      const fewer = yield* matching.match(without(nodes, order.slice(0, wanted)), TOLERANCE, STEPS)
      spent += fewer.steps
      if (fewer.error <= TOLERANCE) matched.push(fewer.nodes)
      else atOnce = Math.floor(wanted / 2)
      continue
    }
    let found: Nodes | undefined
    for (const node of order) {
      const fewer = yield* matching.match(without(nodes, [node]), TOLERANCE, STEPS_FOR_ONE)
      spent += fewer.steps
      if (fewer.error <= TOLERANCE) found = fewer.nodes
      if (found || spent >= most) break
    }
    if (!found) break
    matched.push(found)
  }
  // Close to the fewest, moments may hang on hair's breadths: then those before do better.
  for (let i = matched.length - 1; i > 0; i--) {
    const last = yield* matching.match(matched[i], LAST_TOLERANCE, LAST_STEPS)
    if (last.error <= MOST_ERROR) return last
  }
  return { nodes: start, error: 0, steps: 0 }
}

function without({ count, masses, angles }: Nodes, left: readonly number[]): Nodes {
  const axes = angles.length / count
  const gone = new Set(left)
  return {
    count: count - gone.size,
    masses: masses.filter((_, i) => !gone.has(i)),
    angles: angles.filter((_, at) => !gone.has(Math.floor(at / axes))),
  }
}
