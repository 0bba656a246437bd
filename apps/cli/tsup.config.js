import { library } from '@polylog/tsup-preset'

export default library({ platform: 'node', entry: ['src/index.ts', 'src/polylog.ts'] })
