/** Kernels that shots need: running sums of probabilities, draws from them, and bits. */
import { emitDrawIndices } from './emitDrawIndices.ts'
import { emitChunkWeights, emitPrefixSums, emitRunningSums } from './emitRunningSums.ts'
import { emitExpandBits } from './emitSampleBits.ts'
import { type KernelModuleOptions, moduleOf } from './kernelModule.ts'

/** The kernels `chunkWeights`, `prefixSums`, `runningSums`, `drawIndices` and `expandBits`. */
export function samplingModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, {
    ...{ chunkWeights: emitChunkWeights, prefixSums: emitPrefixSums, runningSums: emitRunningSums },
    ...{ drawIndices: emitDrawIndices, expandBits: emitExpandBits },
  })
}
