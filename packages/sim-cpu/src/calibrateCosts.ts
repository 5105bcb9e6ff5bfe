/** Measures on this machine which sizes suit it: opt-in, because plans, and so the last bits of results, depend on them. */
import type { Precision } from '@ketwork/math/wasm'
import { Circuit, parameter, parsePauliSum } from '@ketwork/circuit'
import { median, smallest } from '@ketwork/math'
import type { CpuBackendOptions } from './CpuSimulator.ts'
import { openCpuBackend } from './openCpuBackend.ts'
import { type CostTable, SHIPPED_COSTS } from './program/costTable.ts'

export interface CalibrationOptions extends Pick<CpuBackendOptions, 'variant' | 'threads' | 'workerFactory'> {
  /** Ends the calibration, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Larger than the caches of all but the largest machines: 64 MiB in double precision. */
const LARGE_QUBITS = 22
const BLOCK_BITS = [14, 15, 16, 17, 18] as const
const WHOLE_BITS = [18, 19, 20, 21] as const
const ROUNDS = 3
/** A table other than the shipped one must be faster by this share: less is noise. */
const LEAST_GAIN = 0.03

/**
 * Times layers of rotations and CX with several sizes of blocks, and whole states against blocks; some seconds, best on a machine that does nothing else.
 *
 * @returns a table for `openCpuBackend({ costs })`; keep it, and plans repeat
 *
 * @example
 * const costs = await calibrateCosts()
 * const backend = openCpuBackend({ costs })
 */
export async function calibrateCosts(options: CalibrationOptions = {}): Promise<CostTable> {
  const blocks = BLOCK_BITS.map((blockBits) => ({ ...SHIPPED_COSTS, blockBits }))
  const fastest = await fastestOf(blocks, { ...options, qubits: LARGE_QUBITS, precision: 'f64' })
  const wholeBits = { f64: await wholeBitsOf(fastest, 'f64', options), f32: await wholeBitsOf(fastest, 'f32', options) }
  return { ...fastest, wholeBits }
}

/** The largest states that are not faster in blocks. */
async function wholeBitsOf(costs: CostTable, precision: Precision, options: CalibrationOptions): Promise<number> {
  const withWhole = (bits: number): CostTable => ({ ...costs, wholeBits: { ...costs.wholeBits, [precision]: bits } })
  let most = Math.max(costs.blockBits, WHOLE_BITS[0] - 1)
  for (const bits of WHOLE_BITS.filter((each) => each > most)) {
    const whole = withWhole(bits)
    if ((await fastestOf([whole, withWhole(bits - 1)], { ...options, qubits: bits, precision })) !== whole) break
    most = bits
  }
  return most
}

interface Trial extends CalibrationOptions {
  readonly qubits: number
  readonly precision: Precision
}

/** The table whose plan runs fastest, in turns; the shipped one, or else the first, unless another is clearly faster. */
async function fastestOf(tables: readonly CostTable[], { qubits, precision, signal, ...options }: Trial): Promise<CostTable> {
  const backends = tables.map((costs) => openCpuBackend({ ...options, costs }))
  try {
    const { circuit, parameters } = layers(qubits)
    const observables = [parsePauliSum('Z0')]
    const executables = await Promise.all(backends.map((backend) => backend.compile(circuit, { observables, precision })))
    const times: number[][] = tables.map(() => [])
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [i, executable] of executables.entries()) {
        const start = performance.now()
        await executable.expectations({ parameters, ...(signal === undefined ? {} : { signal }) })
        if (round > 0) times[i].push(performance.now() - start)
      }
    }
    const medians = times.map((each) => median(each))
    const usual = Math.max(
      0,
      tables.findIndex(({ blockBits }) => blockBits === SHIPPED_COSTS.blockBits),
    )
    const best = medians.indexOf(smallest(medians))
    return tables[medians[best] < (1 - LEAST_GAIN) * medians[usual] ? best : usual]
  } finally {
    for (const backend of backends) await backend.dispose()
  }
}

function layers(qubits: number): { circuit: Circuit; parameters: Float64Array } {
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < 3; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) circuit.ry(parameter('a'), qubit).rz(parameter('b'), qubit)
    for (let qubit = 0; qubit < qubits; qubit++) circuit.cx(qubit, (qubit + 1) % qubits)
  }
  for (let qubit = 0; qubit < qubits; qubit++) circuit.rx(parameter('a'), qubit)
  return { circuit, parameters: Float64Array.of(0.7, 0.4) }
}
