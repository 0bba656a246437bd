import type { Study } from '../study.js'
import { deep } from './deep.js'
import { dimension } from './dimension.js'
import { fig2 } from './fig-2.js'
import { fig3 } from './fig-3.js'
import { fig4 } from './fig-4.js'
import { fig5 } from './fig-5.js'
import { fig7 } from './fig-7.js'
import { fig8 } from './fig-8.js'
import { freeNodes } from './free-nodes.js'
import { kinks } from './kinks.js'
import { optimality } from './optimality.js'
import { realdata } from './realdata.js'
import { structure } from './structure.js'

export const STUDIES: readonly Study[] = [
  fig2,
  fig3,
  fig4,
  fig5,
  fig7,
  fig8,
  deep,
  optimality,
  kinks,
  dimension,
  freeNodes,
  structure,
  realdata,
]
