/**
 * `pnpm prove NAME` runs proofs/NAME.ts to its end, resuming a killed run; `--slice` runs a few of its units and writes
 * nothing. Without a name it lists the proofs. `--folder` is for tests: another folder of proofs.
 */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { type Proof, sliceOf } from '../tooling/prove/proof.ts'
import { runProof, runUnit } from '../tooling/prove/runProof.ts'
import { surroundings } from '../tooling/prove/surroundings.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { slice: { type: 'boolean', default: false }, folder: { type: 'string', default: join(import.meta.dirname, '../proofs') } },
})
const folder = resolve(values.folder)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
const name = positionals[0]

if (name === undefined) {
  for (const name of names) console.log(`${name}: ${(await readProof(name)).description}`)
} else if (!names.includes(name)) {
  console.error(`There is no proof ${name}: there are ${names.join(', ')}`)
  process.exitCode = 2
} else if (values.slice) {
  process.exitCode = await runSlice(await readProof(name))
} else {
  process.exitCode = await runWhole(await readProof(name))
}

async function readProof(which: string): Promise<Proof> {
  const module = (await import(pathToFileURL(join(folder, `${which}.ts`)).href)) as { proof: Proof }
  return module.proof
}

async function runSlice(proof: Proof): Promise<number> {
  const missing = proof.missing?.()
  if (missing !== undefined) {
    console.log(`${proof.name}: skipped: ${missing}`)
    return 0
  }
  const outcomes = []
  for (const unit of sliceOf(proof)) outcomes.push(await runUnit(unit))
  const failures = outcomes.filter((outcome) => 'error' in outcome)
  for (const { id, seed, error } of failures) console.error(`${id} (seed ${seed}): ${error}`)
  console.log(`${proof.name}: ${outcomes.length - failures.length} of ${outcomes.length} units hold (a slice of ${proof.units.length})`)
  return failures.length === 0 && outcomes.length > 0 ? 0 : 1
}

async function runWhole(proof: Proof): Promise<number> {
  let reported = Date.now()
  const result = await runProof({
    proof,
    proofsFolder: folder,
    surroundings: surroundings(),
    onProgress: ({ done, of }) => {
      if (done < of && Date.now() - reported < 5000) return
      reported = Date.now()
      console.error(`${proof.name}: ${done} of ${of}`)
    },
  })
  for (const { id, seed, error } of result.failures) console.error(`${id} (seed ${seed}): ${error}`)
  console.log(
    `${proof.name}: ${result.passed ? 'holds' : 'FAILS'}, ${result.units} units, ${result.seconds} s, see proofs/results/${proof.name}.json`,
  )
  return result.passed ? 0 : 1
}
