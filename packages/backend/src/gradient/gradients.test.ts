/** Three ways to one derivative: adjoint, parameter shift and finite differences of the slow oracles of `circuit` agree. */
import {
  Circuit,
  type PauliSum,
  applyToState,
  feature,
  gateTable,
  parameter,
  parsePauliSum,
  pauliExpectation,
  plus,
  times,
} from '@ketwork/circuit'
import { RandomStream, haarState, matrix } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { Gradient, GradientInputs, Inputs } from '../backend.ts'
import { resolveInputs } from '../inputs.ts'
import { initialRow, rowOf, type ResolvedInputs } from '../resolvedInputs.ts'
import { lower } from '../lowering/lower.ts'
import type { Program } from '../program.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { gradientFromJacobian } from './gradientFromJacobian.ts'
import { shiftJacobian } from './shiftJacobian.ts'
import { splitProgramOccurrences } from './splitProgramOccurrences.ts'

const [a, b, x, y] = [parameter('a'), parameter('b'), feature('x'), feature('y')]
const observables = [parsePauliSum('0.5*Z0*Z1 - 1.2*X2 + 3'), parsePauliSum('Y0*X1 + 0.7*Z2')]

/** Shared and polynomial angles on every instruction kind. */
function mixedCircuit(): Circuit {
  return new Circuit(3)
    .h(0)
    .u(a, times(2, b), x, 1)
    .rx(times(a, x), 2)
    .crx(plus(times(a, b), 0.3), 0, 2)
    .cp(times(y, y), 1, 0)
    .swap(0, 1)
    .rzz(times(plus(Math.PI, times(-1, x)), plus(Math.PI, times(-1, y))), 0, 2)
    .pauliRotation(times(0.5, a), 'XYZ', [2, 0, 1])
    .crz(b, 2, 1)
    .iswap(0, 2)
    .mcp(times(3, a), [0, 1], 2)
    .ccx(0, 2, 1)
    .cry(times(x, b), 1, 0)
    .globalPhase(a)
    .rxx(b, 0, 1)
}

/** A batch of rows, each with an initial state of its own. */
function drawInputs(circuit: Circuit, seed: number, rows = 3): Inputs {
  const random = new RandomStream(seed)
  const fill = (columns: number) => matrix(rows, columns, random.fillNormal(new Float64Array(rows * columns)))
  const states = Array.from({ length: rows }, () => [...haarState(2 ** circuit.qubitCount, random)])
  return {
    parameters: fill(circuit.parameters.length),
    features: fill(circuit.features.length),
    initial: { rows, qubits: circuit.qubitCount, data: Float64Array.from(states.flat()) },
    wrt: ['parameters', 'features', 'initial'],
  }
}

/** The weighted sum of the oracles' expectations of one row. */
function oracle(circuit: Circuit, sums: readonly PauliSum[], weights: Float64Array, numbers: OracleNumbers): number {
  const values: Record<string, number> = {}
  circuit.parameters.forEach((name, i) => (values[name] = numbers.parameters[i]))
  circuit.features.forEach((name, i) => (values[name] = numbers.features[i]))
  const state = applyToState(circuit.bind(values), numbers.initial)
  return sums.reduce((sum, observable, k) => sum + weights[k] * pauliExpectation(observable, state), 0)
}

interface OracleNumbers {
  readonly parameters: Float64Array
  readonly features: Float64Array
  readonly initial: Float64Array
}

/** Central differences of fourth order: error about step^4. */
function finiteDifference(evaluate: (shift: number) => number): number {
  const step = 1e-3
  return (8 * (evaluate(step) - evaluate(-step)) - (evaluate(2 * step) - evaluate(-2 * step))) / (12 * step)
}

function oracleGradient(circuit: Circuit, inputs: ResolvedInputs, weights: Float64Array, input: 'parameters' | 'features'): number[] {
  const columns = observables.length
  return Array.from({ length: inputs.rows }, (_, row) => {
    const numbers = {
      parameters: rowOf(inputs.parameters, row),
      features: rowOf(inputs.features, row),
      initial: Float64Array.from(initialRow(inputs, row) ?? []),
    }
    return Array.from(numbers[input], (_value, i) =>
      finiteDifference((shift) => {
        const moved = numbers[input].slice()
        moved[i] += shift
        return oracle(circuit, observables, weights.subarray(row * columns, (row + 1) * columns), { ...numbers, [input]: moved })
      }),
    )
  }).flat()
}

async function shifted(circuit: Circuit, inputs: Inputs, sums = observables) {
  const program = lower(circuit, sums)
  const split = splitProgramOccurrences(program)
  const executable = await openReferenceBackend().load(split.program)
  const { wrt = ['parameters'], ...rest } = inputs
  const resolved = resolveInputs(program, { ...rest, wrt: wrt.filter((input) => input !== 'initial') }, { call: 'jacobian' })
  return { program, jacobian: await shiftJacobian(program, split, executable, resolved), resolved }
}

function expectClose(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length)
  for (let i = 0; i < expected.length; i++) expect(Math.abs((actual?.[i] ?? NaN) - expected[i])).toBeLessThan(tolerance)
}

/** The reference backend's gradient, which is adjoint. */
async function adjointGradient(program: Program, inputs: GradientInputs): Promise<Gradient> {
  return (await openReferenceBackend().load(program)).gradient(inputs)
}

async function checkThreeWays(circuit: Circuit, seed: number): Promise<Gradient> {
  const program = lower(circuit, observables)
  const inputs = drawInputs(circuit, seed)
  const resolved = resolveInputs(program, inputs, { call: 'gradient' })
  const weights = new RandomStream(seed).substream(1).fillNormal(new Float64Array(resolved.rows * observables.length))
  const adjoint = await adjointGradient(program, { ...inputs, cotangents: weights })
  const shift = gradientFromJacobian((await shifted(circuit, inputs)).jacobian, weights, false)
  expectClose(shift.values, adjoint.values, 1e-10)
  for (const input of ['parameters', 'features'] as const) {
    expectClose(shift[input], adjoint[input] ?? [], 1e-8)
    expectClose(adjoint[input], oracleGradient(circuit, resolved, weights, input), 1e-6)
  }
  return adjoint
}

describe('adjoint, parameter shift and finite differences', () => {
  test('agree on shared and polynomial angles of every instruction kind', async () => {
    for (const seed of [1, 2]) await checkThreeWays(mixedCircuit(), seed)
  })

  const rotating = Object.entries(gateTable).filter(([, row]) => row.kind === 'gate' && row.angles > 0)
  test.each(rotating)('agree on the gate %s', async (name, row) => {
    const qubits = row.qubits === 'any' ? (name === 'globalPhase' ? 0 : 3) : row.qubits
    const circuit = new Circuit(3).h(0).ry(0.4, 1).sx(2).cx(0, 2)
    circuit.append({
      gate: name as keyof typeof gateTable,
      qubits: [2, 0, 1].slice(0, qubits),
      angles: Array.from({ length: row.angles }, (_, i) => plus(times(i + 0.5, a), times(0.3, a, x))),
      ...(name === 'pauliRotation' ? { pauli: 'YXZ' } : {}),
    })
    await checkThreeWays(circuit.h(0).cx(2, 1).rx(y, 1), 5)
  })

  test('sum over the rows where they share one parameter vector', async () => {
    const circuit = mixedCircuit()
    const rows = 3
    const { parameters: _parameters, ...rest } = drawInputs(circuit, 3, rows)
    const shared = Float64Array.of(0.3, -0.8)
    const repeated = matrix(rows, 2, Array.from({ length: rows }, () => [...shared]).flat())
    const program = lower(circuit, observables)
    const own = await adjointGradient(program, { ...rest, parameters: repeated })
    const summed = await adjointGradient(program, { ...rest, parameters: shared })
    const sums = [0, 1].map((i) => [0, 1, 2].reduce((sum, row) => sum + (own.parameters?.[2 * row + i] ?? NaN), 0))
    expectClose(summed.parameters, sums, 1e-12)
    const { jacobian } = await shifted(circuit, { ...rest, parameters: shared })
    expectClose(gradientFromJacobian(jacobian, undefined, true).parameters, sums, 1e-8)
  })
})

describe('adjointGradient', () => {
  test('gives the cotangent of the initial state: Re <g|d> is the change', async () => {
    const circuit = mixedCircuit()
    const program = lower(circuit, observables)
    const drawn = drawInputs(circuit, 9)
    const inputs = resolveInputs(program, drawn, { call: 'gradient' })
    const { data: initial } = (await adjointGradient(program, drawn)).initial!
    const weights = Float64Array.of(1, 1)
    for (let row = 0; row < inputs.rows; row++) {
      const start = Float64Array.from(initialRow(inputs, row) ?? [])
      const direction = new RandomStream(4).substream(row).fillNormal(new Float64Array(start.length))
      const change = finiteDifference((shift) => {
        const moved = start.map((value, i) => value + shift * direction[i])
        const numbers = { parameters: rowOf(inputs.parameters, row), features: rowOf(inputs.features, row), initial: moved }
        return oracle(circuit, observables, weights, numbers)
      })
      const predicted = direction.reduce((sum, value, i) => sum + value * initial[row * start.length + i], 0)
      expect(Math.abs(predicted - change)).toBeLessThan(1e-6)
    }
  })

  test('leaves a remainder of second order along any direction', async () => {
    const circuit = mixedCircuit()
    const program = lower(circuit, observables)
    const base = Float64Array.of(0.3, -0.8)
    const direction = Float64Array.of(0.6, 0.8)
    const features = matrix(1, 2, [0.4, 0.9])
    const at = (t: number) => adjointGradient(program, { parameters: base.map((v, i) => v + t * direction[i]), features })
    const { values, parameters = new Float64Array(2) } = await at(0)
    const slope = parameters[0] * direction[0] + parameters[1] * direction[1]
    const total = (array: Float64Array) => array[0] + array[1]
    const remainder = async (t: number) => Math.abs(total((await at(t)).values) - total(values) - t * slope)
    const ratio = (await remainder(1e-3)) / (await remainder(1e-4))
    expect(ratio).toBeGreaterThan(80)
    expect(ratio).toBeLessThan(120)
  })

  test('calls the cotangent function once, with all values, and refuses what it must not return', async () => {
    const circuit = mixedCircuit()
    const program = lower(circuit, observables)
    const inputs = drawInputs(circuit, 9)
    const seen: Float64Array[] = []
    const cotangents = (values: Float64Array) => {
      seen.push(values)
      return values.map((value) => 2 * value)
    }
    const squares = await adjointGradient(program, { ...inputs, cotangents })
    expect(seen).toEqual([squares.values])
    const given = await adjointGradient(program, { ...inputs, cotangents: squares.values.map((value) => 2 * value) })
    expect(given.parameters).toEqual(squares.parameters)
    await expect(adjointGradient(program, { ...inputs, cotangents: Float64Array.of(1) })).rejects.toThrow('3 rows of 2 observables need 6')
    const wrong = () => new Float64Array(6).fill(NaN)
    await expect(adjointGradient(program, { ...inputs, cotangents: wrong })).rejects.toThrow('cotangent 0 is NaN')
  })
})

describe('shiftJacobian', () => {
  test('holds behind measurements, conditions and channels', async () => {
    const circuit = new Circuit(2)
      .ry(a, 0)
      .depolarizing(0.1, 0)
      .measure(0, 'm')
      .when({ bits: ['m'], value: 1 }, (inner) => inner.crx(times(2, b), 0, 1).ry(a, 1))
    const sums = [parsePauliSum('Z1')]
    const executable = await openReferenceBackend().compile(circuit, { observables: sums, method: 'densityMatrix' })
    const program = lower(circuit, sums)
    const split = splitProgramOccurrences(program)
    const splitExecutable = await openReferenceBackend().load(split.program, { method: 'densityMatrix' })
    const point = [0.7, 0.4]
    const jacobian = await shiftJacobian(program, split, splitExecutable, resolveInputs(program, { parameters: point }))
    for (const i of [0, 1]) {
      const step = 1e-4
      const value = async (shift: number) =>
        (await executable.expectations({ parameters: point.map((v, j) => (i === j ? v + shift : v)) })).values[0]
      expect(jacobian.parameters?.[i]).toBeCloseTo(((await value(step)) - (await value(-step))) / (2 * step), 6)
    }
  })

  test('gives unbiased estimates with honest standard errors from shots', async () => {
    const circuit = new Circuit(2).rx(times(2, a), 0).crx(b, 0, 1).ry(times(a, b), 1)
    const sums = [parsePauliSum('Z0*Z1 + 0.5*X1'), parsePauliSum('Y0')]
    const exact = (await shifted(circuit, { parameters: [0.4, 0.9] }, sums)).jacobian
    const runs = 200
    const pulls: number[] = [] // (estimate - exact) / standard error: mean 0, variance 1
    for (let seed = 0; seed < runs; seed++) {
      const { jacobian } = await shifted(circuit, { parameters: [0.4, 0.9], shots: 100, seed }, sums)
      jacobian.parameters?.forEach((estimate, i) => {
        const error = jacobian.standardErrors?.parameters?.[i] ?? NaN
        pulls.push((estimate - (exact.parameters?.[i] ?? NaN)) / error)
      })
    }
    const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length
    const meanSquare = pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length
    expect(pulls).toHaveLength(runs * 4)
    expect(Math.abs(mean)).toBeLessThan(6.1 / Math.sqrt(pulls.length / 4)) // 6.1 sigma: 1e-9; the 4 entries of a run may be correlated
    expect(Math.abs(meanSquare - 1)).toBeLessThan(6.1 * Math.sqrt(2.5 / (pulls.length / 4)))
  })

  test('does not depend on how rows are cut into tiles', async () => {
    const circuit = new Circuit(8)
    for (let q = 0; q < 8; q++) circuit.rx(times(q + 1, a), q).rzz(b, q, (q + 1) % 8)
    const sums = [parsePauliSum('Z0 + X3*Y4')]
    const states = Array.from({ length: 70 }, (_, i) => haarState(256, new RandomStream(1, i)))
    const data = Float64Array.from(states.flatMap((state) => [...state]))
    const all = await shifted(circuit, { parameters: [0.3, 0.2], initial: { rows: 70, qubits: 8, data } }, sums)
    const last = await shifted(circuit, { parameters: [0.3, 0.2], initial: { rows: 1, qubits: 8, data: data.subarray(69 * 512) } }, sums)
    expectClose(all.jacobian.parameters?.subarray(69 * 2), last.jacobian.parameters ?? [], 1e-12)
  })
})

describe('splitProgramOccurrences', () => {
  test('gives each symbolic angle a column and leaves constant ones alone', () => {
    const program = lower(new Circuit(2).rx(a, 0).ry(0.5, 0).rx(a, 1).crz(plus(x, 1), 0, 1), observables.slice(0, 0))
    const { program: split, occurrences } = splitProgramOccurrences(program)
    expect(occurrences.map(({ instruction, slot, rule }) => [instruction, slot, rule.length])).toEqual([[0, 0, 2], [2, 2, 2], [3, 3, 4]]) // prettier-ignore
    expect(split.structure.parameters).toEqual([])
    expect(split.structure.features).toEqual(['occurrence[0]', 'occurrence[1]', 'occurrence[2]'])
    expect([...split.constants]).toEqual([...program.constants, 1])
  })

  test('computes the same expectations from the angles', async () => {
    const circuit = mixedCircuit()
    const inputs = drawInputs(circuit, 2)
    const { program, jacobian } = await shifted(circuit, inputs)
    const direct = await (await openReferenceBackend().load(program)).expectations(inputs)
    expectClose(jacobian.values, direct.values, 1e-12)
  })

  test('splits a slot that several instructions share', () => {
    const program = lower(new Circuit(1).rx(a, 0).ry(a, 0))
    const shared = {
      ...program,
      structure: {
        ...program.structure,
        instructions: program.structure.instructions.map((instruction) => ({ ...instruction, angle: 0 })),
      },
    }
    expect(splitProgramOccurrences(shared as typeof program).occurrences.map(({ slot }) => slot)).toEqual([0, 0])
  })
})
