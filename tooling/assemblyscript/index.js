export { compileKernel } from './compile-kernel.js'
export { writeKernel, writeModule } from './write-module.js'
