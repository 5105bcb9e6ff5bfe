export type {
  AmplitudeBatch,
  Backend,
  BackendCapabilities,
  CompileOptions,
  Cotangents,
  DifferentiableInput,
  Executable,
  Gradient,
  GradientInputs,
  Inputs,
  Jacobian,
  LoadOptions,
  Method,
  Overlaps,
  Precision,
  Provenance,
  RanOn,
  SampleBatch,
  SampleInputs,
  TraceListener,
  Values,
} from './backend.ts'
export {
  PROGRAM_VERSION,
  type AssignInstruction,
  type ChannelInstruction,
  type FlipInstruction,
  type Instruction,
  type MatrixInstruction,
  type MeasureInstruction,
  type ObservableStructure,
  type PhaseInstruction,
  type Program,
  type ProgramStructure,
  type ResetInstruction,
  type RotationInstruction,
  type SwapInstruction,
  type UnitaryInstruction,
} from './program.ts'
export type { TraceEvent, TracePhase } from './trace.ts'
export { DisposedError } from './DisposedError.ts'
export { ProgramExecutable } from './ProgramExecutable.ts'
export { TooManyQubitsError } from './TooManyQubitsError.ts'
export { UnsupportedOperationError } from './UnsupportedOperationError.ts'
export { type OpenEvent, type TraceFigures, TraceRecorder } from './TraceRecorder.ts'
export { type Draws, chooseQubits, drawsOf, requireDraws, sampleColumns } from './callRules.ts'
export { type ResolvedInputs, type ResolveOptions, resolveInputs } from './inputs.ts'
export { expectedRunsOf } from './expectedRuns.ts'
export { writeRowAngles } from './rowAngles.ts'
export { compileProgram } from './lowering/compileProgram.ts'
export { lower } from './lowering/lower.ts'
export { structureKey } from './lowering/structureKey.ts'
export {
  type DeferredMeasurements,
  type Jump,
  type Stretch,
  deferMeasurements,
  dynamicReason,
  instructionQubits,
  isPlainUnitary,
  isUnitaryKind,
  isUnitaryProgram,
  stretchesAndJumps,
  terminalMeasurements,
  unboundReason,
} from './lowering/dynamics.ts'
export {
  type Action,
  type MatrixAction,
  type PhaseAction,
  type RotateAction,
  type TableAction,
  actionOf,
  pauliMasks,
} from './lowering/schedule/actions.ts'
export { maskOf } from './lowering/schedule/qubitBit.ts'
export { gatherPhases } from './lowering/schedule/gatherPhases.ts'
export { tabledActions } from './lowering/schedule/tabledActions.ts'
export { type Pass, type ScheduleSizes, type Sweep, planeOf, planSchedule, sumOf } from './lowering/schedule/planSchedule.ts'
export { type HalvedStructure, halveBySymmetry, isHadamard } from './lowering/halveBySymmetry.ts'
export { type ObservedStructure, absorbIntoObservables, observedProgram } from './lowering/absorbIntoObservables.ts'
export { type LightCone, lightCone } from './lowering/lightCone.ts'
export { type DiagonalEntry, type DiagonalGroup, type DiagonalRun, diagonalRuns, paysAsTable } from './lowering/diagonalRuns.ts'
export {
  type TableLevels,
  diagonalTable,
  groupAngle,
  groupGradientSlot,
  groupWeights,
  isLargeTable,
  rowWeights,
  tableLevels,
} from './lowering/diagonalTable.ts'
export { type CacheStatistics, LruCache } from './cache/LruCache.ts'
export { CompileCache, type Compiled } from './cache/CompileCache.ts'
export { type CachedBackend, withExpectationCache } from './cache/withExpectationCache.ts'
export { type AdjointGradient, adjointGradient } from './gradient/adjoint.ts'
export { type ScaledCotangents, resolveCotangents, scaleCotangents } from './gradient/cotangents.ts'
export type { InstructionNumbers, PauliString, StateKernels } from './gradient/stateKernels.ts'
export { gradientFromJacobian } from './gradient/gradientFromJacobian.ts'
export { parameterShiftJacobian } from './gradient/parameterShift.ts'
export { type ShiftRule, shiftRule } from './gradient/shiftRules.ts'
export { type Occurrence, type SplitProgram, splitProgramOccurrences } from './gradient/splitProgramOccurrences.ts'
export { countSamples } from './shots/countSamples.ts'
export { visibleSamples } from './shots/visibleSamples.ts'
export { type BasisSampler, type Estimate, type EstimateOptions, estimateExpectations, estimateFrequencies } from './shots/estimate.ts'
export {
  type MeasuredTerm,
  type MeasurementBasis,
  type MeasurementGroup,
  type MeasurementPlan,
  measurementPlan,
} from './shots/measurementPlan.ts'
export { observableUnits } from './shots/observableUnits.ts'
export { sampleIndices } from './shots/sampleIndices.ts'
export { type ReferenceOptions, openReferenceBackend } from './reference/openReferenceBackend.ts'
