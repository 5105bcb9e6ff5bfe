export * from '@ketwork/backend'
