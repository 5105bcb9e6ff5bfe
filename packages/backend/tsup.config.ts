import { packageBuildWith } from '../../tooling/tsup/packageBuild.ts'

export default packageBuildWith([
  'src/gradient/gradientFromJacobian.ts',
  'src/gradient/splitProgramOccurrences.ts',
  'src/reference/openReferenceBackend.ts',
  'src/shots/estimate.ts',
  'src/shots/measurementPlan.ts',
  'src/shots/sampleIndices.ts',
])
