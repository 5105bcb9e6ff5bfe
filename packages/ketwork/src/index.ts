export { openBackend, type OpenBackendOptions } from './openBackend.ts'
export * from '@ketwork/backend'
export * from '@ketwork/circuit'
export { lightCone } from '@ketwork/circuit' // of a circuit; that of a program is @ketwork/backend's
export * from '@ketwork/math'
export * from '@ketwork/ml-algorithms'
export * from '@ketwork/transpiler'
