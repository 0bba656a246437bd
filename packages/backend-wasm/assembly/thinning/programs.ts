import { dim, frame } from '../crowd'
import { FILL_MONOMIALS, featureCount, turnToFeatures } from '../features'
import { doubles, integers } from '../memory'
import { frameOfAll } from '../split'
import { get, getInteger, setInteger } from '../vectors'

/**
 * The features that every neighbourhood keeps. Those of axes along which its points do not differ are left out, as
 * they depend on the others.
 */
let whole: usize = 0
let directions: usize = 0
let tableAt: usize = 0
let valuesAt: usize = 0
let frameAt: usize = 0
/** The program at hand, and whether each axis is seen by it. */
let current: usize = 0
let part: usize = 0
let seen: usize = 0
/** New numbers of features, -1 for those left out. */
let renumbered: usize = 0
/** Whether rows of the table are filled. */
let filled: usize = 0

/** To be called while the features of the set are bound. */
export function prepareKeptFeatures(program: usize, directionsAt: usize): void {
  whole = program
  current = program
  directions = directionsAt
  frameAt = frame
  part = integers(3 + 4 * getInteger(program, 1) + 2 * <i64>featureCount)
  seen = integers(dim)
  for (let axis = 0; axis < dim; axis++) setInteger(seen, axis, 1)
  renumbered = integers(featureCount)
  filled = integers(getInteger(program, 2))
  valuesAt = doubles(<i64>featureCount * 32)
  tableAt = doubles(<i64>getInteger(program, 2) * 32)
}

/** Binds the features of the first `count` points of the crowd, on the box around them. */
export function bindKeptFeatures(count: i32): void {
  frameOfAll(frameAt, count)
  let changed = false
  let all = true
  for (let axis = 0; axis < dim; axis++) {
    const differs = i32(get(frameAt, dim + axis) > 0)
    changed = changed || differs !== getInteger(seen, axis)
    all = all && differs === 1
    setInteger(seen, axis, differs)
  }
  if (changed) {
    if (!all) leaveOut()
    current = all ? whole : part
  }
  turnToFeatures(current, directions, tableAt, valuesAt, frameAt)
}

/** Writes the part of the program that does not need the axes that are not seen. */
function leaveOut(): void {
  const count = getInteger(whole, 0)
  const fillCount = getInteger(whole, 1)
  const fills = whole + 12
  const parents = fills + ((<usize>fillCount) << 4)
  const factors = parents + ((<usize>count) << 2)
  let keptFills = 0
  for (let f = 0; f < fillCount; f++) {
    const first = getInteger(fills, 4 * f + 3)
    const form = getInteger(fills, 4 * f) > FILL_MONOMIALS
    const stays = form || getInteger(seen, getInteger(fills, 4 * f + 1)) === 1
    for (let i = 0; i < getInteger(fills, 4 * f + 2); i++) setInteger(filled, first + i, i32(stays))
    if (!stays) continue
    for (let i = 0; i < 4; i++) setInteger(part + 12, 4 * keptFills + i, getInteger(fills, 4 * f + i))
    keptFills++
  }
  const partParents = part + 12 + ((<usize>keptFills) << 4)
  let kept = 1
  setInteger(renumbered, 0, 0)
  for (let j = 1; j < count; j++) {
    const parent = getInteger(renumbered, getInteger(parents, j))
    const stays = parent >= 0 && getInteger(filled, getInteger(factors, j)) === 1
    setInteger(renumbered, j, stays ? kept++ : -1)
  }
  const partFactors = partParents + ((<usize>kept) << 2)
  setInteger(partParents, 0, 0)
  setInteger(partFactors, 0, 0)
  for (let j = 1; j < count; j++) {
    const to = getInteger(renumbered, j)
    if (to < 0) continue
    setInteger(partParents, to, getInteger(renumbered, getInteger(parents, j)))
    setInteger(partFactors, to, getInteger(factors, j))
  }
  setInteger(part, 0, kept)
  setInteger(part, 1, keptFills)
  setInteger(part, 2, getInteger(whole, 2))
}
