export { dataReuploading } from './ansatze/dataReuploading.ts'
export { hardwareEfficient } from './ansatze/hardwareEfficient.ts'
export { appendExcitation, generalisedSinglesAndDoubles, singlesAndDoubles, type Excitation } from './chemistry/excitations.ts'
export { exactGroundState, type ExactGroundState } from './chemistry/exactGroundState.ts'
export {
  molecularVqe,
  type MolecularVqeOptions,
  type MolecularVqeProgress,
  type MolecularVqeResult,
  type ReferenceFit,
} from './chemistry/molecularVqe.ts'
export { determinantCount, determinantsOf, sectorOf, type Sector } from './chemistry/sector.ts'
export { lowestDeterminant } from './chemistry/sectorHamiltonian.ts'
export { estimateWork, WorkTooLargeError, type WorkEstimate, type WorkLimits } from './chemistry/workEstimate.ts'
export type { ClassifierJson } from './classification/classifierState.ts'
export { accuracy, requireClassLabels, type Label } from './classification/labels.ts'
export {
  QuantumClassifier,
  type FitOptions,
  type QuantumClassifierOptions,
  type RestoreOptions,
  type TrainingProgress,
} from './classification/QuantumClassifier.ts'
export { angleEncoding } from './encodings/angleEncoding.ts'
export { iqpEncoding, type IqpEncodingOptions } from './encodings/iqpEncoding.ts'
export { cutValue, GraphSyntaxError, graphOf, readGraph, type Edge, type EdgeLike, type Graph, type GraphLike } from './graphs/graph.ts'
export { cutObservable, qaoaCircuit, startAngles, type QaoaAngles } from './graphs/qaoaCircuit.ts'
export { fidelityKernel, type FidelityKernel } from './kernels/fidelityKernel.ts'
export { fitKernelMachine, predictKernelMachine, type KernelMachine, type PairMachine } from './kernels/kernelMachine.ts'
export { QuantumSVC, type QuantumSVCOptions } from './kernels/QuantumSVC.ts'
export type { SvcJson } from './kernels/svcState.ts'
export { rbfKernel, scaleGamma } from './kernels/rbfKernel.ts'
export { solveDual, type DualSolution, type SmoOptions } from './kernels/smo.ts'
export { NotConvergedError } from './NotConvergedError.ts'
export { adamStart, adamStep, type AdamOptions, type AdamState } from './optimizers/adam.ts'
export { lbfgs, type LbfgsOptions } from './optimizers/lbfgs.ts'
export { type Evaluation, type Objective, type OptimizerProgress, type OptimizerResult } from './optimizers/objective.ts'
export { applyAngleScaler, fitAngleScaler, type AngleScaler } from './preprocessing/angleScaler.ts'
export {
  applyFeaturePipeline,
  fitFeaturePipeline,
  type FeaturePipeline,
  type FeaturePipelineOptions,
} from './preprocessing/featurePipeline.ts'
export { applyPca, fitPca, type Pca } from './preprocessing/pca.ts'
export { pickRows } from './preprocessing/pickRows.ts'
export { readFeaturePipeline } from './preprocessing/readFeaturePipeline.ts'
export { applyStandardizer, fitStandardizer, type Standardizer } from './preprocessing/standardizer.ts'
export { stratifiedSplit, type Split } from './preprocessing/stratifiedSplit.ts'
export { qaoa, type QaoaOptions, type QaoaProgress, type QaoaResult } from './qaoa.ts'
export { vqe, type VqeOptions, type VqeProgress, type VqeResult } from './vqe.ts'
