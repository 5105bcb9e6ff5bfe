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
  GradientKind,
  Inputs,
  Jacobian,
  LoadOptions,
  Method,
  Overlaps,
  Precision,
  Provenance,
  QubitCounts,
  RanOn,
  SampleBatch,
  SampleInputs,
  TraceListener,
  Values,
} from './backend.ts'
export type { Program } from './program.ts'
export type { TraceEvent, TracePhase, TraceSubject } from './trace.ts'
export { unattributedTime } from './unattributedTime.ts'
export { DisposedError } from './DisposedError.ts'
export { TooManyQubitsError } from './TooManyQubitsError.ts'
export { UnsupportedOperationError } from './UnsupportedOperationError.ts'
export { UnsupportedPrecisionError } from './UnsupportedPrecisionError.ts'
export type { CacheStatistics } from './cache/LruCache.ts'
export { type CachedBackend, withExpectationCache } from './cache/withExpectationCache.ts'
export { countSamples } from './shots/countSamples.ts'
export { type ReferenceOptions, openReferenceBackend } from './reference/openReferenceBackend.ts'
export { type ProgramJson, programFromJson, programToJson } from './codecs/programJson.ts'
export { type InputsJson, inputsFromJson, inputsToJson } from './codecs/inputsJson.ts'
export { type CallResults, type ResultJson, resultFromJson, resultToJson } from './codecs/resultJson.ts'
export { type CountsJson, countsFromJson, countsToJson } from './codecs/countsJson.ts'
export type { LossData, LossName, ReadoutData } from './losses/LossData.ts'
export { type LossEvaluation, evaluateLoss } from './losses/evaluateLoss.ts'
export { TaskError, type TaskMap, type TaskMapOptions } from './tasks/TaskMap.ts'
export { type ThreadTaskMapOptions, openThreadTaskMap } from './tasks/openThreadTaskMap.ts'
