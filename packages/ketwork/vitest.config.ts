export { packageTests as default } from '../../tooling/vitest/packageTests.ts'
