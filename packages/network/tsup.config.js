import { library } from '@polylog/tsup-preset'

export default library({ entry: ['src/index.ts', 'src/tfjs.ts'] })
