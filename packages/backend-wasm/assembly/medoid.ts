import { axisAt, dim, names, size, weights } from './crowd'
import { doubles } from './memory'
import { fillZero, get, getInteger, set } from './vectors'

/**
 * Order 0: the point nearest to the barycentre, which is the medoid in squared distance, takes the whole mass; of
 * equally near ones the first.
 */
export function keepMedoid(): void {
  const barycentre = doubles(dim)
  fillZero(barycentre, dim)
  let mass = 0.0
  for (let i = 0; i < size; i++) {
    const weight = get(weights, i)
    mass += weight
    for (let axis = 0; axis < dim; axis++) {
      const mean = get(barycentre, axis)
      set(barycentre, axis, mean + (get(axisAt(axis), i) - mean) * (weight / mass))
    }
  }
  let medoid = 0
  let nearest = Infinity
  for (let i = 0; i < size; i++) {
    let distance = 0.0
    for (let axis = 0; axis < dim; axis++) {
      const along = get(axisAt(axis), i) - get(barycentre, axis)
      distance += along * along
    }
    if (distance < nearest || (distance === nearest && getInteger(names, i) < getInteger(names, medoid))) {
      nearest = distance
      medoid = i
    }
  }
  fillZero(weights, size)
  set(weights, medoid, mass)
}
