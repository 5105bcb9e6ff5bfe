export * from './angles/index.ts'
