import { copyFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dataFile, runKetwork, writeInput } from './runKetwork.ts'

const COMMANDS = ['tour', 'simulate', 'draw', 'transpile', 'vqe', 'qaoa', 'train', 'doctor'] as const
/** Options that a command cannot do without. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = { train: ['--label <column>', '--model <name>'], qaoa: ['--layers <p>'] }

// Files of the names that examples use, in the folder that commands run in.
writeInput('bell.qasm', 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\nh q[0];\ncx q[0],q[1];\n')
writeInput('rotation.qasm', 'OPENQASM 3.0;\ninclude "stdgates.inc";\ninput float t;\nqubit q;\nrx(t) q;\n')
for (const [name, source] of [
  ['h2.fcidump', 'h2_sto3g_0.7414.fcidump'],
  ['graph.txt', 'regular3_n20_s1.txt'],
  ['iris.csv', 'iris.csv'],
]) {
  copyFileSync(dataFile(source), writeInput(name, ''))
}

/** Words of a shell's command line: quotes keep spaces. */
const wordsOf = (line: string) => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word)

/** Runs commands that hand their output on. */
async function runPipe(line: string) {
  let run = { status: 0 as number | null, out: '', err: '' }
  for (const [program, ...args] of line.split(' | ').map(wordsOf)) {
    run = program === 'ketwork' ? await runKetwork(args, { input: run.out }) : { ...run, out: args[0].replaceAll(String.raw`\n`, '\n') } // printf
    expect(run, line).toMatchObject({ status: 0 })
  }
  return run
}

describe.concurrent('--help', () => {
  test.each(COMMANDS)(
    'of %s marks what is required and gives examples that run',
    async (command) => {
      const { status, out, err } = await runKetwork([command, '--help'])
      expect({ status, err }).toEqual({ status: 0, err: '' })
      const required = REQUIRED[command] ?? []
      for (const flags of required) {
        expect(out.split('\n')[0]).toContain(flags)
        expect(out).toMatch(new RegExp(`\\n {2}${flags} +\\[required\\] `))
      }
      expect(out.match(/\[required\]/g) ?? []).toHaveLength(required.length)
      const examples = out.match(/^ {2}(ketwork|printf) .*$/gm) ?? []
      expect(examples.length).toBeGreaterThan(0)
      for (const example of examples.filter(() => command !== 'tour')) await runPipe(example) // the tour's own test runs it
    },
    120_000,
  )

  test('of the tour names options that it has', async () => {
    const { out } = await runKetwork(['tour', '--help'])
    const used = (out.match(/^ {2}ketwork tour.*$/gm) ?? []).flatMap((line) => line.match(/--\w+/g) ?? [])
    expect(used.length).toBeGreaterThan(0)
    for (const option of used) expect(out).toMatch(new RegExp(`\\n {2}(-\\w, )?${option}\\b`))
  })
})

test('--version and --help load nothing but the parser of the command line', async () => {
  const printImports = `import { registerHooks } from 'node:module'
    registerHooks({ resolve: (name, context, next) => (process.stderr.write('import ' + name + '\\n'), next(name, context)) })`
  const nodeArguments = ['--import', `data:text/javascript,${encodeURIComponent(printImports)}`]
  for (const option of ['--version', '--help']) {
    const { status, err } = await runKetwork([option], { nodeArguments })
    expect(status).toBe(0)
    expect(err).toContain('import commander\n')
    expect(err).not.toMatch(/import (@?ketwork|ora|cli-table3|@observablehq)/)
  }
})
