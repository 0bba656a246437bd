/** What a model may be trained with. */
export const LOSSES = ['squared', 'poisson', 'cross-entropy', 'quantile', 'huber', 'any'] as const

export type Loss = (typeof LOSSES)[number]

/**
 * Whether the loss sees the labels only by `1` and `y`, next to functions of the inputs: then nothing else has to be kept of
 * them ("Use the structure of `f`").
 *
 * - squared: `(f - y)² = f² - 2 y f + y²`, whose last term no model can change
 * - Poisson: `exp f - y f`
 * - cross-entropy: `-Σ y_k log softmax(f)_k`, linear in one-hot and soft labels
 *
 * The quantile and the Huber loss have a kink where the prediction meets the label: there labels are coordinates like the
 * others, in small cells. Keeping only `{1, y}` or `{1, y, y²}` in cells of inputs and labels erred 2 to 10 times more.
 */
export function isLinearInLabels(loss: Loss): boolean {
  return loss === 'squared' || loss === 'poisson' || loss === 'cross-entropy'
}
