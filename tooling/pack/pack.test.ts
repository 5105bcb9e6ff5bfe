/**
 * What a user gets: every package packed, installed by plain npm into an empty folder outside the repository, imported,
 * type-checked and run. Dependencies from elsewhere come from the npm registry; where it cannot be reached, the tests
 * are skipped and counted as skipped.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { type TestContext, afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lowestNode } from '../lowestNode/lowestNode.ts'
import { readRepository, root } from '../repository/readRepository.ts'
import { readmeSnippets } from '../snippets/extractSnippets.ts'
import { requireFound } from '../vitest/requirement.ts'
import { type Tarball, packPackages } from './packPackages.ts'
import { runCommand } from './runCommand.ts'

const lowest = lowestNode()
const temporary = mkdtempSync(join(tmpdir(), 'ketwork-pack-'))
let tarballs: readonly Tarball[] = []

beforeAll(() => {
  tarballs = packPackages(join(temporary, 'tarballs'))
})
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

describe('packed packages', () => {
  test('hold their licence, and point to built files alone', () => {
    expect(tarballs.length).toBeGreaterThan(0)
    for (const { path } of tarballs) {
      expect(runCommand('tar', ['-tzf', path], temporary)).toContain('package/LICENSE')
      expect(runCommand('tar', ['-xzOf', path, 'package/package.json'], temporary)).not.toMatch(/@ketwork\/source|workspace:|catalog:/)
    }
  })

  test('math works alone', (context) => {
    const folder = install(
      context,
      'alone',
      tarballs.filter(({ manifest }) => manifest.name === '@ketwork/math'),
    )
    runExample(folder, 'useMath.ts')
  })

  test('all work together through ketwork', (context) => {
    const folder = install(context, 'together', tarballs)
    runExample(folder, 'useKetwork.ts')
  })

  test('worker threads start from an installed package', (context) => {
    const folder = install(context, 'together', tarballs)
    runExample(folder, 'useThreads.ts')
  })

  test('every entry of every package can be imported', (context) => {
    const folder = install(context, 'together', tarballs)
    writeFileSync(join(folder, 'entries.mjs'), importAll())
    runCommand(process.execPath, ['entries.mjs'], folder)
  })

  test('the types of every entry compile strictly with nothing but ES2022', (context) => {
    const folder = install(context, 'together', tarballs)
    writeFileSync(join(folder, 'entries.ts'), importAll())
    compile(folder, 'entries.ts', { target: 'es2022', lib: ['es2022'], skipLibCheck: false })
  })

  test('engines say what the lowest Node is, all the same', () => {
    for (const { manifest } of tarballs) expect(manifest.engines).toEqual({ node: '>=22' })
    if (lowest.present) expect(runCommand(lowest.path, ['--version'], temporary)).toBe('v22.0.0\n')
  })

  test('every command runs', (context) => {
    const commands = tarballs.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}))
    const folder = install(context, 'together', tarballs)
    expect(commands).toContain('ketwork')
    for (const command of commands)
      expect(runCommand(join(folder, 'node_modules/.bin', command), ['--version'], folder)).toMatch(/^\d+\.\d+\.\d+/m)
  })
})

describe.skipIf(!lowest.present)('on the lowest Node', () => {
  test('every entry can be imported', (context) => {
    const folder = install(context, 'together', tarballs)
    writeFileSync(join(folder, 'entries.mjs'), importAll())
    runCommand(lowest.path, ['entries.mjs'], folder)
  })

  test.for(readmeSnippets(readRepository()))('$place runs', ({ place, code }, context) => {
    const folder = install(context, 'together', tarballs)
    const file = `${place.replace(/\W/g, '-')}.mjs`
    writeFileSync(join(folder, file), stripTypeScriptTypes(code))
    runCommand(lowest.path, [file], folder)
  })

  test('the command runs, and prints neither warnings nor colours into a pipe', (context) => {
    const folder = install(context, 'together', tarballs)
    writeFileSync(join(folder, 'ring.txt'), '4 4\n0 1\n1 2\n2 3\n0 3\n')
    const { status, stdout, stderr } = spawnSync(
      lowest.path,
      ['node_modules/@ketwork/cli/dist/ketwork.js', 'qaoa', 'ring.txt', '--layers', '1'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^best cut +4 among/)
  })
})

function importAll(): string {
  const entries = tarballs.flatMap(({ manifest: { name, exports = {} } }) => Object.keys(exports).map((path) => name + path.slice(1)))
  return entries.map((entry) => `import '${entry}'`).join('\n')
}

/** Installs these packages from their tarballs into an empty folder, once for all tests that name the same folder. */
function install(context: TestContext, name: string, packages: readonly Tarball[]): string {
  const folder = join(temporary, name)
  if (existsSync(join(folder, 'node_modules'))) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  try {
    runCommand(
      'npm',
      ['install', '--no-audit', '--no-fund', '--fetch-retries=1', '--fetch-retry-mintimeout=1000', ...packages.map(({ path }) => path)],
      folder,
    )
  } catch (error) {
    if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(String(error))) throw error
    requireFound('registry', undefined, 'connect this machine to the npm registry')
    context.skip(`SKIPPED: the npm registry cannot be reached, so ${name} could not be installed`)
  }
  return folder
}

/**
 * Type-checks an example of this folder strictly as a Node user would, then runs it; the example throws when an answer
 * is wrong.
 */
function runExample(folder: string, example: string): void {
  copyFileSync(join(import.meta.dirname, 'examples', example), join(folder, example))
  compile(folder, example, { target: 'es2023', lib: ['es2023', 'dom'] })
  runCommand(process.execPath, [example], folder)
}

function compile(folder: string, file: string, options: Readonly<Record<string, unknown>>): void {
  const compilerOptions = { strict: true, module: 'nodenext', moduleResolution: 'nodenext', types: [], noEmit: true, ...options }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
  runCommand(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), '-p', '.'], folder)
}
