import { library } from '@polylog/tsup-preset'

export default library({
  entry: [
    'src/index.ts',
    'src/baselines.ts',
    'src/removals.ts',
    'src/from-data.ts',
    'src/herding.ts',
    'src/metrics.ts',
    'src/structure.ts',
  ],
})
