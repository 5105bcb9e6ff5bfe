import { type TraceEvent, TooManyQubitsError, openReferenceBackend } from '@ketwork/backend'
import { drawCircuit, drawPauliSum } from '@ketwork/backend/conformance'
import { type Angle, Circuit, feature, features, parameter, parameters, parsePauliSum, times } from '@ketwork/circuit'
import { matrixFrom, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { allMeeting } from './allMeeting.ts'
import { openCpuBackend } from './index.ts'

/** A classifier: encoding, two layers, a ring of CX. */
function classifier(qubits: number): Circuit {
  const circuit = new Circuit(qubits)
  features('x', qubits).forEach((angle, qubit) => circuit.ry(angle, qubit))
  const w = parameters('w', 4 * qubits)
  for (let layer = 0; layer < 2; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++)
      circuit.ry(w[2 * (layer * qubits + qubit)], qubit).rz(w[2 * (layer * qubits + qubit) + 1], qubit)
    for (let qubit = 0; qubit < qubits; qubit++) circuit.cx(qubit, (qubit + 1) % qubits)
  }
  return circuit
}

const drawBatch = (rows: number, columns: number, random: RandomStream) => ({
  rows,
  columns,
  data: random.fillNormal(new Float64Array(rows * columns)),
})

test('qubits that never meet have probabilities of their own, whichever were asked for before', async () => {
  await using backend = openCpuBackend({ threads: 0 })
  const angles = Array.from({ length: 40 }, (_, qubit) => 0.1 * (qubit + 1))
  const circuit = new Circuit(40)
  for (const [qubit, angle] of angles.entries()) circuit.ry(angle, qubit)
  await using executable = await backend.compile(circuit)
  for (const qubits of [[3], [7], [3, 7], [7, 3], [3], [37]]) {
    const { values } = await executable.probabilities({}, qubits)
    values.forEach((value, outcome) => {
      const factors = qubits.map((qubit, bit) => ((outcome >> bit) & 1 ? Math.sin : Math.cos)(angles[qubit] / 2) ** 2)
      expect(value).toBeCloseTo(
        factors.reduce((product, factor) => product * factor),
        12,
      )
    })
  }
})

describe('a program that runs once', () => {
  const circuit = new Circuit(6).h(0).cx(0, 1).ry(0.7, 5)
  const observables = [parsePauliSum('Z0*Z1'), parsePauliSum('X5')]

  test('runs on plain kernels, to the same values', async () => {
    await using backend = openCpuBackend()
    await using often = await backend.compile(circuit, { observables, expectedRuns: 1e6 })
    await using once = await backend.compile(circuit, { observables })
    const [generated, general] = [await often.expectations(), await once.expectations()]
    expect([generated.ranOn.plan, general.ranOn.plan]).toEqual([
      expect.stringContaining('generated kernels'),
      expect.stringContaining('plain kernels'),
    ])
    general.values.forEach((value, k) => expect(value).toBeCloseTo(generated.values[k], 12))
    const measured = await backend.compile(new Circuit(2).h(0).measureAll())
    expect((await measured.sample({ shots: 5, seed: 1 })).ranOn.plan).toContain('plain kernels')
    const reset = await backend.compile(new Circuit(2).h(0).reset(0))
    expect((await reset.sample({ shots: 5, seed: 1 })).ranOn.plan).toContain('plain kernels')
    const rho = await backend.compile(circuit, { observables, method: 'densityMatrix' })
    expect((await rho.expectations()).ranOn.plan).toContain('plain kernels')
  })

  test.each([
    ['often enough', circuit, 1e6],
    ['with parameters, of which many values come', new Circuit(6).h(0).rx(parameter('w'), 1), undefined],
    ['on a large state', Array.from({ length: 17 }, (_, q) => q).reduce((chain, q) => chain.cx(q, q + 1), new Circuit(18).h(0)), 1],
    ['for a batch of rows', classifier(6), 1],
    ['for shots of many qubits', new Circuit(7).h(0).reset(0), 1],
  ])('is compiled all the same where it runs %s', async (_, given, expectedRuns) => {
    await using backend = openCpuBackend()
    await using executable = await backend.compile(given, expectedRuns === undefined ? {} : { expectedRuns })
    const inputs = {
      parameters: new Float64Array(given.parameters.length),
      features: { rows: 1, columns: given.features.length, data: new Float64Array(given.features.length) },
    }
    const { ranOn } = await executable.sample({ ...(given.features.length + given.parameters.length > 0 ? inputs : {}), shots: 2, seed: 1 })
    expect(ranOn.plan).toContain('generated kernels')
  })
})

describe('results have the same bits', () => {
  test('for any number of threads', async () => {
    const random = new RandomStream(1)
    const [batch, weights] = [drawBatch(301, 8, random), random.fillNormal(new Float64Array(32))]
    const found: number[][] = []
    for (const threads of [0, 1, 2, 5]) {
      await using backend = openCpuBackend({ threads })
      const small = await backend.compile(classifier(8), { observables: [parsePauliSum('Z0*Z1 - 0.5*X2'), parsePauliSum('Y3')] })
      const {
        values,
        parameters: byWeights,
        features: byFeatures,
      } = await small.gradient({ parameters: weights, features: batch, wrt: ['parameters', 'features'] })
      const large = await backend.compile(
        classifier(17).bind(Object.fromEntries(features('x', 17).map(({ terms }) => [terms[0].symbols[0].name, 0.3]))),
        {
          observables: [parsePauliSum('Z0 + X16')],
        },
      )
      const angles = Float64Array.from({ length: 68 }, (_, i) => Math.sin(i))
      const gradient = await large.gradient({ parameters: angles })
      const { samples } = await large.sample({ parameters: angles, shots: 5000, seed: 3 })
      found.push([...values, ...byWeights!, ...byFeatures!, ...gradient.values, ...gradient.parameters!, ...samples])
    }
    for (const numbers of found.slice(1)) expect(numbers).toEqual(found[0])
  })

  test('for a row alone and the same row in a batch', async () => {
    await using backend = openCpuBackend()
    const random = new RandomStream(2)
    const [batch, weights] = [drawBatch(7, 5, random), random.fillNormal(new Float64Array(20))]
    const executable = await backend.compile(classifier(5), { observables: [parsePauliSum('Z0')] })
    const { values } = await executable.expectations({ parameters: weights, features: batch })
    for (let row = 0; row < 7; row++) {
      const one = { rows: 1, columns: 5, data: batch.data.slice(5 * row, 5 * row + 5) }
      expect((await executable.expectations({ parameters: weights, features: one })).values[0]).toBe(values[row])
    }
  })
})

describe('rows with angles of their own', () => {
  test.each(['f64', 'f32'] as const)(
    'are those of the reference backend on drawn circuits, large angles included, %s',
    async (precision) => {
      await using backend = openCpuBackend({ threads: 0 })
      await using reference = openReferenceBackend()
      for (let seed = 1; seed <= 40; seed++) {
        const random = new RandomStream(seed)
        const qubits = 1 + random.integer(6)
        const circuit = drawCircuit({ qubits, operations: 1 + random.integer(30), random, angles: 'symbolic' }).ry(
          times(30, features('x', 1)[0]),
          0,
        )
        const options = { observables: [drawPauliSum(3, qubits, random)] }
        const [ours, exact] = [await backend.compile(circuit, { ...options, precision }), await reference.compile(circuit, options)]
        const inputs = {
          features: drawBatch(5, ours.features.length, random),
          parameters: drawBatch(5, ours.parameters.length, random),
          wrt: ['parameters', 'features'] as const,
        }
        const given = ours.parameters.length === 0 ? { ...inputs, parameters: [] } : inputs
        const [a, b] = [await ours.gradient(given), await exact.gradient(given)]
        const tolerance = precision === 'f64' ? 1e-10 : 2e-3
        a.values.forEach((value, i) => expect(Math.abs(value - b.values[i]), `value, seed ${seed}`).toBeLessThan(tolerance))
        a.features!.forEach((value, i) => expect(Math.abs(value - b.features![i]), `seed ${seed}`).toBeLessThan(30 * tolerance))
      }
    },
  )
})

describe('memory', () => {
  test('refuses what does not fit before anything runs, with the bytes needed and free', async () => {
    await using backend = openCpuBackend({ memoryBytes: 2 ** 22, threads: 0 })
    const executable = await backend.compile(new Circuit(18).h(0))
    const error = await executable.amplitudes().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TooManyQubitsError)
    expect(error).toMatchObject({ qubits: 18, bytesNeeded: 2 ** 23 })
    await expect(backend.compile(allMeeting(19))).rejects.toThrow(TooManyQubitsError)
  })

  test('is flat over 500 runs: after the first ones no block is new', async () => {
    await using backend = openCpuBackend({ threads: 0 })
    const executable = await backend.compile(classifier(6), { observables: [parsePauliSum('Z0')] })
    const inputs = { parameters: new Float64Array(24), features: drawBatch(33, 6, new RandomStream(4)) }
    for (let run = 0; run < 3; run++) await executable.gradient(inputs)
    const events: TraceEvent[] = []
    backend.observe((batch) => events.push(...batch))
    for (let run = 0; run < 500; run++) await executable.gradient(inputs)
    const pool = events.filter(({ phase, kernel }) => phase === 'pool' && kernel === 'borrow')
    expect(pool.length).toBeGreaterThan(0)
    expect(pool.reduce((sum, { bytesAllocated }) => sum + bytesAllocated, 0)).toBe(0)
  })

  test('recomputes the states of a gradient where they do not fit, with the same results, and says so', async () => {
    const random = new RandomStream(5)
    const inputs = {
      parameters: random.fillNormal(new Float64Array(32)),
      features: drawBatch(200, 8, random),
      cotangents: (values: Float64Array) => values,
    }
    const found = []
    for (const memoryBytes of [2 ** 26, 2 ** 20]) {
      await using backend = openCpuBackend({ memoryBytes, threads: 0 })
      const executable = await backend.compile(classifier(8), { observables: [parsePauliSum('Z0')] })
      found.push(await executable.gradient(inputs))
    }
    expect(found.map(({ ranOn }) => ranOn.plan.includes('recomputed'))).toEqual([false, true])
    expect(found[1].parameters).toEqual(found[0].parameters)
  })

  test('keeps the states of rows that are too long for tiles too, while they fit, to the same bits', async () => {
    const circuit = classifier(13)
    const random = new RandomStream(6)
    const inputs = {
      parameters: random.fillNormal(new Float64Array(circuit.parameters.length)),
      features: drawBatch(20, circuit.features.length, random),
      wrt: ['parameters', 'features'] as const,
      cotangents: (values: Float64Array) => values.map((value) => 2 * value),
    }
    const found = []
    for (const memoryBytes of [2 ** 26, 3 * 2 ** 20]) {
      await using backend = openCpuBackend({ memoryBytes, threads: 0 })
      const executable = await backend.compile(circuit, { observables: [parsePauliSum('Z0'), parsePauliSum('X1*Y2')] })
      found.push(await executable.gradient(inputs))
    }
    expect(found.map(({ ranOn }) => ranOn.plan.includes('recomputed'))).toEqual([false, true])
    for (const part of ['values', 'parameters', 'features'] as const) expect(found[1][part]).toEqual(found[0][part])
  })

  test('overlaps that stand in memory part by part are those of whole batches', async () => {
    const random = new RandomStream(6)
    const [left, right] = [drawBatch(300, 8, random), drawBatch(270, 8, random)]
    const inputs = (batch: typeof left) => ({ parameters: new Float64Array(32).fill(0.3), features: batch })
    const found: number[][] = []
    for (const memoryBytes of [2 ** 26, 6 * 2 ** 20]) {
      await using backend = openCpuBackend({ memoryBytes, threads: 0 })
      const executable = await backend.compile(classifier(8))
      const { ranOn } = await executable.overlaps(inputs(left))
      expect(ranOn.plan.includes('states at a time')).toBe(memoryBytes < 2 ** 26)
      found.push([...(await executable.overlaps(inputs(left))).values, ...(await executable.overlaps(inputs(left), inputs(right))).values])
    }
    found[1].forEach((value, i) => expect(Math.abs(value - found[0][i])).toBeLessThan(1e-14))
  })
})

test('an abort ends a run of many rows soon, and the executable runs again', async () => {
  await using backend = openCpuBackend()
  const executable = await backend.compile(classifier(12), { observables: [parsePauliSum('Z0')] })
  const inputs = { parameters: new Float64Array(48), features: drawBatch(20_000, 12, new RandomStream(7)) }
  const controller = new AbortController()
  setTimeout(() => controller.abort(new Error('enough')), 20)
  await expect(executable.expectations({ ...inputs, signal: controller.signal })).rejects.toThrow('enough')
  const one = { ...inputs, features: drawBatch(1, 12, new RandomStream(8)) }
  expect((await executable.expectations(one)).values).toHaveLength(1)
})

describe('misuse is refused at the edge', () => {
  test.each([
    [{ threads: -1 }, 'threads is -1: it must be a whole number from 0 to 64'],
    [{ memoryBytes: 0 }, 'memoryBytes is 0: it must be a positive number'],
    [{ variant: 'gpu' as 'plain' }, "variant is 'gpu': it must be 'relaxed', 'simd', 'plain'"],
  ])('%o', (options, message) => {
    expect(() => openCpuBackend(options)).toThrow(message)
  })
})

describe('a circuit that is the same with all qubits turned over', () => {
  /** QAOA on a ring, one of the qubits idle. */
  function ringCut(qubits: number, angle: (layer: number) => Angle): Circuit {
    const circuit = new Circuit(qubits + 1)
    for (let qubit = 0; qubit <= qubits; qubit++) circuit.h(qubit)
    for (let layer = 0; layer < 2; layer++) {
      for (let qubit = 0; qubit < qubits; qubit++) circuit.rzz(angle(layer), qubit, (qubit + 1) % qubits)
      for (let qubit = 0; qubit < qubits; qubit++) circuit.rx(times(1 + qubit / 10, parameter(`b${layer}`)), qubit)
    }
    return circuit
  }
  const observables = [parsePauliSum('Z0*Z1 - 0.5*Z2*Z4 + X1'), parsePauliSum('Y0*Y3 + Z1*Y2*X3')]

  describe.each(['f64', 'f32'] as const)('%s', (precision) => {
    const digits = precision === 'f64' ? 12 : 5
    const same = (found: ArrayLike<number>, exact: ArrayLike<number>) =>
      Array.from(exact, (value, i) => expect(found[i]).toBeCloseTo(value, digits))

    test.each<[string, Circuit, boolean]>([
      ['row by row', ringCut(5, (layer) => parameter(`g${layer}`)), false],
      ['in tiles', ringCut(6, () => times(parameter('g'), features('x', 1)[0])), true],
    ])('has the values and derivatives of the reference backend on half of the amplitudes, %s', async (_, circuit, hasFeatures) => {
      await using backend = openCpuBackend()
      await using reference = openReferenceBackend()
      const found = await backend.compile(circuit, { observables, precision })
      const exact = await reference.compile(circuit, { observables })
      const parameters = Float64Array.from(circuit.parameters, (_, i) => 0.4 + 0.7 * i)
      const inputs = { parameters, ...(hasFeatures ? { features: matrixFrom([[0.3], [1.2], [-0.7]]) } : {}) }
      const wrt = hasFeatures ? (['parameters', 'features'] as const) : (['parameters'] as const)
      const gradient = await found.gradient({ ...inputs, wrt, cotangents: (values) => values.map((value) => 2 * value) })
      const wanted = await exact.gradient({ ...inputs, wrt, cotangents: (values) => values.map((value) => 2 * value) })
      expect(gradient.ranOn.plan).toContain('half of the amplitudes')
      same(gradient.values, wanted.values)
      same(gradient.parameters!, wanted.parameters!)
      if (hasFeatures) same(gradient.features!, wanted.features!)
      same((await found.expectations(inputs)).values, wanted.values)
      same((await found.jacobian(inputs)).parameters!, (await exact.jacobian(inputs)).parameters!)
    })

    test('is taken as a whole where rows begin elsewhere, and where the matrices are not H', async () => {
      await using backend = openCpuBackend()
      await using reference = openReferenceBackend()
      const circuit = ringCut(5, () => parameter('g'))
      const parameters = Float64Array.of(0.3, 0.8, -0.5)
      const data = Float64Array.from({ length: 2 ** 7 }, (_, i) => Math.sin(i))
      const norm = Math.hypot(...data)
      const initial = { rows: 1, qubits: 6, data: data.map((entry) => entry / norm) }
      for (const [given, inputs] of [
        [circuit, { parameters, initial }],
        [circuit.withOperations(circuit.operations.map((each) => (each.gate === 'h' ? { ...each, gate: 'sx' } : each))), { parameters }],
      ] as const) {
        const { values, ranOn } = await (await backend.compile(given, { observables, precision })).expectations(inputs)
        expect(ranOn.plan).not.toContain('half of the amplitudes')
        same(values, (await (await reference.compile(given, { observables })).expectations(inputs)).values)
      }
    })
  })
})

describe('a result that is larger than the memory', () => {
  test.each([{ threads: 0 }, { variant: 'plain' }] as const)(
    'is refused with its bytes before it is computed, with %o',
    async (options) => {
      await using backend = openCpuBackend({ ...options, memoryBytes: 2 ** 28 })
      await using executable = await backend.compile(new Circuit(20).rx(feature('x'), 0), { observables: [parsePauliSum('Z0')] })
      const features = drawBatch(2048, 1, new RandomStream(1))
      const gradient = { features, wrt: ['initial'] as const }
      for (const call of [
        () => executable.amplitudes({ features }),
        () => executable.probabilities({ features }),
        () => executable.gradient(gradient),
        () => executable.sample({ features, shots: 2 ** 20, seed: 1 }),
      ]) {
        await expect(call()).rejects.toThrow(/20 qubits need .* GiB and .* are available/)
      }
    },
  )

  test('is refused whatever it is made of: overlaps, jacobians, density matrices', async () => {
    await using backend = openCpuBackend({ threads: 0, memoryBytes: 2 ** 22 })
    const circuit = new Circuit(4)
    features('x', 200).forEach((angle, i) => circuit.ry(angle, i % 4))
    const observables = ['Z0', 'Z1', 'X2', 'Y3'].map((text) => parsePauliSum(text))
    await using executable = await backend.compile(circuit, { observables })
    await using density = await backend.compile(circuit, { observables, method: 'densityMatrix' })
    const batch = { features: drawBatch(1024, 200, new RandomStream(1)), wrt: ['features'] as const }
    await expect(executable.jacobian(batch)).rejects.toMatchObject({ bytesNeeded: 8 * 1024 * 4 * 200 })
    await expect(executable.overlaps(batch)).rejects.toMatchObject({ bytesNeeded: 16 * 1024 ** 2 })
    await expect(density.sample({ ...batch, shots: 2048, seed: 1 })).rejects.toMatchObject({ bytesNeeded: 1024 * 2048 * 4 })
  })
})
