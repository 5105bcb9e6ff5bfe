export * from '@ketwork/backend/simulator'
