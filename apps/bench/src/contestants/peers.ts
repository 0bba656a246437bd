import type { Peer } from './peer.js'

const HIGHEST = 'highest that fits'

/** Libraries for the whole as one cell: the moments of all points, on as few of them as there are features. */
export const RECOMBINATION: readonly Peer[] = [
  { name: 'PyRecombine', script: 'pyrecombine_tree', mostEntries: 3e7, order: 'of the job', draws: 3 },
  { name: 'coreax TreeRecombination', script: 'coreax_tree', mostEntries: 3e7, order: 'of the job' },
  { name: 'SciPy nnls', script: 'scipy_nnls', mostEntries: 3e7, order: 'of the job' },
  { name: 'SciPy linprog (HiGHS)', script: 'scipy_linprog', mostEntries: 6e6, order: 'of the job' },
]

/** The same where there is room for more: with the highest order that the size allows. */
export const RECOMBINATION_AT_HIGHEST_ORDER: readonly Peer[] = RECOMBINATION.map(peer => ({
  ...peer,
  order: HIGHEST,
  draws: 1,
}))

export const KERNEL_THINNING: Peer = {
  name: 'goodpoints Compress, Gaussian kernel',
  script: 'goodpoints_kernel_thinning',
  mostEntries: Infinity,
  order: 'of the job',
  draws: 3,
}
