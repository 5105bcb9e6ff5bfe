/** The everyday surface: a Bell pair with one trainable angle, its expectation and its gradient. */
import { Circuit, openBackend, parameter, parsePauliSum } from 'ketwork'

const backend = await openBackend()
const circuit = new Circuit(2).ry(parameter('t'), 0).cx(0, 1)
const executable = await backend.compile(circuit, { observables: [parsePauliSum('Z0*Z1 + 0.5*Z0')] })

// <Z0 Z1> = 1 and <Z0> = cos t
const { values, parameters } = await executable.gradient({ parameters: [0.3] })
if (Math.abs(values[0] - (1 + Math.cos(0.3) / 2)) > 1e-12) throw new Error(`expectation ${values[0]}`)
if (Math.abs(parameters![0] + Math.sin(0.3) / 2) > 1e-12) throw new Error(`gradient ${parameters?.[0]}`)

await executable.dispose()
await backend.dispose()
