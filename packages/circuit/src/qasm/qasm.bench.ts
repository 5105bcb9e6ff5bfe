/** Reading and writing OpenQASM: a quantum-volume circuit on 100 qubits, 215,000 gates, in both versions. */
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { drawText as draw } from '../drawing/drawText.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { parseQasm as parse } from './parseQasm.ts'
import { toQasm as write } from './toQasm.ts'

/** Layers of SU(4) blocks on random pairs: eight u3 and three cx each, as in quantum volume. */
function quantumVolumeText(qubits: number, gates: number): string {
  const random = new RandomStream(1)
  const lines = ['OPENQASM 2.0;', 'include "qelib1.inc";', `qreg q[${qubits}];`]
  const angle = (): string => (6.28 * random.uniform()).toString()
  const local = (qubit: number): void => {
    lines.push(`u3(${angle()},${angle()},${angle()}) q[${qubit}];`)
  }
  while (lines.length < gates) {
    const order = random.permutation(qubits)
    for (let i = 0; i + 1 < qubits; i += 2) {
      const [a, b] = [order[i], order[i + 1]]
      for (let layer = 0; layer < 3; layer++) {
        local(a)
        local(b)
        lines.push(`cx q[${a}],q[${b}];`)
      }
      local(a)
      local(b)
    }
  }
  return lines.slice(0, gates + 3).join('\n')
}

describe('OpenQASM', () => {
  test('215,000 gates on 100 qubits', async ({ bench }) => {
    const parseQasm = parse
    const toQasm = write
    const text = quantumVolumeText(100, 215_000)
    const circuit = parseQasm(text)
    const text3 = toQasm(circuit, { version: 3 })
    await bench.compare(
      bench('read version 2', () => void parseQasm(text)),
      bench('read version 3', () => void parseQasm(text3)),
      bench('write version 2', () => void toQasm(circuit)),
      bench('write version 3', () => void toQasm(circuit, { version: 3 })),
      { iterations: 5, warmupIterations: 1, time: 0, warmupTime: 0 },
    )
  })

  test('a drawing of 1,000 gates on 20 qubits', async ({ bench }) => {
    const drawText = draw
    const circuit = randomCircuit({ qubits: 20, operations: 1000, seed: 1, gates: ['h', 'cx', 'rz', 'ccx'] })
    await bench('draw', () => {
      drawText(circuit)
    }).run({ iterations: 5, warmupIterations: 1, time: 0, warmupTime: 0 })
  })
})
