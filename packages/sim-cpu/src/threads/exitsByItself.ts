/** A program for a test: runs a job on workers, or one that does not wait for them ('short'), says so, and leaves it to the runtime to end. */
import { Arena } from '../memory/Arena.ts'
import { StageRunner } from './StageRunner.ts'
import { testModule } from './testModule.ts'

const arena = await Arena.open({ memoryBytes: 2 ** 20, shared: true })
const runner = await StageRunner.open({ memory: arena.memory, threads: 2 })
const module = await runner.load(testModule(arena))
const spin = { module, kernel: 'spin', args: [1000], units: 1000, amplitudes: 2 ** (process.argv[2] === 'short' ? 20 : 24) }
await runner.run([spin, spin])
if (runner.reason !== undefined) throw new Error(runner.reason)
process.stdout.write('done\n')
