import { customGrad, matMul, type Tensor, type Tensor2D, transpose } from '@tensorflow/tfjs'

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

/** `A B`, with gradients. */
export const trainableProduct = (a: Tensor2D, b: Tensor2D): Tensor2D =>
  customGrad((left, right, save) => {
    const [x, y] = [left as Tensor2D, right as Tensor2D]
    ;(save as (tensors: Tensor[]) => void)([x, y])
    return {
      value: matMul(x, y),
      gradFunc: (given, saved) => {
        const [gradient, [first, second]] = [given as Tensor2D, saved as Tensor2D[]]
        return [matMul(gradient, transpose<Tensor2D>(second)), productOfColumns(first, gradient)]
      },
    }
  })(a, b) as Tensor2D
