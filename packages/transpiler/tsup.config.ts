import { packageBuildWith } from '../../tooling/tsup/packageBuild.ts'

export default packageBuildWith(['src/passes/cancelInverses.ts', 'src/passes/mergeRotations.ts', 'src/transpile.ts'])
