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
  UseState,
  Simulator,
  SimulatorDescription,
  TrajectoryEngine,
} from './ProgramEngine.ts'
export { openSimulator } from './openSimulator.ts'
export { MemoryLedger, type MemoryHolder } from './MemoryLedger.ts'
export { bytesAnAmplitude } from './chooseMethod.ts'
export { choosePrecision } from '../choosePrecision.ts'
export { later } from '../later.ts'
export { rowAngles, writeRowAngles } from '../rowAngles.ts'
export { Pace } from '../Pace.ts'
export { nextTurn } from '../nextTurn.ts'
export { type Cube, setCube, wholeCube } from './host/cube.ts'
export { type DenseFrame, applyDense, denseFrame } from './host/dense.ts'
export { multiplyPhase, parityImaginary, rotateZ } from './host/diagonal.ts'
export { exchange } from './host/permutation.ts'
export { type RotationAxis, axisOf, backRotate, rotate } from './host/rotation.ts'
export { cumulate, reducedDensity, scaleCube, weightOf } from './host/reductions.ts'
export { type MaskGroup, addGroup, addObservables, expectGroup, expectationsOf } from './host/pauliSum.ts'
export { type BoundObservable, bindObservables } from './host/bindObservables.ts'
export { walshHadamard } from './host/walshHadamard.ts'
export { drawWeighted, krausWeight } from './host/krausWeights.ts'
export { type Mixture, mixtureOf } from './host/mixture.ts'
export { basisTurn, readBit } from './host/measurement.ts'
export { RowAverages } from '../shots/RowAverages.ts'
export { type JumpStep, type Shot, jumpOf } from './host/jump.ts'
export { type ShotRunner, trajectoriesOf } from './host/trajectoriesOf.ts'
export {
  holds,
  type Jump,
  type Stretch,
  isPlainUnitary,
  isUnitaryKind,
  stretchesAndJumps,
  type DeferredMeasurements,
  deferMeasurements,
  dynamicReason,
  isUnitaryProgram,
} from '../lowering/dynamics.ts'
export {
  pauliMasks,
  type Action,
  type MatrixAction,
  type RotateAction,
  type TableAction,
  actionOf,
  type PhaseAction,
} from '../lowering/schedule/actions.ts'
export { maskOf } from '../lowering/schedule/qubitBit.ts'
export {
  type Program,
  type UnitaryInstruction,
  PROGRAM_VERSION,
  type AssignInstruction,
  type ChannelInstruction,
  type MeasureInstruction,
  type ProgramStructure,
  type ResetInstruction,
  type FlipInstruction,
  type Instruction,
  type MatrixInstruction,
  type ObservableStructure,
  type PhaseInstruction,
  type RotationInstruction,
  type SwapInstruction,
} from '../program.ts'
export { TraceRecorder, type OpenEvent, type TraceFigures } from '../TraceRecorder.ts'
export type { Draws } from '../callRules.ts'
export { resolveInputs } from '../inputs.ts'
export { type ResolvedInputs, initialRow, rowOf } from '../resolvedInputs.ts'
export { compileProgram } from '../lowering/compileProgram.ts'
export { lower } from '../lowering/lower.ts'
export { gatherPhases } from '../lowering/schedule/gatherPhases.ts'
export { tabledActions } from '../lowering/schedule/tabledActions.ts'
export { type Pass, type ScheduleSizes, type Sweep, isWide, planeOf, planSchedule, sumOf } from '../lowering/schedule/planSchedule.ts'
export { type HalvedStructure, halveBySymmetry, isHadamard } from '../lowering/halveBySymmetry.ts'
export { type ObservedStructure, absorbIntoObservables, observedProgram } from '../lowering/absorbIntoObservables.ts'
export { type DiagonalGroup, type DiagonalEntry, diagonalGroups, groupGradientSlot, paysAsTable } from '../lowering/diagonalGroups.ts'
export { diagonalTable, groupAngle, groupWeights, isLargeTable, rowWeights, tableLevels } from '../lowering/diagonalTable.ts'
export { type ScaledCotangents, resolveCotangents, scaleCotangents } from '../gradient/cotangents.ts'
export { type Estimate, estimateExpectations, estimateFrequencies } from '../shots/estimate.ts'
export { type MeasurementBasis, type MeasurementPlan, measurementPlan } from '../shots/measurementPlan.ts'
export { observableUnits } from '../shots/observableUnits.ts'
export { type Component, type Question, LightCones } from '../lowering/lightCone.ts'
export { firstAbove, sampleIndices } from '../shots/sampleIndices.ts'
export { type PoolWorker, type WorkerFactory, type WorkerListener, listenTo, startNodeThread } from '../tasks/threadWorker.ts'
