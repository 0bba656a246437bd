import { library } from '@polylog/tsup-preset'

export default library()
