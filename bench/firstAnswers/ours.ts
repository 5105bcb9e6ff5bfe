/**
 * Our side of `pnpm bench firstAnswers` as a process: a JSON request a line, `{ circuit }` or `{ molecule, turned }`, and a JSON answer a line.
 *
 * The process is warm, and no circuit comes twice: nothing is in a cache.
 */
import { createInterface } from 'node:readline'
import { Circuit, molecularHamiltonian, parameter, readFcidump } from '@ketwork/circuit'
import { appendExcitation, singlesAndDoubles } from 'ketwork/ml-algorithms'
import { openCpuBackend } from '@ketwork/sim-cpu'
import type { DrawnCircuit } from './drawnCircuits.ts'

type Request = { readonly circuit: DrawnCircuit } | { readonly molecule: string; readonly turned: number }

export interface FirstAmplitudes {
  readonly ms: number
  /** Of the amplitudes: sum of |a_k|^2 cos k. */
  readonly check: number
  readonly setting: string
}

export interface FirstEnergy {
  /** From circuit to energy, then to the gradient. */
  readonly energyMs: number
  readonly gradientMs: number
  readonly operations: number
  readonly parameters: number
  readonly setting: string
}

const backend = openCpuBackend({ threads: 0 })

for await (const line of createInterface({ input: process.stdin })) {
  let answer: unknown
  try {
    const request = JSON.parse(line) as Request
    answer = 'circuit' in request ? await firstAmplitudes(request.circuit) : await firstEnergy(request.molecule, request.turned)
  } catch (error) {
    answer = { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
await backend.dispose()

async function firstAmplitudes({ qubits, operations }: DrawnCircuit): Promise<FirstAmplitudes> {
  const circuit = new Circuit(qubits)
  const methods = circuit as unknown as Readonly<Record<string, (...operands: readonly number[]) => unknown>>
  for (const [gate, angles, on] of operations) methods[gate](...angles, ...on)
  const start = performance.now()
  const executable = await backend.compile(circuit)
  const { data, ranOn } = await executable.amplitudes()
  const ms = performance.now() - start
  let check = 0
  for (let k = 0; 2 * k < data.length; k++) check += (data[2 * k] ** 2 + data[2 * k + 1] ** 2) * Math.cos(k)
  await executable.dispose()
  return { ms, check, setting: ranOn.plan }
}

/** UCCSD: the lowest orbitals are filled, and every single and double excitation has an angle of its own; the first `turned` of them come last. */
async function firstEnergy(fcidump: string, turned: number): Promise<FirstEnergy> {
  const molecule = readFcidump(fcidump)
  const observables = [molecularHamiltonian(molecule)]
  const occupied = Array.from({ length: molecule.electrons }, (_, orbital) => orbital)
  const circuit = new Circuit(2 * molecule.orbitals)
  for (const orbital of occupied) circuit.x(orbital)
  const excitations = singlesAndDoubles(occupied, 2 * molecule.orbitals)
  for (const [k, excitation] of [...excitations.slice(turned), ...excitations.slice(0, turned)].entries())
    appendExcitation(circuit, excitation, parameter(`t${k}`))
  const inputs = { parameters: circuit.parameters.map((_, k) => 0.01 * Math.cos(k)) }
  const start = performance.now()
  const executable = await backend.compile(circuit, { observables })
  const { ranOn } = await executable.expectations(inputs)
  const energyMs = performance.now() - start
  await executable.gradient(inputs)
  const gradientMs = performance.now() - start
  await executable.dispose()
  return { energyMs, gradientMs, operations: circuit.operations.length, parameters: circuit.parameters.length, setting: ranOn.plan }
}
