export { compressDataset } from './coreset/compress-dataset.js'
export type {
  DatasetCertificate,
  DatasetCoreset,
  ProjectedLabels,
  StratumCertificate,
} from './coreset/dataset-coreset.js'
export type { Allocation, DatasetBaseOptions, DatasetOptions, Labels } from './coreset/dataset-options.js'
export {
  type DatasetStream,
  type DatasetStreamOptions,
  datasetBufferRows,
  datasetStream,
} from './coreset/dataset-stream.js'
export { mergeCoresets } from './coreset/merge-coresets.js'
export {
  type EncodedColumn,
  type Encoding,
  encode,
  fitEncoding,
  SCALINGS,
  type Scaling,
} from './encoding/encoding.js'
export { LOSSES, type Loss } from './loss/losses.js'
export type { DuckDbResultLike } from './table/duckdb-columns.js'
export {
  type ArrowTableLike,
  type ColumnsInput,
  readTable,
  type TableInput,
  type TensorLike,
} from './table/read-table.js'
export {
  type Column,
  recordsOf,
  type Table,
  type TableRecord,
  takeTableRows,
  type VectorColumn,
} from './table/table.js'
export { type Batch, type BatchOptions, batches, type Sampling, unitMean } from './training/batches.js'
export { drawRows } from './training/draw-rows.js'
export { type SampleWeightOptions, sampleWeights } from './training/sample-weights.js'
