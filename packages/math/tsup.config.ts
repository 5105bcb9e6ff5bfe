import { packageBuildWith } from '../../tooling/tsup/packageBuild.ts'

export default packageBuildWith([
  'src/RandomStream.ts',
  'src/arrayJson.ts',
  'src/documents.ts',
  'src/eigenHermitian.ts',
  'src/haar.ts',
  'src/lanczosGroundState.ts',
  'src/plainData.ts',
  'src/svd.ts',
  'src/zgemm.ts',
])
