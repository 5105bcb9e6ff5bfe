export { ArrayFile, openArrayFile } from './ArrayFile.ts'
export { ArrayFileError, type ArrayLayout } from './npyHeader.ts'
export { createNpyWriter, NpyWriter, type NpyWriterOptions, writeNpy } from './NpyWriter.ts'
export type { NumberFormat } from './numberFormat.ts'
