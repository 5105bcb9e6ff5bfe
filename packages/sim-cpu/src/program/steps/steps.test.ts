import { compileProgram, openSimulator } from '@ketwork/backend/simulator'
import type { Backend, TraceEvent } from '@ketwork/backend'
import { Circuit, parameter, pauliTerm, unitary } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { CpuSimulator } from '../../CpuSimulator.ts'
import { amplitudeLanes, DENSE_SCRATCH_BYTES, lanes } from '../../kernels/layout.ts'
import { openCpuBackend } from '../../openCpuBackend.ts'
import { planProgram } from '../programPlan.ts'
import { ENTRY_BYTES } from './emitRuns.ts'
import { realStepModule, stepModule } from './stepModule.ts'
import { MOST_RUN, PATTERN_BYTES, RECORD, RECORD_BYTES, stepRecords } from './stepRecords.ts'

const openSteps = (threads = 0): Backend => openSimulator(new CpuSimulator({ threads }, { byStep: true }))

/** Matrices that are not their own transpose. */
const ONE = unitary(new Circuit(1).rx(0.7, 0).rz(0.4, 0).ry(1.1, 0))
const TWO = unitary(new Circuit(2).rx(0.7, 0).cx(0, 1).rz(0.4, 0).crx(1.3, 1, 0).ry(1.1, 1))

/** Gates of every kind on drawn qubits; each angle is a parameter of its own. */
function drawn(qubits: number, gates: number, seed: number): Circuit {
  const random = new RandomStream(seed)
  const circuit = new Circuit(qubits)
  for (let gate = 0; gate < gates; gate++) {
    const [a, b, c] = random.permutation(qubits)
    const angle = parameter(`w${gate}`)
    const append: readonly (() => unknown)[] = [
      () => circuit.rx(angle, a),
      () => circuit.ry(angle, a),
      () => circuit.rz(angle, a),
      () => circuit.h(a),
      () => circuit.cx(a, b),
      () => circuit.swap(a, b),
      () => circuit.ccx(a, b, c),
      () => circuit.rzz(angle, a, b),
      () => circuit.crz(angle, a, b),
      () => circuit.cry(angle, a, b),
      () => circuit.crx(angle, a, b),
      () => circuit.cp(angle, a, b),
      () => circuit.pauliRotation(angle, 'XYZ', [a, b, c]),
      () => circuit.unitary(ONE, [a]),
      () => circuit.unitary(TWO, [a, b]),
    ]
    append[random.integer(append.length)]()
  }
  return circuit
}

/**
 * Rotations that flip the same qubits, in turn with others: strings with an odd number of Ys, as excitations have them,
 * or with any.
 */
function strings(qubits: number, real: boolean, seed: number): Circuit {
  const random = new RandomStream(seed)
  const circuit = new Circuit(qubits)
  let count = 0
  for (let block = 0; block < 4; block++) {
    const [a, b, c, d] = random.permutation(qubits)
    for (let k = 0; k < 29; k++) {
      const letters = real ? (['YX', 'XY'] as const)[random.integer(2)] : (['XX', 'YY', 'XY', 'YX'] as const)[random.integer(4)]
      const tail = ['', 'Z', 'ZZ'][random.integer(3)]
      circuit.pauliRotation(parameter(`w${count++}`), letters + tail, [a, b, c, d].slice(0, 2 + tail.length))
    }
    circuit.x(a).cx(b, c)
  }
  return circuit
}

function anglesOf(circuit: Circuit, seed: number): Float64Array {
  return Float64Array.from(new RandomStream(seed).fillNormal(new Float64Array(circuit.parameters.length)), (angle) => 2 * angle)
}

const observables = [pauliTerm('Z', [0]), pauliTerm('XX', [1, 2], 0.5), pauliTerm('ZXZ', [3, 0, 2], -0.25)]
const TOLERANCE = { f64: 1e-11, f32: 2e-4 } as const

describe.each(['f64', 'f32'] as const)('in %s, steps give what plain kernels give', (precision) => {
  test.each([
    ['gates of every kind', drawn(5, 120, 1)],
    ['the same on a few cells', drawn(3, 80, 2)],
    ['the same on many', drawn(9, 200, 3)],
    ['several passes, each of so many steps as take a few milliseconds', drawn(14, 300, 8)],
    ['runs of rotations on the same pairs', strings(6, false, 4)],
    ['runs on states that stay real', strings(7, true, 5)],
    ['runs in lanes and on a single pair', strings(4, true, 6)],
  ])('for %s', async (_, circuit) => {
    await using backend = openSteps()
    await using plain = openCpuBackend({ variant: 'plain' })
    const inputs = { parameters: anglesOf(circuit, 9) }
    const [found, wanted] = await Promise.all(
      [backend, plain].map(async (each) => {
        const kept = circuit.qubitCount > 3 ? observables : observables.slice(0, 2)
        await using executable = await each.compile(circuit, { observables: kept, precision })
        const { data, ranOn } = await executable.amplitudes(inputs)
        const { values, parameters } = await executable.gradient({ ...inputs, cotangents: new Float64Array(kept.length).fill(1) })
        return { plan: ranOn.plan, numbers: [...data, ...values, ...parameters!] }
      }),
    )
    expect([found.plan, wanted.plan]).toEqual([expect.stringContaining('kernels of steps'), expect.stringContaining('plain kernels')])
    expect(found.numbers).toHaveLength(wanted.numbers.length)
    const furthest = found.numbers.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted.numbers[i])), 0)
    expect(furthest).toBeLessThan(TOLERANCE[precision])
  })
})

test('bits are the same from run to run and on any number of threads', async () => {
  const circuit = drawn(12, 700, 7)
  const inputs = { parameters: anglesOf(circuit, 8) }
  const runs: (readonly number[])[] = []
  for (const threads of [0, 1, 2]) {
    await using backend = openCpuBackend({ threads })
    await using executable = await backend.compile(circuit, { observables })
    for (let run = 0; run < 3; run++) {
      const { values, parameters, ranOn } = await executable.gradient({ ...inputs, cotangents: Float64Array.of(1, 1, 1) })
      expect(ranOn.plan).toContain('kernels of steps')
      runs.push([...values, ...parameters!, ...(await executable.amplitudes(inputs)).data])
    }
  }
  for (const run of runs) expect(run).toEqual(runs[0])
})

test('calls that begin together write the records once', async () => {
  await using backend = openCpuBackend({ threads: 0 })
  const circuit = drawn(8, 600, 2)
  await using executable = await backend.compile(circuit)
  const inputs = { parameters: anglesOf(circuit, 1) }
  const events: TraceEvent[] = []
  backend.observe((delivered) => events.push(...delivered))
  const [first, second] = await Promise.all([executable.amplitudes(inputs), executable.amplitudes(inputs)])
  expect([...first.data]).toEqual([...second.data])
  await executable.amplitudes(inputs)
  expect(events.filter(({ kernel }) => kernel === 'records').length).toBeLessThanOrEqual(2)
})

describe('a deep program', () => {
  test('is emitted and compiled nothing for, once kernels of steps are there', async () => {
    await using backend = openCpuBackend({ threads: 0 })
    const events: TraceEvent[] = []
    const run = async (circuit: Circuit) => {
      await using executable = await backend.compile(circuit, { observables })
      await executable.gradient({ parameters: anglesOf(circuit, 1), cotangents: Float64Array.of(1, 1, 1) })
      return (await executable.amplitudes({ parameters: anglesOf(circuit, 1) })).ranOn.plan
    }
    expect(await run(drawn(6, 900, 1))).toContain('kernels of steps')
    backend.observe((delivered) => events.push(...delivered))
    for (const gates of [900, 9000]) expect(await run(drawn(6, gates, gates))).toContain('kernels of steps')
    expect(events.filter(({ phase }) => phase === 'emit' || phase === 'compile')).toEqual([])
  })

  test('costs a record of 48 bytes a step, whatever came before', () => {
    const bytesOf = (gates: number): number => {
      const { structure } = compileProgram(drawn(6, gates, 5))
      const plan = planProgram(structure, { precision: 'f64', lanes: lanes('f64'), laneBits: 1 }, { real: true, byStep: true })
      const passes = [...plan.headSweeps, ...plan.sweeps].flatMap((sweep) => sweep.passes)
      expect(passes.reduce((sum, { actions }) => sum + actions.length, 0)).toBe(structure.instructions.length)
      const inRegisters = passes.filter(({ local }) => local !== undefined) // a matrix on two qubits may be too wide
      const steps = inRegisters.reduce((sum, { actions }) => sum + actions.length, 0)
      const records = stepRecords(
        inRegisters.map(({ local }) => local!),
        plan.format,
      )
      return (records.length - PATTERN_BYTES) / steps
    }
    expect([bytesOf(300), bytesOf(3000)]).toEqual([RECORD_BYTES, RECORD_BYTES])
  })

  test.each([
    ['of up to 512 instructions', drawn(6, 400, 1), undefined, 'generated kernels'],
    ['that is said to run often', drawn(6, 600, 1), Infinity, 'generated kernels'],
    ['of more than 12 qubits', drawn(13, 600, 1), undefined, 'generated kernels'],
    ['of 12 qubits', drawn(12, 600, 1), undefined, 'kernels of steps'],
    ['that is said to run 100 times on 11 qubits', drawn(11, 100, 1), 100, 'kernels of steps'],
  ])('or one %s has what it runs longest on', async (_, circuit, expectedRuns, plan) => {
    await using backend = openCpuBackend({ threads: 0 })
    await using executable = await backend.compile(circuit, expectedRuns === undefined ? {} : { expectedRuns })
    const { ranOn } = await executable.amplitudes({ parameters: new Float64Array(circuit.parameters.length) })
    expect(ranOn.plan).toContain(plan)
  })
})

test('no pass of steps updates more than 2^22 amplitudes, so that the event loop gets its turns', () => {
  const { structure } = compileProgram(drawn(14, 600, 3))
  const plan = planProgram(structure, { precision: 'f64', lanes: lanes('f64'), laneBits: 1 }, { real: true, byStep: true })
  const lengths = plan.sweeps.flatMap(({ passes }) => passes.map(({ actions }) => actions.length))
  expect(Math.max(...lengths)).toBeLessThanOrEqual(2 ** 22 / 2 ** 14)
})

test('rotations on the same pairs are runs no longer than their table, and none where there are fewer than two pairs', () => {
  const runsOf = (circuit: Circuit): number[] => {
    const { structure } = compileProgram(circuit)
    const plan = planProgram(structure, { precision: 'f64', lanes: lanes('f64'), laneBits: 1 }, { real: true, byStep: true })
    const passes = plan.sweeps.flatMap((sweep) => sweep.passes).map(({ local }) => local!)
    const view = new DataView(stepRecords(passes, plan.format).buffer)
    const count = (view.byteLength - PATTERN_BYTES) / RECORD_BYTES
    return Array.from({ length: count }, (_, step) => view.getInt32(PATTERN_BYTES + RECORD_BYTES * step + RECORD.run, true))
  }
  const flips = (qubits: number) => {
    const circuit = new Circuit(qubits).cx(0, 1)
    for (let k = 0; k < 30; k++) circuit.pauliRotation(parameter(`w${k}`), k % 2 === 0 ? 'YX' : 'XY', [qubits - 2, qubits - 1])
    return circuit
  }
  expect(runsOf(flips(4))).toEqual([1, ...new Array<number>(24).fill(24), ...new Array<number>(6).fill(6)])
  expect(runsOf(flips(2))).toEqual(new Array<number>(31).fill(1))
  expect(MOST_RUN * ENTRY_BYTES).toBeLessThanOrEqual(2 * DENSE_SCRATCH_BYTES) // what `StateWork` has for a thread
})

test('kernels of steps are small: real states need a part of them', () => {
  const options = { relaxedSimd: false, layout: amplitudeLanes('f64'), memory: { initial: 1, maximum: 2, shared: true } }
  const [all, real] = [stepModule(options).length, realStepModule(options).length]
  expect(all).toBeLessThan(32_000)
  expect(real).toBeLessThan(0.5 * all)
})
