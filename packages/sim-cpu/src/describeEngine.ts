/** What the engine of a platform can do: loaded when somebody asks. */
import type { SimulatorDescription } from '@ketwork/backend/simulator'
import type { PlatformCapabilities } from '@ketwork/math'
import type { Engine } from './engine/Engine.ts'

/** @param engine undefined for plain kernels */
export function describeEngine(engine: Engine | undefined, { missing }: PlatformCapabilities): SimulatorDescription {
  return {
    hasAdjoint: true,
    threads: Math.max(1, engine?.runner.threads ?? 0),
    missing: {
      ...(engine === undefined ? { generatedKernels: `kernels are plain TypeScript: ${missing.wasmSimd ?? 'they were asked for'}` } : {}),
      ...(engine?.runner.reason === undefined ? {} : { threads: engine.runner.reason }),
      ...(missing.wasmRelaxedSimd === undefined ? {} : { relaxedSimd: missing.wasmRelaxedSimd }),
      ...(missing.wasmMemory64 === undefined ? {} : { memory64: missing.wasmMemory64 }),
    },
  }
}
