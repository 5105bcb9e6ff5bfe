import { defineConfig } from 'vitest/config'
import { TotalReporter } from './tooling/vitest/totalReporter.ts'

export default defineConfig({
  test: { projects: ['packages/*', 'apps/*', 'tooling', 'bench'], reporters: ['default', new TotalReporter()] },
})
