export { type WasmOptions, wasm, wasmProblem } from './wasm.js'
