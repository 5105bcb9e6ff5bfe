/** Files have at most 400 lines, 600 for compute kernels and tests. The gate table is data and exempt. */
import { type Repository, isTestFile } from './readRepository.ts'

const exempt = /^packages\/circuit\/src\/(gates\/)?gateTable\.ts$/
const isKernel = /^packages\/(math|sim-[^/]+)\/.*\/kernels\//

export function sizes({ files }: Repository): string[] {
  return [...files]
    .filter(([path]) => /\.(ts|js|mjs)$/.test(path) && !exempt.test(path))
    .map(([path, text]) => ({
      path,
      lines: text.trimEnd().split('\n').length,
      limit: isTestFile(path) || isKernel.test(path) ? 600 : 400,
    }))
    .filter(({ lines, limit }) => lines > limit)
    .map(({ path, lines, limit }) => `${path}: ${lines} lines, ${limit} at most`)
}
