import type { Backend } from '../backend.ts'

/**
 * The backend, but programs run often unless they say otherwise: so that the suite tries compiled code also with programs that have no symbols,
 * which a backend takes to run once.
 */
export function expectingOften(backend: Backend): Backend {
  return {
    name: backend.name,
    capabilities: () => backend.capabilities(),
    compile: (circuit, options) => backend.compile(circuit, { expectedRuns: Infinity, ...options }),
    load: (program, options) => backend.load(program, { expectedRuns: Infinity, ...options }),
    observe: (listener) => backend.observe(listener),
    dispose: () => backend.dispose(),
    [Symbol.asyncDispose]: () => backend.dispose(),
  }
}
