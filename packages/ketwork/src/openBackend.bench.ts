/** What the first answer costs a page or a service, against one from an executable that stands (4 qubits, f64). */
import { test } from 'vitest'
import { Circuit, openBackend, parsePauliSum } from './index.ts'

test('first answer against later ones', async ({ bench }) => {
  const open = openBackend
  const observables = [parsePauliSum('Z0*Z3')]
  const circuit = new Circuit(4).h(0).cx(0, 1).cx(1, 2).cx(2, 3)
  await using backend = await open()
  await using executable = await backend.compile(circuit, { observables })
  await bench.compare(
    bench('open, compile and run', async () => {
      await using fresh = await open()
      await using first = await fresh.compile(circuit, { observables })
      await first.expectations()
    }),
    bench('run', async () => {
      await executable.expectations()
    }),
  )
})
