export { type CpuBackendOptions, type CpuVariant, openCpuBackend } from './openCpuBackend.ts'
