export type { WorkerFactory } from './threads/spawnWorker.ts'
export { type CpuBackendOptions, type CpuVariant, openCpuBackend } from './openCpuBackend.ts'
