/** Samples of the final state of each row: running sums once, then a uniform number a shot. */
import { type SampleRequest, readBit } from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import { DRAW_SCRATCH_BYTES } from '../kernels/emitDrawIndices.ts'
import { columnTable } from '../kernels/emitSampleBits.ts'
import { guideSizeFor } from '../kernels/emitRunningSums.ts'
import { DRAWS_IN_GROUP } from '../kernels/emitUniforms.ts'
import { amplitudeLanes, cellsOf } from '../kernels/layout.ts'
import { samplingModule } from '../kernels/samplingModule.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import type { Stage } from '../threads/stage.ts'
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { StateWork } from './StateWork.ts'

const CHUNK_CELLS = 2 ** 11
/** Entries of the guide, at most. */
const MOST_GUIDE = 2 ** 22

/** rows x shots x columns zeros and ones. */
export async function computeSamples(call: Call, bound: BoundProgram, job: SampleRequest): Promise<Uint8Array> {
  const { inputs } = call
  const { rows } = inputs
  const { shots, columns } = job
  const work = await StateWork.begin(call, bound.compiled.states(inputs.initial === undefined, call), bound)
  const state = call.borrow(work.program.stateBytes)
  const drawer = await openDrawer(call, bound, shots)
  const writer = openBitWriter(call, drawer, job)
  const out = new Uint8Array(rows * shots * columns)
  for (let row = 0; row < rows; row++) {
    call.beginRow()
    work.prepare(row)
    const random = new RandomStream(job.seed).substream(row)
    await call.run([...work.evolve(row, state), ...drawer.stages(state, random), writer.stage])
    const own = out.subarray(row * shots * columns, (row + 1) * shots * columns)
    call.measure('pass', 'read', () => {
      own.set(writer.samples())
      if (job.measurements?.some(({ readout }) => readout !== undefined) === true)
        confuse(own, job, bound.program.constants, random.substream(0))
    })
    call.endRow()
  }
  return out
}

/** Draws basis states of a state, so many at a time. */
export interface Drawer {
  readonly module: LoadedModule
  readonly shots: number
  /** Address of the drawn indices, u32. */
  readonly drawn: number
  /** Draw i takes uniform number i of the stream. */
  stages(state: number, random: RandomStream): Stage[]
  /** What was drawn last; a view that lasts until the next stages. */
  indices(): Int32Array
}

export async function openDrawer(call: Call, bound: BoundProgram, shots: number): Promise<Drawer> {
  const { engine } = call
  const { structure, precision } = bound.compiled
  const layout = amplitudeLanes(precision)
  const module = await call.library(samplingModule, layout)
  const cells = cellsOf(layout, structure.qubits)
  const chunkCells = Math.min(cells, CHUNK_CELLS)
  const chunks = cells / chunkCells
  const amplitudes = cells * 2 ** layout.laneQubits
  const guideSize = Math.min(MOST_GUIDE, guideSizeFor(amplitudes, shots))
  const [prefixes, sums, guide] = [8 * (chunks + 1), 8 * amplitudes, 4 * guideSize].map((bytes) => call.borrow(bytes))
  const groups = Math.ceil(shots / DRAWS_IN_GROUP)
  const drawn = call.borrow(4 * DRAWS_IN_GROUP * groups)
  const scratch = call.borrow(DRAW_SCRATCH_BYTES * Math.max(1, engine.runner.threads))
  const at = (address: number) => call.pointer(address)
  const stateBytes = (precision === 'f64' ? 16 : 8) * amplitudes
  return {
    ...{ module, shots, drawn },
    stages: (state, random) => [
      { module, kernel: 'chunkWeights', args: [at(state), at(prefixes), chunkCells], units: chunks, amplitudes, bytes: stateBytes },
      { module, kernel: 'prefixSums', args: [at(prefixes), chunks], units: 1, work: chunks, bytes: 8 * chunks },
      {
        module,
        kernel: 'runningSums',
        args: [...[state, prefixes, sums, guide].map(at), guideSize, chunkCells, chunks],
        units: chunks,
        amplitudes,
        work: 2 * amplitudes,
        bytes: stateBytes + 12 * amplitudes,
      },
      {
        module,
        kernel: 'drawIndices',
        args: [at(sums), at(guide), guideSize, at(prefixes + 8 * chunks), ...random.words, at(drawn), at(scratch)],
        units: groups,
        work: 16 * shots,
        bytes: 16 * shots,
      },
    ],
    indices: () => engine.arena.i32(drawn, shots),
  }
}

interface BitWriter {
  readonly stage: Stage
  /** shots x columns; a view that lasts until the next draws. */
  samples(): Uint8Array
}

function openBitWriter(call: Call, { module, shots, drawn }: Drawer, { columns, measurements }: SampleRequest): BitWriter {
  const { arena } = call.engine
  const out = call.borrow(Math.max(64, shots * columns + 16))
  const bytes = columnTable(qubitsOfColumns(columns, measurements))
  const table = call.borrow(bytes.length)
  arena.u8(table, bytes.length).set(bytes)
  const args = [call.pointer(drawn), call.pointer(table), columns, call.pointer(out)]
  return {
    stage: { module, kernel: 'expandBits', args, units: shots, work: shots * 2, bytes: shots * columns },
    samples: () => arena.u8(out, shots * columns),
  }
}

function qubitsOfColumns(columns: number, measurements: SampleRequest['measurements']): (number | undefined)[] {
  if (measurements === undefined) return Array.from({ length: columns }, (_, qubit) => qubit)
  const qubits = new Array<number | undefined>(columns).fill(undefined)
  for (const { qubit, bit } of measurements) qubits[bit] = qubit
  return qubits
}

/** Readout errors: what the detector shows instead of each outcome, shot by shot; of two measurements that write one bit, the later counts. */
function confuse(
  samples: Uint8Array,
  { shots, columns, measurements = [] }: SampleRequest,
  constants: Float64Array,
  random: RandomStream,
): void {
  const last = [...new Map(measurements.map((measurement) => [measurement.bit, measurement])).values()]
  for (let shot = 0; shot < shots; shot++) {
    for (const { bit, readout } of last) {
      const place = shot * columns + bit
      if (readout !== undefined) samples[place] = readBit(constants, readout, samples[place], random)
    }
  }
}
