/** Worker threads of an installed package: a state large enough to be shared out, with the bits of one thread. */
import { openCpuBackend } from '@ketwork/sim-cpu'
import { Circuit } from 'ketwork'

const circuit = new Circuit(18)
for (let layer = 0; layer < 8; layer++) {
  for (let qubit = 0; qubit < 18; qubit++) circuit.ry(0.1 + qubit + layer, qubit)
  for (let qubit = 0; qubit < 18; qubit++) circuit.cx(qubit, (qubit + 1) % 18)
}

const results: ArrayLike<number>[] = []
for (const threads of [0, 2]) {
  const backend = openCpuBackend({ threads })
  let last = 0
  backend.observe((events) => events.forEach(({ thread }) => (last = Math.max(last, thread))))
  const executable = await backend.compile(circuit)
  // a short run does not wait for the workers that it has started
  for (let run = 0; run < 100 && (run === 0 || last * 2 < threads); run++) {
    results.push((await executable.probabilities()).values)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  if (threads > 0 && last === 0) throw new Error(`no worker did anything: ${(await backend.capabilities()).missing['threads']}`)
  await backend.dispose()
}
for (const values of results) {
  for (let i = 0; i < values.length; i++) if (!Object.is(values[i], results[0][i])) throw new Error(`threads changed probability ${i}`)
}
