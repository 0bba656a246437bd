export {
  type HomogeneousObjects,
  ontoSphere,
  type SphereSets,
  sphericalPolynomials,
} from './structure/onto-sphere.js'
export { type SignedSets, splitBySign } from './structure/split-by-sign.js'
