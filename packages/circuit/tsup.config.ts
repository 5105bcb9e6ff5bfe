import { packageBuildWith } from '../../tooling/tsup/packageBuild.ts'

export default packageBuildWith([
  'src/clifford/CliffordTableau.ts',
  'src/decompositions/decompose.ts',
  'src/drawing/drawSvg.ts',
  'src/drawing/drawText.ts',
  'src/fermion/readFcidump.ts',
  'src/pauli/groupQubitWiseCommuting.ts',
  'src/pauli/pauliAlgebra.ts',
  'src/pauli/pauliSumOf.ts',
  'src/qasm/parseQasm.ts',
  'src/qasm/toQasm.ts',
])
