import { afterEach, describe, expect, test } from 'vitest'
import { commandLine, interruptible } from './interruption.ts'
import { dataFile, runKetwork, writeInput, type Run } from './runKetwork.ts'

const before = { SIGINT: process.listeners('SIGINT'), SIGTERM: process.listeners('SIGTERM') }
const signals = ['SIGINT', 'SIGTERM'] as const
const added = (signal: (typeof signals)[number]) => process.listeners(signal).filter((listener) => !before[signal].includes(listener))
afterEach(() => {
  for (const signal of signals) for (const listener of added(signal)) process.off(signal, listener)
})

describe('interruptible', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s aborts the work, whose end says what is left, with exit code %d; the listener stays', async (signal, exitCode) => {
    let saved = 'nothing'
    const work = interruptible(
      async (abort) => {
        await new Promise((resolve) => abort.addEventListener('abort', resolve))
        saved = 'all'
        abort.throwIfAborted()
      },
      () => `saved ${saved}`,
    )
    added(signal)[0](signal)
    await expect(work).rejects.toMatchObject({ name: 'InterruptedError', message: 'interrupted: saved all', exitCode })
    expect(added(signal)).toHaveLength(1)
  })

  test('work that fails by itself or ends all the same ends as without it', async () => {
    const failing = interruptible(
      () => Promise.reject(new RangeError('by itself')),
      () => '',
    )
    await expect(failing).rejects.toThrow(new RangeError('by itself'))
    const ending = interruptible(
      () => Promise.resolve('done'),
      () => '',
    )
    added('SIGINT').at(-1)?.('SIGINT')
    await expect(ending).resolves.toBe('done')
  })

  test('the command line is quoted for a shell', () => {
    expect(commandLine(() => ['simulate', "it's.qasm", '--observable', '0.5*X0 - X1', 'a/b.c'])).toBe(
      String.raw`ketwork simulate 'it'\''s.qasm' --observable '0.5*X0 - X1' a/b.c`,
    )
  })
})

/** Some hundred layers on 22 qubits. */
const layer = Array.from({ length: 22 }, (_, qubit) => `ry(0.3) q[${qubit}]; cx q[${qubit}],q[${(qubit + 1) % 22}];`).join('\n')
const deep = writeInput('deep.qasm', `OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[22];\n${`${layer}\n`.repeat(300)}`)

/** Sends the signal as soon as the command listens to it. */
async function interrupted(args: readonly string[], signal: NodeJS.Signals): Promise<Run> {
  const announce = `process.on('newListener', (event) => event === '${signal}' && process.stderr.write('listening\\n'))`
  return runKetwork(args, {
    nodeArguments: ['--import', `data:text/javascript,${encodeURIComponent(announce)}`],
    whileRunning: async (child) => {
      await new Promise<void>((resolve) => {
        child.stderr?.on('data', (text: string) => text.includes('listening') && resolve())
        child.on('exit', () => resolve())
      })
      child.kill(signal)
    },
  })
}

describe.concurrent('a command that takes long', () => {
  test.each([
    ['qaoa', ['qaoa', dataFile('regular3_n20_s1.txt'), '--layers', '12']],
    ['vqe', ['vqe', dataFile('lih_sto3g_1.45_frozencore.fcidump'), '--pool-tolerance', '1e-12', '--max-extensions', '1000']],
    ['simulate', ['simulate', deep, '--shots', '1000000']],
    ['transpile', ['transpile', deep, '--target', 'line:22', '--level', '3']],
    ['draw', ['draw', deep]],
    ['train', ['train', dataFile('breast_cancer.csv'), '--label', 'last', '--model', 'qsvm', '--seed', '5']],
    ['train', ['train', dataFile('iris.csv'), '--label', 'last', '--model', 'qnn', '--epochs', '100000']],
  ])('%s ends with 130 and 143, says that nothing was saved, and gives the command that starts again', async (_, args) => {
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const run = await interrupted([...args, '--json'], signal)
      expect(run).toMatchObject({
        status,
        err: expect.stringMatching(/error: interrupted: .*nothing was saved; to start again: ketwork /),
      })
      expect(run.err).toContain(`ketwork ${[...args, '--json'].join(' ')}`)
      expect(run.err).not.toMatch(/\n\s+at /)
      expect(JSON.parse(run.out)).toMatchObject({ error: { name: 'InterruptedError', message: expect.stringMatching(/^interrupted: /) } })
    }
  })
})
