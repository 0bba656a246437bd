export { cellsFrom } from './cells-from.js'
export { type KdCellsOptions, kdCells } from './kd-cells.js'
