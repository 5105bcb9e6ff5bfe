import { Circuit, parameter, parsePauliSum } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { calibrateCosts, type CostTable, openCpuBackend, SHIPPED_COSTS } from './index.ts'

describe('costs', () => {
  test.each([
    ['costs.blockBits is 9: it must be a whole number from 10 to 22', { blockBits: 9 }],
    ['costs.wholeBits.f32 is 15: it must be a whole number from 16 to 28', { wholeBits: { f64: 20, f32: 15 } }],
    ['costs.tileQubits is 2.5: it must be a whole number from 0 to 14', { tileQubits: 2.5 }],
  ])('are refused: %s', (message, entries: Partial<CostTable>) => {
    expect(() => openCpuBackend({ costs: { ...SHIPPED_COSTS, ...entries } })).toThrow(new RangeError(message))
  })

  test('decide how a state is cut, and not what comes out', async () => {
    const circuit = new Circuit(13)
    for (let qubit = 0; qubit < 13; qubit++)
      circuit
        .ry(parameter('w'), qubit)
        .rz(0.3, qubit)
        .cx(qubit, (qubit + 1) % 13)
    const observables = [parsePauliSum('Z0*X5 + Y12')]
    const small: CostTable = { blockBits: 10, wholeBits: { f64: 10, f32: 10 }, tileQubits: 0 }
    const found: number[] = []
    for (const costs of [SHIPPED_COSTS, small]) {
      await using backend = openCpuBackend({ costs })
      await using executable = await backend.compile(circuit, { observables })
      const { values, parameters, ranOn } = await executable.gradient({ parameters: [0.4] })
      expect(ranOn.plan).toContain(costs === small ? 'sweeps over blocks' : 'one block')
      found.push(values[0], parameters![0])
    }
    expect(found[2]).toBeCloseTo(found[0], 12)
    expect(found[3]).toBeCloseTo(found[1], 11)
  })
})

describe('calibrateCosts', () => {
  test('measures a table that a backend takes', async () => {
    const costs = await calibrateCosts({ threads: 0 })
    await using backend = openCpuBackend({ costs })
    expect(await backend.capabilities()).toMatchObject({ device: 'cpu' })
  }, 120_000)

  test('ends when it is aborted', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 50)
    await expect(calibrateCosts({ threads: 0, signal: controller.signal })).rejects.toThrow('enough')
  })
})
