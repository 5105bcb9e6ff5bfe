/** States cut into blocks as large ones are, but small enough to hold against oracles. */
import { type Program, openReferenceBackend } from '@ketwork/backend'
import { lower, resolveInputs, TraceRecorder } from '@ketwork/backend/simulator'
import { drawCircuit, drawPauliSum } from '@ketwork/backend/conformance'
import { Circuit, parameter, times } from '@ketwork/circuit'
import { platformCapabilities, RandomStream } from '@ketwork/math'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SizesOf } from '../program/costTable.ts'
import { BoundProgram } from './BoundProgram.ts'
import { Call } from './Call.ts'
import { CompiledProgram } from './CompiledProgram.ts'
import { Engine } from './Engine.ts'
import { openRowFiller } from './fillRows.ts'
import { computeGradient, type GradientArrays } from './gradient.ts'

const SIZES: readonly (readonly [name: string, sizes: SizesOf])[] = [
  [4, 2, 2, 3],
  [5, 3, 2, 2],
  [6, 4, 3, 3],
].map(([blockBits, rowBits, directions, planeDirections]) => [
  `blocks of ${blockBits} bits, rows of ${rowBits}, ${directions} and ${planeDirections} directions`,
  (qubits, { laneBits }) => ({
    bits: Math.max(qubits, laneBits),
    laneBits,
    blockBits,
    rowBits,
    directions,
    planeDirections,
    actions: 24,
    sweepPrice: 1,
  }),
])
const TOLERANCE = { f64: 1e-11, f32: 2e-4 }

const { wasmMemory64, wasmRelaxedSimd } = await platformCapabilities()
/** Above 4 GiB addresses have 64 bits; memory is only reserved. */
const MEMORY64_BYTES = 2 ** 32 + 2 ** 27
const ENGINES = [
  ['32-bit addresses, two threads', { memoryBytes: 2 ** 27, threads: 2, variant: 'simd' }],
  ...(wasmMemory64
    ? [['64-bit addresses', { memoryBytes: MEMORY64_BYTES, threads: 0, variant: wasmRelaxedSimd ? 'relaxed' : 'simd' }] as const]
    : []),
] as const
let engine: Engine

async function amplitudesOf(bound: BoundProgram, parameters: Float64Array): Promise<number[]> {
  const call = new Call(engine, { inputs: resolveInputs(bound.program, { parameters }), event: undefined })
  try {
    const filler = await openRowFiller(call, bound)
    const place = call.borrow(filler.rowBytes)
    await filler.fill(0, 1, place)
    const count = 2 * 2 ** bound.compiled.structure.qubits
    return [...(bound.compiled.precision === 'f64' ? engine.arena.f64(place, count) : engine.arena.f32(place, count))]
  } finally {
    call.release()
  }
}

async function gradientOf(bound: BoundProgram, parameters: Float64Array): Promise<GradientArrays> {
  const call = new Call(engine, { inputs: resolveInputs(bound.program, { parameters }), event: undefined })
  const out = {
    values: new Float64Array(0),
    parameters: new Float64Array(parameters.length),
    features: new Float64Array(0),
    initial: new Float64Array(0),
  }
  try {
    await computeGradient(call, bound, undefined, out)
    return out
  } finally {
    call.release()
  }
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((worst, difference) => Math.max(worst, difference), 0)
}

/** A drawn circuit whose angles are all parameters, and no features. */
function drawProgram(seed: number): { program: Program; parameters: Float64Array } {
  const random = new RandomStream(seed)
  const qubits = 5 + random.integer(4)
  const drawn = drawCircuit({ qubits, operations: 10 + random.integer(40), random, angles: 'symbolic' })
  const circuit = drawn.bind(Object.fromEntries(drawn.features.map((name) => [name, random.normal()])))
  const program = lower(circuit, [drawPauliSum(4, qubits, random), drawPauliSum(3, qubits, random)])
  return { program, parameters: random.fillNormal(new Float64Array(program.structure.parameters.length)) }
}

describe.each(ENGINES)('%s', (_, options) => {
  beforeAll(async () => {
    engine = await Engine.open({ ...options, trace: new TraceRecorder() })
  })
  afterAll(() => engine.dispose())

  describe.each(SIZES)('%s', (_sizes, sizes) => testBlocks(sizes))
})

function testBlocks(sizes: SizesOf): void {
  test.each(['f64', 'f32'] as const)(
    'give the amplitudes and gradients of the reference backend on 40 drawn circuits, %s',
    async (precision) => {
      await using reference = openReferenceBackend()
      for (let seed = 1; seed <= 40; seed++) {
        const { program, parameters } = drawProgram(seed)
        const bound = new BoundProgram(engine, new CompiledProgram(program.structure, precision, { sizes }), program)
        const exact = await reference.load(program)
        const { data } = await exact.amplitudes({ parameters })
        expect(largest(await amplitudesOf(bound, parameters), data), `amplitudes, seed ${seed}`).toBeLessThan(TOLERANCE[precision])
        const gradient = await exact.gradient({ parameters })
        const found = await gradientOf(bound, parameters)
        expect(largest(found.values, gradient.values), `values, seed ${seed}`).toBeLessThan(TOLERANCE[precision])
        expect(largest(found.parameters, gradient.parameters!), `gradient, seed ${seed}`).toBeLessThan(10 * TOLERANCE[precision])
        bound.release()
      }
    },
  )

  test.for(
    (['f64', 'f32'] as const).flatMap((precision) => [
      ['any values', precision, (edge: number) => 0.2 + Math.sin(edge)] as const,
      ['few values', precision, (edge: number) => 1 + (edge % 2)] as const,
    ]),
  )('multiply by tables of phases with %s in any block, %s', async ([, precision, weight]) => {
    const circuit = new Circuit(8)
    for (let qubit = 0; qubit < 8; qubit++) circuit.h(qubit)
    for (let layer = 0; layer < 2; layer++) {
      const [gamma, beta] = [parameter(`gamma${layer}`), parameter(`beta${layer}`)]
      for (let edge = 0; edge < 16; edge++) circuit.rzz(times(weight(edge), gamma), edge % 8, (edge + (edge < 8 ? 1 : 3)) % 8)
      for (let qubit = 0; qubit < 8; qubit++) circuit.rx(beta, qubit).ry(beta, qubit)
    }
    const program = lower(circuit, [drawPauliSum(4, 8, new RandomStream(1))])
    const compiled = new CompiledProgram(program.structure, precision, { sizes, tables: 2 })
    expect(compiled.text).toContain('2 diagonal tables')
    const bound = new BoundProgram(engine, compiled, program)
    const parameters = Float64Array.of(0.7, -0.4, 1.1, 0.3)
    await using reference = openReferenceBackend()
    const exact = await reference.load(program)
    const { data } = await exact.amplitudes({ parameters })
    expect(largest(await amplitudesOf(bound, parameters), data)).toBeLessThan(TOLERANCE[precision])
    const found = await gradientOf(bound, parameters)
    expect(largest(found.parameters, (await exact.gradient({ parameters })).parameters!)).toBeLessThan(10 * TOLERANCE[precision])
    bound.release()
  })

  test('gather high bits and keep real states real', async () => {
    const circuit = new Circuit(8)
    for (let layer = 0; layer < 3; layer++) {
      for (let qubit = 0; qubit < 8; qubit++) circuit.ry(0.3 * (qubit + layer + 1), qubit)
      for (let qubit = 0; qubit < 8; qubit++) circuit.cx(qubit, (qubit + 1) % 8)
    }
    const program = lower(circuit)
    const compiled = new CompiledProgram(program.structure, 'f64', { sizes })
    expect(compiled.states(true).plan.sweeps.some(({ contiguous }) => !contiguous)).toBe(true)
    const amplitudes = await amplitudesOf(new BoundProgram(engine, compiled, program), new Float64Array(0))
    expect(amplitudes.filter((value, i) => i % 2 === 1 && value !== 0)).toEqual([])
    await using reference = openReferenceBackend()
    expect(largest(amplitudes, (await (await reference.load(program)).amplitudes()).data)).toBeLessThan(1e-13)
  })
}
