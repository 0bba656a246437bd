import { checkNames, OptionError } from '@polylog/core'
import type { Tensor } from '@tensorflow/tfjs'
import type { Basis, Goal } from '../units/unit-choice.js'
import type { GivenUnits } from './given-units.js'

export interface CompressModelOptions {
  /** Share of the units that every layer keeps, above 0 and at most 1, rounded up. Exactly one of keep, size, tolerance and chosen. */
  readonly keep?: number
  /** Most units of every layer, or of each by its name. */
  readonly size?: number | Readonly<Record<string, number>>
  /** Largest distance of the outputs on the calibration data from those of the model, over their length: as few units as it allows. */
  readonly tolerance?: number
  /** Units and masses of one's own, by layer, such as the `choices` of another call: all but the choosing is done. Other layers are left. */
  readonly chosen?: ReadonlyMap<string, GivenUnits>
  /** Names of the layers whose units are chosen among; all that can be by default. */
  readonly layers?: readonly string[]
  /** Inputs of the kind the model is used on: a tensor for each, first axis the rows. They are not disposed of. */
  readonly calibration?: Tensor | readonly Tensor[]
  /** Inputs on which the outputs are compared in the end; a fifth of the calibration rows by default. */
  readonly heldOut?: Tensor | readonly Tensor[]
  /**
   * What units are chosen by; `'auto'` by default: contributions where there are calibration data, else moments; for training,
   * moments wherever those of order 3 fit, or tangents if `movement` says that the weights stay close.
   */
  readonly by?: Basis | 'auto'
  /** What is to be kept: the function, by default, or also how it will change in training. */
  readonly goal?: Goal
  /**
   * How far training will carry the weights, as `weightMovement` tells of a like run: while they move by less than 0.03 of their
   * length, tangents tell best which units follow, with calibration data; joint moments do where they go farther.
   */
  readonly movement?: number
  /**
   * Of the joint moments that `'moments'` keeps for training: 5 by default, or the highest below that fits; `'auto'` finds one by
   * measurement on functions of the start, which does worse.
   */
  readonly order?: number | 'auto'
  /**
   * Where units are: `'kept'`, by default, are some of the model's. `'free'` ones are not. For the function, they leave their places
   * after they are chosen, in dense layers, so that what the next layers take in comes closer: with calibration data, of which they want many.
   * For training, they are new units with the joint moments of all, where those of order 3 can be had, and kept ones elsewhere.
   */
  readonly nodes?: 'kept' | 'free'
  /**
   * `'least-squares'` fits the kernels of dense layers after units that are in their places to the calibration data, as a last step;
   * `'none'` by default. Those of convolutions stay as they are.
   */
  readonly correction?: 'none' | 'least-squares'
  readonly seed?: number
  readonly signal?: AbortSignal
}

const NAMES: readonly string[] = [
  'keep',
  'size',
  'tolerance',
  'chosen',
  'layers',
  'calibration',
  'heldOut',
  'by',
  'goal',
  'movement',
  'order',
  'nodes',
  'correction',
  'seed',
  'signal',
]

/** Ways to say what is kept, of which one is given. */
const GOALS = ['keep', 'size', 'tolerance', 'chosen'] as const

/** What says how units are chosen. */
const CHOOSING = ['layers', 'by', 'order', 'movement'] as const

const CHOICES = {
  by: ['auto', 'moments', 'contributions', 'tangent'],
  goal: ['function', 'training'],
  nodes: ['kept', 'free'],
  correction: ['none', 'least-squares'],
} as const

/** @throws OptionError for options that are unknown, contradict each other, or cannot be had */
export function checkOptions(options: CompressModelOptions): void {
  checkNames('compressModel', options, NAMES)
  const goals = GOALS.filter(name => options[name] !== undefined)
  if (goals.length !== 1) {
    throw new OptionError(
      goals.length === 0
        ? 'Neither keep, size, tolerance nor chosen is given'
        : `${goals.join(' and ')} are given`,
      'Give exactly one of keep, size, tolerance and chosen',
    )
  }
  const { keep, tolerance } = options
  if (keep !== undefined && !(typeof keep === 'number' && keep > 0 && keep <= 1)) {
    throw new OptionError(`keep is ${String(keep)}`, 'Give a share above 0 and up to 1, such as 0.125')
  }
  if (tolerance !== undefined && !(typeof tolerance === 'number' && tolerance > 0 && tolerance < Infinity)) {
    throw new OptionError(`tolerance is ${String(tolerance)}`, 'Give a positive number, such as 0.01')
  }
  for (const [name, choices] of Object.entries(CHOICES)) {
    const given = options[name as keyof typeof CHOICES]
    if (given !== undefined && !(choices as readonly string[]).includes(given)) {
      throw new OptionError(`${name} is ${JSON.stringify(given)}`, `Give ${choices.join(', ')}`)
    }
  }
  const needless = options.chosen && CHOOSING.find(name => options[name] !== undefined)
  if (needless) {
    throw new OptionError(
      `chosen is given, and ${needless}, too`,
      `Leave ${needless} out: the units are chosen`,
    )
  }
  if (options.layers !== undefined && !Array.isArray(options.layers)) {
    throw new OptionError(`layers is ${JSON.stringify(options.layers)}`, 'Give a list of names')
  }
  checkCalibrated(options)
  checkMovement(options)
  const { nodes, goal, by, order, chosen, size } = options
  if (order !== undefined && (goal !== 'training' || by === 'contributions' || by === 'tangent')) {
    throw new OptionError(
      `order is given, and ${goal === 'training' ? `by is '${by}'` : "goal is not 'training'"}`,
      "Leave it out: it is that of the joint moments that by: 'moments' keeps for training",
    )
  }
  if (chosen !== undefined && !(chosen instanceof Map)) {
    throw new OptionError('chosen is no Map', 'Give a Map from layers to { indices, masses }')
  }
  if (size === null) throw new OptionError('size is null', 'Give an integer, or one for each layer')
  if (nodes === 'free' && goal === 'training' && (by === 'contributions' || by === 'tangent')) {
    throw new OptionError(
      `nodes is 'free', goal is 'training' and by is '${by}'`,
      "Leave by out, or give 'moments': free units that train on are those with the moments of all",
    )
  }
}

function checkMovement({ movement, goal, by = 'auto', nodes }: CompressModelOptions): void {
  if (movement === undefined) return
  if (!(typeof movement === 'number' && movement >= 0 && movement < Infinity)) {
    throw new OptionError(
      `movement is ${String(movement)}`,
      'Give a share of the weights’ length, as weightMovement tells it, such as 0.05',
    )
  }
  const idle =
    (goal !== 'training' && "goal is not 'training'") ||
    (by !== 'auto' && `by is '${by}'`) ||
    (nodes === 'free' && "nodes is 'free'")
  if (!idle) return
  throw new OptionError(
    `movement is given, and ${idle}`,
    "Leave it out: it says what by: 'auto' takes for training",
  )
}

function checkCalibrated({
  calibration,
  heldOut,
  by,
  goal,
  tolerance,
  nodes,
  correction,
  movement,
}: CompressModelOptions): void {
  if (calibration) return
  const needing = [
    (by === 'contributions' || by === 'tangent') && `by '${by}'`,
    tolerance !== undefined && 'a tolerance',
    nodes === 'free' && goal !== 'training' && "nodes: 'free'",
    correction === 'least-squares' && 'the correction',
    heldOut !== undefined && 'heldOut',
    movement !== undefined && 'movement',
  ].find(Boolean)
  if (needing) {
    throw new OptionError(
      `There are no calibration data, which ${needing} needs`,
      'Give calibration: inputs of the model',
    )
  }
}
