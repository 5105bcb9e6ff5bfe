import { defineConfig } from 'tsup'
import { packageBuild } from '../../tooling/tsup/packageBuild.ts'

const shared = Array.isArray(packageBuild) ? packageBuild : [packageBuild]

export default defineConfig(
  shared.map((options) => ({ ...options, entry: { index: 'src/index.ts', 'conformance/index': 'src/conformance/index.ts' } })),
)
