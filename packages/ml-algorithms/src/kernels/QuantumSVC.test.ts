import { applyToState, Circuit, parameter } from '@ketwork/circuit'
import { eigenSymmetric, matrix, matrixRow, RandomStream, type Matrix } from '@ketwork/math'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { afterAll, describe, expect, test } from 'vitest'
import { spoiltDocuments } from '../../../../tooling/vitest/spoiltDocuments.ts'
import { angleEncoding } from '../encodings/angleEncoding.ts'
import { iqpEncoding } from '../encodings/iqpEncoding.ts'
import { fidelityKernel } from './fidelityKernel.ts'
import { QuantumSVC } from './QuantumSVC.ts'

const backend = openCpuBackend()
afterAll(() => backend.dispose())

function draw(rows: number, columns: number, seed: number): Matrix {
  const random = new RandomStream(seed)
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => random.normal()),
  )
}

function stateOf(encoding: Circuit, row: Float64Array): Float64Array {
  const start = new Float64Array(2 << encoding.qubitCount)
  start[0] = 1
  return applyToState(encoding.bind(Object.fromEntries(Array.from(row, (value, i) => [`x[${i}]`, value]))), start)
}

describe('fidelityKernel', () => {
  test('is the squared overlap of the states that the oracle prepares', async () => {
    const encoding = iqpEncoding(3)
    const rows = draw(5, 3, 1)
    const kernel = await fidelityKernel(backend, encoding)
    const [gram, cross] = [await kernel.gram(rows), await kernel.cross(rows, draw(2, 3, 2))]
    expect([cross.rows, cross.columns]).toEqual([5, 2])
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const [a, b] = [stateOf(encoding, matrixRow(rows, i)), stateOf(encoding, matrixRow(rows, j))]
        let [re, im] = [0, 0]
        for (let k = 0; k < a.length; k += 2) {
          re += a[k] * b[k] + a[k + 1] * b[k + 1]
          im += a[k] * b[k + 1] - a[k + 1] * b[k]
        }
        expect(gram.data[5 * i + j]).toBeCloseTo(re * re + im * im, 12)
      }
    }
  })

  test('is symmetric, positive semidefinite and one on the diagonal', async () => {
    const kernel = await fidelityKernel(backend, iqpEncoding(4))
    const gram = await kernel.gram(draw(20, 4, 3))
    expect(eigenSymmetric(gram).values[0]).toBeGreaterThan(-1e-10)
    for (let i = 0; i < 20; i++) {
      expect(gram.data[21 * i]).toBeCloseTo(1, 12)
      for (let j = 0; j < 20; j++) expect(gram.data[20 * i + j]).toBe(gram.data[20 * j + i])
    }
  })

  test('has the closed form prod cos^2((x - y) / 2) for RY angles', async () => {
    const rows = draw(4, 3, 4)
    const gram = await (await fidelityKernel(backend, angleEncoding(3))).gram(rows)
    const closed = [0, 1, 2].reduce((product, k) => product * Math.cos((rows.data[k] - rows.data[3 + k]) / 2) ** 2, 1)
    expect(gram.data[1]).toBeCloseTo(closed, 12)
  })

  test('refuses an encoding with parameters or without features', async () => {
    await expect(fidelityKernel(backend, new Circuit(1).rx(parameter('w'), 0))).rejects.toThrow('parameters (w)')
    await expect(fidelityKernel(backend, new Circuit(1).h(0))).rejects.toThrow('no features')
  })
})

describe('QuantumSVC', () => {
  test('separates a ring from its centre, which no line does', async () => {
    const random = new RandomStream(6)
    const rows = 120
    const labels = Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 'centre' : 'ring'))
    const points = labels.flatMap((label) => {
      const [radius, turn] = [(label === 'ring' ? 1.3 : 0.4) + 0.1 * random.normal(), 2 * Math.PI * random.uniform()]
      return [radius * Math.cos(turn), radius * Math.sin(turn)]
    })
    const take = (from: number, to: number) => matrix(to - from, 2, Float64Array.from(points.slice(2 * from, 2 * to)))
    await using model = await new QuantumSVC({ backend, encoding: iqpEncoding(2, { bandwidth: 0.5 }), penalty: 10 }).fit(
      take(0, 80),
      labels.slice(0, 80),
    )
    expect(model.supportVectors).toBeLessThan(80)
    expect(await model.score(take(80, 120), labels.slice(80))).toBeGreaterThan(0.95)
  })

  test('fits other rows anew, keeps what it learned where a fit fails, and refuses labels that are none', async () => {
    const [rows, others] = [draw(12, 2, 8), draw(10, 3, 9)]
    const sides = (m: Matrix) => Array.from({ length: m.rows }, (_, row) => (m.data[row * m.columns] > 0 ? 'right' : 'left'))
    await using model = await new QuantumSVC({ backend, penalty: 100 }).fit(rows, sides(rows))
    await model.fit(others, sides(others))
    await using fresh = await new QuantumSVC({ backend, penalty: 100 }).fit(others, sides(others))
    expect(await model.predict(others)).toEqual(await fresh.predict(others))
    await expect(
      model.fit(
        rows,
        sides(rows).map(() => 'left'),
      ),
    ).rejects.toThrow('at least two classes')
    await expect(model.fit(rows, [...rows.data.subarray(0, 12)])).rejects.toThrow('target of a regression')
    await expect(model.fit(rows, rows.data as unknown as number[])).rejects.toThrow('12 rows of features and 24 labels')
    expect(await model.predict(others)).toEqual(await fresh.predict(others))
  })
})

describe('a saved QuantumSVC', () => {
  const rows = [[0.1, 0.2], [1.4, 1.5], [0.2, 0.1], [1.5, 1.4], [0.9, 2.8], [1, 2.9]] // prettier-ignore
  const labels = ['low', 'high', 'low', 'high', 'other', 'other']

  test('predicts the same after JSON, and saves to the same bits', async () => {
    await using model = await new QuantumSVC({ backend, penalty: 3 }).fit(rows, labels)
    const text = JSON.stringify(model)
    await using again = await QuantumSVC.fromJSON(text, { backend })
    const others = draw(30, 2, 9)
    expect(await again.predict(others)).toEqual(await model.predict(others))
    expect([again.classes, again.supportVectors]).toEqual([model.classes, model.supportVectors])
    expect(JSON.stringify(again)).toBe(text)
  })

  test('is refused where a field is dropped or of another type, by its name', async () => {
    await using model = await new QuantumSVC({ backend }).fit(rows, labels)
    for (const { how, path, kind, document } of spoiltDocuments(model.toJSON())) {
      if (path.startsWith('encoding.')) continue // the codec of circuits has tests of its own
      const error: unknown = await QuantumSVC.fromJSON(document, { backend }).catch((thrown: unknown) => thrown)
      expect(error instanceof TypeError || error instanceof RangeError, how).toBe(true)
      if (kind !== 'cut short' && !path.startsWith('classes')) expect((error as Error).message, how).toContain(`model.${path} is`)
    }
    await expect(QuantumSVC.fromJSON({ ...model.toJSON(), rows: 1 }, { backend })).rejects.toThrow('model.support.shape is')
    expect(() => new QuantumSVC({ backend }).toJSON()).toThrow('not trained')
  })
})
