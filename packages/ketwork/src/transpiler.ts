export * from '@ketwork/transpiler'
