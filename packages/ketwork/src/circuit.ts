export * from '@ketwork/circuit'
