export { addMatrices, adjoint, kronecker, multiply, scaleMatrix, trace } from './complexAlgebra.ts'
export {
  abortSignal,
  anyNumber,
  anyValue,
  type Check,
  finiteNumber,
  functionValue,
  inWords,
  isList,
  listValue,
  numberFromZero,
  numberList,
  objectWith,
  oneOf,
  type OptionChecks,
  optional,
  positiveNumber,
  requireKnownKeys,
  requireOptions,
  textValue,
  wholeNumber,
} from './argumentChecks.ts'
export { bitString, gatherBits, highestBit, insertZeroBit, insertZeroBits, parity, popcount, reverseBits, scatterBits } from './bits.ts'
export { binaryUnit } from './binaryUnit.ts'
export { cis } from './cis.ts'
export { LARGE_ANGLE, reduceAngle, reduceAngles } from './reduceAngle.ts'
export { type ComplexMatrix, complexIdentity, complexMatrix, diagonalMatrix } from './complexMatrix.ts'
export { type ComplexVector, innerProduct, norm, normalize } from './complexVector.ts'
export { distanceUpToPhase, isUnitary, maxAbsDifference } from './matrixDistance.ts'
export { gemm, type GemmOptions } from './gemm.ts'
export type { GemmNumbers } from './gemmPanels.ts'
export { haarState, haarUnitary } from './haar.ts'
export { largest, smallest } from './extremes.ts'
export { isFiniteArray, requireFinite } from './finite.ts'
export { isMatrix, type Matrix, matrix, matrixFrom, type MatrixLike, matrixOf, matrixRow } from './matrix.ts'
export { nearestHint } from './nearestName.ts'
export { normalQuantile } from './normalQuantile.ts'
export { field, finiteAt, finitesAt, type Found, listAt, objectAt, textAt, textsAt, wholeAt } from './plainData.ts'
export { type ArrayJson, arrayFromJson, arrayToJson, type ArrayType, type ShapedArray } from './arrayJson.ts'
export {
  arrayField,
  choiceField,
  type DocumentCodec,
  documentCodec,
  documentFrom,
  type DocumentJson,
  type FieldCodec,
  type FieldCodecs,
  finiteFault,
  listField,
  numberField,
  objectField,
  optionalField,
  plainField,
  requireFormat,
  sizeField,
  type Sizes,
  textField,
  wholeField,
} from './documents.ts'
export { philox4x32 } from './philox.ts'
export { RandomStream } from './RandomStream.ts'
export { zgemm, type ZgemmOptions } from './zgemm.ts'
export { csrExpectation, csrFromTriplets, type CsrEntry, type CsrMatrix, csrMultiply } from './CsrMatrix.ts'
export { eigenHermitian, type HermitianEigen } from './eigenHermitian.ts'
export { eigenSymmetric, type SymmetricEigen } from './eigenSymmetric.ts'
export { expm } from './expm.ts'
export { lanczosGroundState, type LanczosOptions, type LanczosResult } from './lanczosGroundState.ts'
export { SingularMatrixError, solve } from './solve.ts'
export { type ComplexSvd, type RealSvd, svd, svdReal } from './svd.ts'
export { formatBytes } from './formatBytes.ts'
export { BufferPool, type BufferPoolOptions, type BufferPoolStatistics, type PooledArrays } from './BufferPool.ts'
export { type ChiSquaredResult, chiSquaredTail, chiSquaredTest } from './chiSquaredTest.ts'
export { median, quantile } from './quantile.ts'
export { type PlatformCapabilities, platformCapabilities, type PlatformFeature } from './platformCapabilities.ts'
export { type WebGpuAvailability, webGpuAvailability } from './webGpuAvailability.ts'
export { RunningStatistics } from './RunningStatistics.ts'
