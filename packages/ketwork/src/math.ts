export * from '@ketwork/math'
