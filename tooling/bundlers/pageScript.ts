/**
 * The script of the small page that every bundler builds: an expectation, and a state that is worth threads. It is
 * JavaScript, as it stands in docs/bundlers.md.
 */
export const PAGE_SCRIPT = `import { openCpuBackend } from '@ketwork/sim-cpu'
import { Circuit, openBackend, parameter, parsePauliSum } from 'ketwork'

async function run() {
  const backend = await openBackend()
  const pair = new Circuit(2).ry(parameter('t'), 0).cx(0, 1)
  const executable = await backend.compile(pair, { observables: [parsePauliSum('Z0')] })
  const cosine = await executable.expectations({ parameters: [0.3] })
  const { parameters } = await executable.gradient({ parameters: [0.3] })
  await backend.dispose()
  return { cosine: cosine.values[0], derivative: parameters[0], large: await large() }
}

async function large() {
  const backend = openCpuBackend({ threads: 2 })
  const circuit = new Circuit(18)
  for (let layer = 0; layer < 40; layer++)
    for (let qubit = 0; qubit < 18; qubit++) circuit.ry(0.1 + qubit + layer, qubit).cx(qubit, (qubit + 1) % 18)
  const executable = await backend.compile(circuit, { observables: [parsePauliSum('Z0*Z9')], expectedRuns: 1000 })
  const { values, ranOn } = await executable.expectations()
  const { threads, missing } = await backend.capabilities()
  await backend.dispose()
  return { value: values[0], reason: ranOn.reason, threads, missing }
}

globalThis.outcome = run()
`

/** What the script leaves in \`globalThis.outcome\`. */
export interface PageResult {
  /** cos 0.3 and -sin 0.3. */
  readonly cosine: number
  readonly derivative: number
  readonly large: {
    readonly value: number
    readonly reason: string
    readonly threads: number
    readonly missing: Readonly<Record<string, string>>
  }
}
