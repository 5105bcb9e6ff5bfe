export type {
  Amplitudes,
  Computed,
  EngineCall,
  EngineGradient,
  GradientRequest,
  Plan,
  PlanOptions,
  ProgramEngine,
  SampleRequest,
  Simulator,
  SimulatorDescription,
  TrajectoryEngine,
} from './ProgramEngine.ts'
export { openSimulator } from './openSimulator.ts'
export { MemoryLedger, type MemoryHolder } from './MemoryLedger.ts'
export { bytesAnAmplitude } from './chooseMethod.ts'
export { later } from './later.ts'
export { rowAngles } from './rowAngles.ts'
export { writeRowAngles } from '../rowAngles.ts'
export { Pace } from './host/Pace.ts'
export { nextTurn } from './host/nextTurn.ts'
export { type Cube, SIGNS, setCube, wholeCube } from './host/cube.ts'
export { type DenseFrame, applyDense, denseFrame } from './host/dense.ts'
export { multiplyPhase, parityImaginary, rotateZ } from './host/diagonal.ts'
export { exchange } from './host/permutation.ts'
export { type RotationAxis, axisOf, backRotate, rotate } from './host/rotation.ts'
export { cumulate, reducedDensity, scaleCube, weightOf } from './host/reductions.ts'
export { type MaskGroup, addGroup, addObservables, expectGroup, expectationsOf } from './host/pauliSum.ts'
export { type BoundObservable, bindObservables } from './host/bindObservables.ts'
export { walshHadamard } from './host/walshHadamard.ts'
export { firstAbove } from './host/drawIndices.ts'
export { drawWeighted, krausWeight } from './host/krausWeights.ts'
export { type Mixture, mixtureOf } from './host/mixture.ts'
export { basisTurn, readBit } from './host/measurement.ts'
export { RowAverages } from './host/RowAverages.ts'
export { type JumpStep, type Shot, jumpOf } from './host/jump.ts'
export { type ShotRunner, trajectoriesOf } from './host/trajectoriesOf.ts'
export { holds } from '../lowering/dynamics.ts'
export { pauliMasks } from '../lowering/schedule/actions.ts'
export { maskOf } from '../lowering/schedule/qubitBit.ts'
export type { Program, UnitaryInstruction } from '../program.ts'
export { TraceRecorder } from '../TraceRecorder.ts'
