export * from '@ketwork/ml-algorithms'
