export { ConformanceFailure } from './assertions.ts'
export type { ConformanceCase, OpenBackend } from './conformanceCase.ts'
export { conformanceCases, type ConformanceOptions } from './conformanceCases.ts'
export { drawCircuit, drawPauliSum, type DrawOptions } from './drawnCircuits.ts'
