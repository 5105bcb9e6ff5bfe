export { type CalibrationOptions, calibrateCosts } from './calibrateCosts.ts'
export { type CpuBackendOptions, type CpuVariant, openCpuBackend } from './openCpuBackend.ts'
export { type CostTable, SHIPPED_COSTS } from './program/costTable.ts'
export type { WorkerFactory } from './threads/spawnWorker.ts'
