/**
 * The readers of other libraries, in Python: their environments, made on first use in node_modules/.cache/interchange
 * from the pinned requirements, and their results. PennyLane reads through a plugin that needs an older Qiskit, so it
 * has an environment of its own.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Reader = 'qiskit qasm2' | 'qiskit from_qasm_str' | 'qiskit qasm3' | 'cirq' | 'pennylane'

export interface ReadRequest {
  readonly reader: Reader
  readonly text: string
  readonly qubits: number
}

/** `readers.py` says what stands in it; matrices are base64. */
export interface ReadAnswer {
  readonly matrix?: string
  readonly outcomes?: readonly (readonly [reading: Readonly<Record<string, 0 | 1>>, matrix: string])[]
  readonly error?: string
  readonly again?: string
}

type Environment = 'qiskit' | 'pennylane'

const folder = import.meta.dirname
const MOST_BYTES = 2 ** 29

/** Why readers are missing; undefined when all are installed. */
export function missingReaders(): string | undefined {
  const missing = (['qiskit', 'pennylane'] as const).filter((environment) => !isMade(environment))
  return missing.length === 0
    ? undefined
    : `the Python environments ${missing.join(' and ')} are not installed: pnpm prove interchange makes them`
}

/** Answers in the order of the requests. */
export function readEverywhere(requests: readonly ReadRequest[]): ReadAnswer[] {
  const answers: ReadAnswer[] = []
  for (const environment of ['qiskit', 'pennylane'] as const) {
    const indices = requests.flatMap((request, i) => (environmentOf(request) === environment ? [i] : []))
    if (indices.length === 0) continue
    const found = ask(environment, indices.map((i) => requests[i])) // prettier-ignore
    indices.forEach((i, place) => (answers[i] = found[place]))
  }
  return answers
}

function environmentOf({ reader }: ReadRequest): Environment {
  return reader === 'pennylane' ? 'pennylane' : 'qiskit'
}

function ask(environment: Environment, requests: readonly ReadRequest[]): readonly ReadAnswer[] {
  const commandArguments = [join(folder, 'readers.py')]
  const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', RAYON_NUM_THREADS: '1' }
  const { status, stdout, stderr, error } = spawnSync(interpreter(environment), commandArguments, {
    input: JSON.stringify(requests),
    env: { ...process.env, ...threads },
    maxBuffer: MOST_BYTES,
    encoding: 'utf8',
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`readers.py ended with ${status}: ${stderr.slice(-2000)}`)
  return JSON.parse(stdout) as ReadAnswer[]
}

/** The interpreter of an environment that holds exactly the pinned requirements. */
function interpreter(environment: Environment): string {
  const { home, python, made, file } = placesOf(environment)
  if (isMade(environment)) return python
  process.stderr.write(`installing ${readFileSync(file, 'utf8').trim().replaceAll('\n', ', ')} (a minute or two)\n`)
  mkdirSync(home, { recursive: true })
  run('python3', '-m', 'venv', home)
  run(python, '-m', 'pip', 'install', '--quiet', '--requirement', file)
  writeFileSync(made, readFileSync(file))
  return python
}

function isMade(environment: Environment): boolean {
  const { made, file } = placesOf(environment)
  return existsSync(made) && readFileSync(made, 'utf8') === readFileSync(file, 'utf8')
}

function placesOf(environment: Environment): { home: string; python: string; made: string; file: string } {
  const home = join(folder, '../../node_modules/.cache/interchange', environment)
  const file = join(folder, `requirements-${environment}.txt`)
  return { home, python: join(home, 'bin/python'), made: join(home, 'made-from.txt'), file }
}

function run(command: string, ...commandArguments: readonly string[]): void {
  const { status, error } = spawnSync(command, commandArguments, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (error !== undefined) throw error
  if (status !== 0)
    throw new Error(`${command} ${commandArguments.join(' ')} ended with ${status}: the readers need Python 3.11 or newer with venv`)
}
