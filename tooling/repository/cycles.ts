/**
 * No package depends on itself through others; devDependencies count, because turbo builds and tests in that order too.
 */
import type { Repository } from './readRepository.ts'

export function cycles({ packages }: Repository): string[] {
  const edges = new Map(
    packages.map(({ manifest: { name, dependencies, devDependencies, peerDependencies, optionalDependencies } }) => [
      name,
      Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies, ...optionalDependencies }),
    ]),
  )
  const finished = new Set<string>()
  const findings: string[] = []
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) findings.push(`${[...path.slice(path.indexOf(name)), name].join(' -> ')} is a cycle`)
    if (finished.has(name) || path.includes(name)) return
    for (const next of edges.get(name) ?? []) visit(next, [...path, name])
    finished.add(name)
  }
  for (const name of edges.keys()) visit(name, [])
  return findings
}
