/** Whatever ends an algorithm early, the executables that it compiled are given back. */
import type { Backend } from '@ketwork/backend'
import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { afterAll, describe, expect, test } from 'vitest'
import { molecularVqe } from './chemistry/molecularVqe.ts'
import { readGraph } from './graphs/graph.ts'
import { fidelityKernel } from './kernels/fidelityKernel.ts'
import { qaoa } from './qaoa.ts'
import { vqe } from './vqe.ts'

const cpu = openCpuBackend()
afterAll(() => cpu.dispose())

/** The backend, and how many of its executables are alive; `fault` is thrown by their runs. */
function counting(fault?: Error): { backend: Backend; compiled: () => number; alive: () => number } {
  let [compiled, alive] = [0, 0]
  const backend = new Proxy(cpu, {
    get: (target, name) => {
      if (name !== 'compile') return Reflect.get(target, name, target) as unknown
      return async (...parameters: Parameters<Backend['compile']>) => {
        const executable = await target.compile(...parameters)
        compiled++
        alive++
        const dispose = async (): Promise<void> => {
          alive--
          await executable.dispose()
        }
        const fail = (): Promise<never> => Promise.reject(fault ?? new Error('never'))
        return new Proxy(executable, {
          get: (inner, key) => {
            if (key === 'dispose' || key === Symbol.asyncDispose) return dispose
            if (fault && ['gradient', 'expectations', 'sample', 'overlaps'].includes(String(key))) return fail
            const value: unknown = Reflect.get(inner, key, inner)
            return typeof value === 'function' ? (value.bind(inner) as unknown) : value
          },
        })
      }
    },
  })
  return { backend, compiled: () => compiled, alive: () => alive }
}

const circuit = new Circuit(1).ry(parameter('a'), 0)
const hamiltonian = parsePauliSum('Z0')
const graph = readGraph('3 3\n0 1\n1 2\n0 2')
const integrals = {
  orbitals: 2,
  electrons: 2,
  ms2: 0,
  coreEnergy: 0,
  oneElectron: Float64Array.of(-1, 0, 0, -0.4),
  twoElectron: new Float64Array(16),
}
const features = new Circuit(1).ry(feature('x'), 0)

describe('an early error gives back what was compiled:', () => {
  test.each<[string, (backend: Backend) => Promise<unknown>]>([
    ['vqe with a start that is too long', (backend) => vqe({ backend, circuit, hamiltonian, seed: 1, start: [1, 2] })],
    ['vqe with a start that is no number', (backend) => vqe({ backend, circuit, hamiltonian, seed: 1, start: [Infinity] })],
    ['vqe with features', (backend) => vqe({ backend, circuit: features, hamiltonian, seed: 1 })],
    ['vqe with a bad seed', (backend) => vqe({ backend, circuit, hamiltonian, seed: -1 })],
    ['vqe whose listener throws', (backend) => vqe({ backend, circuit, hamiltonian, seed: 1, onProgress: () => { throw new Error('enough') } })], // prettier-ignore
    ['qaoa with a start of other layers', (backend) => qaoa({ backend, graph, layers: 2, seed: 1, start: { gamma: [1], beta: [1] } })],
    ['qaoa with a bad seed', (backend) => qaoa({ backend, graph, layers: 1, seed: -1 })],
    ['qaoa whose listener throws', (backend) => qaoa({ backend, graph, layers: 1, seed: 1, onProgress: () => { throw new Error('enough') } })], // prettier-ignore
    ['molecularVqe with too many electrons', (backend) => molecularVqe({ backend, integrals: { ...integrals, electrons: 6 }, seed: 1 })],
    ['molecularVqe with a bad seed', (backend) => molecularVqe({ backend, integrals, seed: 0.5 })],
    ['fidelityKernel of a circuit with parameters', (backend) => fidelityKernel(backend, circuit)],
  ])('%s', async (_, run) => {
    const { backend, alive } = counting()
    await expect(run(backend)).rejects.toThrow()
    expect(alive()).toBe(0)
  })

  test.each<[string, (backend: Backend) => Promise<unknown>]>([
    ['vqe', (backend) => vqe({ backend, circuit, hamiltonian, seed: 1 })],
    ['qaoa', (backend) => qaoa({ backend, graph, layers: 1, seed: 1 })],
    ['molecularVqe', (backend) => molecularVqe({ backend, integrals, seed: 1 })],
  ])('%s on a device that is lost in the middle', async (_, run) => {
    const { backend, compiled, alive } = counting(new Error('the device is lost'))
    await expect(run(backend)).rejects.toThrow('the device is lost')
    expect([compiled(), alive()]).toEqual([1, 0])
  })

  test.each<[string, (backend: Backend) => Promise<unknown>]>([
    ['vqe', (backend) => vqe({ backend, circuit, hamiltonian, seed: 1 })],
    ['qaoa', (backend) => qaoa({ backend, graph, layers: 1, seed: 1 })],
    ['molecularVqe', (backend) => molecularVqe({ backend, integrals, seed: 1 })],
  ])('and so does %s that ends well', async (_, run) => {
    const { backend, compiled, alive } = counting()
    await run(backend)
    expect([compiled(), alive()]).toEqual([1, 0])
  })
})
