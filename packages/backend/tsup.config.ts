import { packageBuildWith } from '../../tooling/tsup/packageBuild.ts'

export default packageBuildWith([
  'src/gradient/gradientFromJacobian.ts',
  'src/gradient/splitProgramOccurrences.ts',
  'src/reference/openReferenceBackend.ts',
  'src/shots/estimate.ts',
  'src/shots/measurementPlan.ts',
  'src/shots/sampleIndices.ts',
  'src/simulator/host/bindObservables.ts',
  'src/simulator/host/dense.ts',
  'src/simulator/host/diagonal.ts',
  'src/simulator/host/jump.ts',
  'src/simulator/host/pauliSum.ts',
  'src/simulator/host/permutation.ts',
  'src/simulator/host/reductions.ts',
  'src/simulator/host/rotation.ts',
  'src/simulator/host/trajectoriesOf.ts',
  'src/simulator/host/walshHadamard.ts',
  'src/tasks/openThreadTaskMap.ts',
])
