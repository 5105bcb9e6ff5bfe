import type { Precision } from '@ketwork/math/wasm'
import { DYNAMIC_CIRCUITS, drawDynamicCircuit, drawPauliSum } from '@ketwork/backend/conformance'
import { Circuit, parameter, parsePauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { afterAll, describe, expect, test } from 'vitest'
import { openCpuBackend } from '../../index.ts'

const ours = openCpuBackend()
const plain = openCpuBackend({ variant: 'plain' })
afterAll(() => Promise.all([ours.dispose(), plain.dispose()]))

const TOLERANCE: Readonly<Record<Precision, number>> = { f64: 1e-12, f32: 1e-4 }
/** Fewer qubits go to the plain engine. */
const FEWEST = 7
const named = DYNAMIC_CIRCUITS.map(([name, circuit]) => [name, widened(circuit)] as const)
const drawn = Array.from({ length: 12 }, (_, seed) => {
  const qubits = FEWEST + (seed % 3)
  return [`drawn circuit ${seed} of ${qubits} qubits`, drawDynamicCircuit(new RandomStream(seed), qubits)] as const
})

function widened(circuit: Circuit): Circuit {
  return new Circuit(FEWEST).compose(circuit)
}

async function requireSame(circuit: Circuit, precision: Precision, parameters = new Float64Array(0)): Promise<void> {
  const random = new RandomStream(1)
  const observables = [drawPauliSum(4, circuit.qubitCount, random), parsePauliSum('Z0 - 0.5*X1')]
  const executables = [
    await ours.compile(circuit, { observables, precision, method: 'trajectories' }),
    await plain.compile(circuit, { observables, precision, method: 'trajectories' }),
  ]
  const inputs = { parameters, shots: 60, seed: 5 }
  for (const call of ['expectations', 'probabilities'] as const) {
    const [found, right] = await Promise.all(executables.map((executable) => executable[call](inputs)))
    found.values.forEach((value, i) => expect(Math.abs(value - right.values[i])).toBeLessThan(TOLERANCE[precision]))
    found.standardErrors!.forEach((error, i) => expect(Math.abs(error - right.standardErrors![i])).toBeLessThan(TOLERANCE[precision]))
  }
  for (const executable of executables) await executable.dispose()
}

describe('trajectories jump with the same draws as those of the plain engine', () => {
  describe.each(['f64', 'f32'] as const)('%s', (precision) => {
    test.each([...named, ...drawn])('%s', (_, circuit) => requireSame(circuit, precision))

    test('in sweeps over several chunks of partial sums', async () => {
      const circuit = new Circuit(13)
      for (let qubit = 0; qubit < 13; qubit++) circuit.ry(parameter('w'), qubit).cx(qubit, (qubit + 5) % 13)
      circuit.amplitudeDamping(0.4, 12).measure(11, 'a').reset(0).depolarizing2(0.5, 3, 9)
      circuit.when({ bits: ['a'], value: 1 }, (then) => then.h(4))
      await requireSame(circuit, precision, Float64Array.of(0.8))
    })
  })
})

// retried: a machine that is busy with something else may take longer
test.each([1, FEWEST])('a million shots of %i qubits end soon after they are aborted', { retry: 4 }, async (qubits) => {
  const circuit = new Circuit(qubits).h(0).measure(0, 'a').h(0).reset(0).h(0).measure(0, 'b')
  await using executable = await ours.compile(circuit, { method: 'trajectories' })
  const controller = new AbortController()
  let abortedAt = Infinity
  setTimeout(() => {
    abortedAt = performance.now()
    controller.abort(new Error('enough'))
  }, 30)
  await expect(executable.sample({ shots: 1_000_000, seed: 1, signal: controller.signal })).rejects.toThrow('enough')
  expect(performance.now() - abortedAt).toBeLessThan(250) // 50 where nothing else runs
})

describe('sample', () => {
  test('reads what waits for the end with the bits from the middle, readout error included', async () => {
    const circuit = new Circuit(FEWEST).x(0).measure(0, 'middle').reset(0).x(2)
    circuit.measure(2, 'last', { readout: { p01: 1, p10: 0 } }).measure(0, 'reset')
    await using executable = await ours.compile(circuit)
    const { samples, columns } = await executable.sample({ shots: 5, seed: 1 })
    expect(columns).toEqual(['middle', 'last', 'reset'])
    expect([...samples]).toEqual(Array.from({ length: 5 }, () => [1, 0, 0]).flat())
  })

  test('gives each shot of each row its own draws, whatever the number of shots', async () => {
    const circuit = new Circuit(FEWEST).ry(parameter('w'), 0).cx(0, 1).phaseDamping(0.5, 0).measure(0, 'a').h(0).measure(0, 'b')
    await using executable = await ours.compile(circuit)
    const parameters = { rows: 2, columns: 1, data: Float64Array.of(1, 1) }
    const [few, many] = await Promise.all([20, 50].map((shots) => executable.sample({ parameters, shots, seed: 3 })))
    expect(many.samples.subarray(0, 40)).toEqual(few.samples.subarray(0, 40))
    expect(many.samples.subarray(0, 100)).not.toEqual(many.samples.subarray(100))
  })
})
