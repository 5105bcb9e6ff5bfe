export { type CpuBackendOptions, openCpuBackend } from './openCpuBackend.ts'
