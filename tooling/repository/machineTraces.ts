/** No committed file names the machine it was written on: no home or work folder, no package registry. */
import type { Repository } from './readRepository.ts'

const traces: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a path of one machine', /(?<![\w.)}\]$@*-])\/(?:work|root|home\/\w+|Users\/\w+)\//],
  [
    'a package registry',
    /\bregistry\s*[=:]\s*['"]?https?:|https?:\/\/[\w.-]*(?:registry|artifactory|nexus)[\w.-]*[/:]|^\s*(?:resolved|tarball):\s*['"]?https?:/im,
  ],
  ['a token', /\b(?:npm_[A-Za-z0-9]{36}|gh[pousr]_[A-Za-z0-9]{36,}|_authToken\s*=)/],
]

export function machineTraces({ files }: Repository): string[] {
  return [...files].flatMap(([path, text]) => traces.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${path}: holds ${what}`))
}
