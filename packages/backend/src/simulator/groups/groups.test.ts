import { Circuit, feature, parameter, parsePauliSum, type PauliSum, times } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { Method } from '../../backend.ts'
import { drawCircuit, drawPauliSum } from '../../conformance/drawnCircuits.ts'
import { DYNAMIC_CIRCUITS } from '../../conformance/dynamicCircuits.ts'
import { resolveInputs } from '../../inputs.ts'
import { LightCones } from '../../lowering/lightCone.ts'
import { lower } from '../../lowering/lower.ts'
import type { Program } from '../../program.ts'
import { openReferenceBackend } from '../../reference/openReferenceBackend.ts'
import { type Division, divideObservables } from './divideObservables.ts'
import { DividedExpectations } from './DividedExpectations.ts'
import { dividedProbabilities, dividedSamples } from './DividedOutcomes.ts'
import { dividedOverlaps, stateParts } from './dividedOverlaps.ts'
import { outcomeParts } from './outcomeParts.ts'
import { type LoadPart, PartRuns } from './PartRuns.ts'

const backend = openReferenceBackend()

/** Parts run on the reference backend, so that only what is divided is in question. */
const load: LoadPart = async (program, method) => {
  const executable = await backend.load(program, { method })
  return {
    text: 'reference',
    lack: undefined,
    expectations: (inputs) => executable.expectations(inputs),
    gradient: (inputs) => executable.gradient(inputs),
    probabilities: (inputs, qubits) => executable.probabilities(inputs, qubits),
    overlaps: (left, right) => executable.overlaps(left, right),
    sample: (inputs) => executable.sample(inputs),
    dispose: () => executable.dispose(),
  }
}

function divided(program: Program, withErrors = false): Division {
  const options = { bits: 1, mostWires: Infinity, mostInstructions: Infinity, requireQubits: () => undefined, withErrors } as const
  const division = divideObservables(program, new LightCones(program.structure), options)
  if (division === undefined) throw new TypeError('nothing was given up')
  return division
}

/** Blocks that do not meet, in qubits that are mixed, joined by a few more operations. */
function patches(seed: number, angles: 'symbolic' | 'constant'): Circuit {
  const random = new RandomStream(seed)
  const circuit = new Circuit(7)
  const places = [...random.permutation(7)]
  for (const block of [places.slice(0, 2), places.slice(2, 4), places.slice(4, 7)]) {
    const drawn = drawCircuit({ qubits: block.length, operations: 1 + random.integer(6), random, angles, widest: 2 })
    for (const operation of drawn.operations) circuit.append({ ...operation, qubits: operation.qubits.map((qubit) => block[qubit]) })
  }
  if (random.integer(2) === 0) circuit.rzz(0.3, places[1], places[2]).ry(0.4, places[1])
  return circuit
}

function observablesOf(seed: number): PauliSum[] {
  const random = new RandomStream(1000 + seed)
  return Array.from({ length: 1 + random.integer(3) }, () => drawPauliSum(1 + random.integer(5), 7, random))
}

describe('observables in parts', () => {
  test('have the values and derivatives of the whole, on 150 drawn circuits', async () => {
    let parts = 0
    for (let seed = 1; seed <= 150; seed++) {
      const random = new RandomStream(seed)
      const program = lower(patches(seed, 'symbolic'), observablesOf(seed))
      const { parameters: p, features: f, observables } = program.structure
      const rows = 1 + random.integer(3)
      const table = (columns: number) => ({ rows, columns, data: random.fillNormal(new Float64Array(rows * columns)) })
      const parameters = random.integer(2) === 0 ? table(p.length) : random.fillNormal(new Float64Array(p.length))
      const inputs = { parameters, features: table(f.length), wrt: ['parameters', 'features'] as const }
      const cotangents = random.fillNormal(new Float64Array(rows * observables.length))
      const division = divided(program)
      parts += division.parts
      const own = await DividedExpectations.open(program, division, { runs: new PartRuns(load), method: 'stateVector', event: undefined })
      const call = { inputs: resolveInputs(program, inputs), event: undefined }
      const found = await own.gradient(call, { cotangents, rowByRow: false })
      const expected = await (await backend.load(program)).gradient({ ...inputs, cotangents })
      const close = (name: string, a: Float64Array, b: Float64Array | undefined) => {
        expect(a.length, `${name}, seed ${seed}`).toBe(b?.length)
        a.forEach((value, i) => expect(Math.abs(value - (b?.[i] ?? NaN)), `${name} ${i}, seed ${seed}`).toBeLessThan(1e-10))
      }
      close('values', (await own.expectations(call, undefined)).values, expected.values)
      close('values', found.values, expected.values)
      close('parameters', found.parameters, expected.parameters)
      close('features', found.features, expected.features)
    }
    expect(parts).toBeGreaterThan(300)
  })

  test.for(DYNAMIC_CIRCUITS)('of %s have the values of the whole', async ([, circuit]) => {
    const observables = ['Z0', 'X1*Z2', 'Y2 + 0.5*Z0*Z1', 'X0*Y1*Z2 + 3'].map((text) => parsePauliSum(text))
    const beside = new Circuit(4).ry(0.8, 3).amplitudeDamping(0.2, 3).compose(circuit)
    const program = lower(beside, [...observables, parsePauliSum('Z0*Z3 + X3')])
    const runs = new PartRuns(load)
    const own = await DividedExpectations.open(program, divided(program), { runs, method: 'densityMatrix', event: undefined })
    const call = { inputs: resolveInputs(program), event: undefined }
    const expected = await (await backend.load(program, { method: 'densityMatrix' })).expectations()
    const { values } = await own.expectations(call, undefined)
    values.forEach((value, k) => expect(value).toBeCloseTo(expected.values[k], 10))
  })

  test('are estimated without bias, with errors that hold what terms of one part have in common', async () => {
    const circuit = new Circuit(4).ry(0.9, 0).cx(0, 1).ry(0.7, 1).ry(1.1, 2).cx(2, 3).rx(0.5, 3)
    const program = lower(circuit, [parsePauliSum('Z0 + 2*Z1 - Z0*Z2 + 0.5*Z1*Z3 + X1*X2')])
    const division = divided(program, true)
    expect(division.formulas[0].pairs.length).toBeGreaterThan(0)
    const own = await DividedExpectations.open(program, division, { runs: new PartRuns(load), method: 'stateVector', event: undefined })
    const exact = (await (await backend.load(program)).expectations()).values[0]
    const repetitions = 400
    let [squares, variances, sum] = [0, 0, 0]
    for (let seed = 0; seed < repetitions; seed++) {
      const draws = { shots: 200, seed }
      const call = { inputs: resolveInputs(program, draws), event: undefined }
      const { values, standardErrors } = await own.expectations(call, draws)
      sum += values[0] - exact
      squares += (values[0] - exact) ** 2
      variances += (standardErrors?.[0] ?? 0) ** 2
    }
    expect(Math.abs(sum) / Math.sqrt(squares)).toBeLessThan(6.1) // 1e-9
    const chiSquared = squares / (variances / repetitions) // of 400 degrees of freedom: outside of [240, 600] with less than 1e-9
    expect(chiSquared).toBeGreaterThan(240)
    expect(chiSquared).toBeLessThan(600)
  })
})

describe('outcomes in parts', () => {
  const methods: readonly Method[] = ['stateVector', 'densityMatrix']

  test.for(methods)('have the probabilities of the whole (%s)', async (method) => {
    for (let seed = 1; seed <= 60; seed++) {
      const program = lower(patches(seed, 'constant'))
      const qubits = [...new RandomStream(seed).permutation(7)].slice(0, 1 + (seed % 4))
      const cones = new LightCones(program.structure)
      const parts = outcomeParts(program, cones, { question: { outcomes: qubits }, bits: 1, mostWires: Infinity })!
      const host = { program, runs: new PartRuns(load), method }
      const call = { inputs: resolveInputs(program), event: undefined }
      const { values } = await dividedProbabilities(host, parts, { call, qubits, draws: undefined })
      const expected = await (await backend.load(program)).probabilities({}, qubits)
      values.forEach((value, i) => expect(Math.abs(value - expected.values[i]), `${i}, seed ${seed}`).toBeLessThan(1e-10))
    }
  })

  test.for(DYNAMIC_CIRCUITS.filter(([, circuit]) => circuit.bits.length > 0 && circuit.bits.length < 10))(
    'of %s are samples of the bits',
    async ([, circuit]) => {
      const program = lower(new Circuit(4).h(3).measure(3, 'beside').compose(circuit))
      const { bits } = program.structure
      const cones = new LightCones(program.structure)
      const parts = outcomeParts(program, cones, { question: { bits: [...bits.keys()] }, bits: 1, mostWires: Infinity })!
      expect(parts.parts.length).toBeGreaterThan(1)
      const shots = 4000
      const count = (samples: Uint8Array): Float64Array => {
        const counts = new Float64Array(2 ** bits.length)
        for (let shot = 0; shot < shots; shot++) counts[bits.reduce((sum, _, b) => sum + samples[shot * bits.length + b] * 2 ** b, 0)]++
        return counts
      }
      const draws = { shots, seed: 5 }
      const call = { inputs: resolveInputs(program, draws, { call: 'sample' }), event: undefined }
      const host = { program, runs: new PartRuns(load), method: 'trajectories' as const }
      const own = count((await dividedSamples(host, parts, { call, draws, columns: bits.length })).values)
      const { samples } = await (await backend.load(program)).sample({ shots, seed: 6 })
      const whole = count(samples)
      let distance = 0
      own.forEach((value, i) => (distance += value + whole[i] === 0 ? 0 : (value - whole[i]) ** 2 / (value + whole[i])))
      expect(distance).toBeLessThan(110) // chi-squared of at most 15 to 31 degrees of freedom: 1e-9
    },
  )
})

describe('overlaps in groups', () => {
  test('are those of the whole, phases included, on 60 drawn circuits', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const circuit = patches(seed, 'symbolic')
        .globalPhase(times(0.7, feature('x0')))
        .ry(parameter('a'), 1)
      const program = lower(circuit)
      const random = new RandomStream(seed)
      const draw = (rows: number) => ({
        parameters: new Float64Array(program.structure.parameters.length).fill(0.4),
        features: {
          rows,
          columns: program.structure.features.length,
          data: random.fillNormal(new Float64Array(rows * program.structure.features.length)),
        },
      })
      const inputs = [draw(2), draw(3)]
      const calls = inputs.map((each) => ({ inputs: resolveInputs(program, each, { call: 'overlaps' }), event: undefined }))
      const { values } = await dividedOverlaps({ program, runs: new PartRuns(load) }, stateParts(program), [calls[0], calls[1]])
      const expected = await (await backend.load(program)).overlaps(inputs[0], inputs[1])
      values.forEach((value, i) => expect(Math.abs(value - expected.values[i]), `${i}, seed ${seed}`).toBeLessThan(1e-10))
    }
  })
})

describe('parts of one form', () => {
  test('are rows of one executable: the edges of a regular graph under QAOA', () => {
    const nodes = 24
    const edges = Array.from({ length: nodes }, (_, i) => [i, (i + 1) % nodes])
    for (let i = 0; i < nodes / 2; i++) edges.push([i, i + nodes / 2])
    const circuit = new Circuit(nodes)
    for (let node = 0; node < nodes; node++) circuit.h(node)
    edges.forEach(([a, b], i) => circuit.rzz(times(1 + i, parameter('gamma')), a, b))
    for (let node = 0; node < nodes; node++) circuit.rx(parameter('beta'), node)
    const division = divided(lower(circuit, [parsePauliSum(edges.map(([a, b]) => `Z${a}*Z${b}`).join(' + '))]))
    expect(division.parts).toBe(edges.length)
    expect(division.mostQubits).toBe(6)
    expect(division.classes).toHaveLength(1)
  })

  test('a part that holds another takes its observable with it', () => {
    const circuit = new Circuit(20)
    for (let qubit = 0; qubit < 20; qubit++) circuit.ry(0.1, qubit)
    for (let qubit = 0; qubit < 20; qubit += 2) circuit.cx(qubit, qubit + 1)
    const division = divided(lower(circuit, [parsePauliSum('Z0'), parsePauliSum('Z1'), parsePauliSum('X0*X1'), parsePauliSum('Z19')]))
    expect(division).toMatchObject({ parts: 2, mostQubits: 2 })
  })
})
