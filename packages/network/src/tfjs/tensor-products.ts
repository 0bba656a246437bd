import { matMul, type Tensor2D, transpose } from '@tensorflow/tfjs'

// On some backends, products of matrices that are not turned first are many times faster.

/** `Aᵀ B` */
export function productOfColumns(a: Tensor2D, b: Tensor2D): Tensor2D {
  return matMul(transpose<Tensor2D>(a), b)
}

/** `Aᵀ A` */
export function productsOfColumns(values: Tensor2D): Tensor2D {
  return productOfColumns(values, values)
}

/** `A Aᵀ` */
export function productsOfRows(values: Tensor2D): Tensor2D {
  return matMul(values, transpose<Tensor2D>(values))
}
