import { library } from '@polylog/tsup-preset'

export default library({
  platform: 'node',
  entry: ['src/main.ts', 'src/alone.ts', 'src/stream-alone.ts'],
  dts: false,
})
