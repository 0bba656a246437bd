import { OptionError } from '@polylog/core'
import type { CompressedModel } from '@polylog/network/tfjs'
import type { LayersModel } from '@tensorflow/tfjs'

/** What each unit of a layer stands for, by the names of layers. */
export type UnitMasses = Readonly<Record<string, readonly number[]>>

/** Where the metadata of a model, or of a file, hold them. */
export const UNIT_MASSES = 'unitMasses'

/**
 * Takes over what is noted in the metadata of a model, and notes what the units of the narrow one stand for, which its training
 * needs; nothing where it will not train on.
 */
export function noteMasses(
  wide: LayersModel,
  narrow: LayersModel,
  choices: CompressedModel['choices'] | undefined,
): void {
  const { [UNIT_MASSES]: _, ...others } = metadataOf(wide)
  const masses =
    choices && Object.fromEntries(Array.from(choices, ([layer, { masses }]) => [layer, Array.from(masses)]))
  const noted = { ...others, ...(masses && { [UNIT_MASSES]: masses }) }
  if (Object.keys(noted).length > 0) narrow.setUserDefinedMetadata(noted)
}

/** Nothing for a model whose units stand for none but themselves. */
export function unitMasses(model: LayersModel): UnitMasses | undefined {
  return metadataOf(model)[UNIT_MASSES] as UnitMasses | undefined
}

/** @throws OptionError for a model that trains as a wider one does: units chosen among its own would not follow that one */
export function checkPlainUnits(model: LayersModel, path: string): void {
  if (!unitMasses(model)) return
  throw new OptionError(
    `--goal is 'training', and the units of ${path} have masses already, with which it trains as a wider model does`,
    'Give the wide model',
  )
}

function metadataOf(model: LayersModel): Readonly<Record<string, unknown>> {
  return model.getUserDefinedMetadata() ?? {}
}
