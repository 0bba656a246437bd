import { library } from '@polylog/tsup-preset'

export default library({
  platform: 'node',
  entry: ['src/main.ts'],
  dts: false,
})
