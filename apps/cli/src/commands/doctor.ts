/**
 * `ketwork doctor`: what this machine offers, what is missing, and how to get it. It exits with 0 whatever is missing.
 */
import { Command } from 'commander'
import { openBackend, platformCapabilities } from 'ketwork'
import { type PlatformCapabilities, type PlatformFeature, type WebGpuAvailability, formatBytes, webGpuAvailability } from 'ketwork/math'
import { examples } from '../help.ts'
import type { CommonOptions } from '../options.ts'
import { printResult, styled } from '../terminal/output.ts'
import { version } from '../version.ts'

interface Finding {
  readonly name: string
  readonly present: boolean
  readonly found: string
  /** How to get what is missing. */
  readonly remedy?: string
}

type Platform = PlatformCapabilities & { readonly webgpu: WebGpuAvailability }

export function doctorCommand(): Command {
  return new Command('doctor')
    .addHelpText('after', examples({ 'as JSON': 'ketwork doctor --json' }))
    .action(async (options: CommonOptions) => {
      const platform: Platform = { ...(await platformCapabilities()), webgpu: await webGpuAvailability() }
      await using backend = await openBackend()
      const simulator = await backend.capabilities()
      const findings = examine(platform)
      const report = { version, node: process.version, platform, simulator: { name: backend.name, ...simulator }, findings }
      printResult(options, report, () =>
        [
          `ketwork ${version} on Node ${process.version}`,
          `${backend.name}: up to ${simulator.qubits.f64} qubits in f64 and ${simulator.qubits.f32} in f32, ${formatBytes(simulator.memoryBytes)}, ${simulator.threads} thread${simulator.threads === 1 ? '' : 's'}`,
          '',
          ...findings.map(
            ({ name, present, found, remedy }) =>
              `${present ? styled('green', 'yes') : styled('yellow', 'no ')}  ${name}: ${found}${remedy ? `\n     ${styled('dim', remedy)}` : ''}`,
          ),
        ].join('\n'),
      )
    })
}

function examine(platform: Platform): Finding[] {
  const nodeMajor = Number(process.versions.node.split('.')[0])
  const feature = (name: string, needed: readonly PlatformFeature[], remedy: string): Finding => {
    const reason = needed.map((key) => platform.missing[key]).find((key) => key !== undefined)
    return { name, present: reason === undefined, found: reason ?? 'available', ...(reason !== undefined && { remedy }) }
  }
  return [
    { name: 'Node', present: nodeMajor >= 22, found: process.version, ...(nodeMajor < 22 && { remedy: 'Install Node 22 or newer.' }) },
    { name: 'cores', present: true, found: String(platform.cores) },
    { name: 'memory', present: true, found: platform.memoryBytes === undefined ? 'unknown' : formatBytes(platform.memoryBytes) },
    feature('WebAssembly SIMD', ['wasmSimd'], 'Use Node 16.4 or newer.'),
    feature('WebAssembly relaxed SIMD', ['wasmRelaxedSimd'], 'Use Node 22 or newer.'),
    feature('WebAssembly threads', ['wasmThreads', 'sharedArrayBuffer'], 'Use Node 16.4 or newer.'),
    feature('WebAssembly memory64', ['wasmMemory64'], 'Use Node 24 or newer.'),
    {
      name: 'WebGPU',
      present: platform.webgpu.available,
      found: platform.webgpu.available ? 'available' : (platform.webgpu.reason ?? 'missing'),
      ...(!platform.webgpu.available && { remedy: 'No simulator here uses it yet.' }),
    },
  ]
}
