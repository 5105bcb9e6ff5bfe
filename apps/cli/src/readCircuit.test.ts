import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MisuseError } from './MisuseError.ts'
import { readCircuit, readSource } from './readCircuit.ts'
import { ketworkJson, runKetwork, writeInput } from './runKetwork.ts'

const rotation = writeInput(
  'rotation.qasm',
  'OPENQASM 3.0; include "stdgates.inc"; input float t; input int n; qubit[1] q; rx(n * t) q[0];',
)

describe('inputs of a program', () => {
  test('are set on the command line', async () => {
    const { expectations } = await ketworkJson<{ expectations: { value: number }[] }>(
      ...['simulate', rotation, '--set', 't=0.1', '--set', 'n=3', '--observable', 'Z0'],
    )
    expect(expectations[0].value).toBeCloseTo(Math.cos(0.3), 12)
  })

  test.each([
    [['--set', 't=0.1'], 'input n has the type int and no value'],
    [['--set', 'n=3'], 'the circuit has inputs without values: t; give each one, as in --set t=0.3'],
    [['--set', 'n=3', '--set', 'w=1'], 'input w is given a value, and the program does not declare it: its inputs are t, n'],
    [['--set', 'n=0.5'], 'input n has the type int: "0.5" is not a whole number'],
    [['--set', 'n'], '--set takes a name and a value, as in t=0.3, not "n"'],
    [['--set', 'n=1', '--set', 'n=2'], '--set gives n a value twice'],
  ])('are refused in words: %j', async (options, message) => {
    const run = await runKetwork(['simulate', rotation, ...options])
    expect(run).toMatchObject({ status: 2, err: expect.stringContaining(message) })
  })
})

describe('files that a program includes', () => {
  const root = mkdtempSync(join(tmpdir(), 'ketwork-include-'))
  for (const folder of ['main/lib', 'other', 'main-beside']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'main/lib/a.inc'), 'include "b.inc"; gate a q { b q; }')
  writeFileSync(join(root, 'main/lib/b.inc'), 'gate b q { U(pi, 0, pi) q; }')
  for (const folder of ['other', 'main-beside']) writeFileSync(join(root, folder, 'k.inc'), 'gate k q { U(pi, 0, pi) q; }')
  symlinkSync('../other/k.inc', join(root, 'main/link.inc'))
  symlinkSync('../other', join(root, 'main/folder'))
  const read = async (included: string, call: string, includeDir: readonly string[] = []): Promise<unknown> => {
    const path = join(root, 'main/program.qasm')
    writeFileSync(path, `include "${included}"; qubit q; ${call} q;`)
    return readCircuit(await readSource(path, { includeDir }))
  }

  test('lie beside it or below, and include in their turn what lies beside them', async () => {
    expect(await read('lib/a.inc', 'a')).toMatchObject({ qubitCount: 1 })
    expect(await read('lib/../lib/b.inc', 'b')).toMatchObject({ qubitCount: 1 })
  })

  test.each(['../other/k.inc', 'link.inc', 'folder/k.inc', join(root, 'other/k.inc'), '../main-beside/k.inc'])(
    'never lie outside unless their folder is named: %s',
    async (included) => {
      await expect(read(included, 'k')).rejects.toThrow(MisuseError)
      await expect(read(included, 'k')).rejects.toThrow('outside of the folder')
      expect(await read(included, 'k', [join(root, 'other'), join(root, 'main-beside')])).toMatchObject({ qubitCount: 1 })
    },
  )

  test('are looked for in named folders too, and missed by name', async () => {
    expect(await read('k.inc', 'k', [join(root, 'other')])).toMatchObject({ qubitCount: 1 })
    await expect(read('k.inc', 'k')).rejects.toThrow('there is no file "k.inc"')
    await expect(read('lib', 'k')).rejects.toThrow('there is no file "lib"')
  })

  test('of standard input lie in named folders alone', async () => {
    const run = (args: readonly string[]) => runKetwork(['simulate', '-', ...args], { input: 'include "k.inc"; qubit q; k q;' })
    expect(await run([])).toMatchObject({ status: 2, err: expect.stringContaining('stdin:1:9: there is no file "k.inc"') })
    expect(await run(['--include-dir', join(root, 'other')])).toMatchObject({ status: 0 })
  })
})
