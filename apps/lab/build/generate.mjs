/** Compiles the kernel of `assembly/` (AssemblyScript to WebAssembly) to a module of `src/generated`. */
import { writeKernel } from '@polylog/assemblyscript-preset'

const ofApp = path => new URL(`../${path}`, import.meta.url)

await writeKernel(ofApp('assembly/index.ts'), ofApp('src/generated/kernel.ts'))
