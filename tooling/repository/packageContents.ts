/** What a published package comes with. LICENSE stands at the root; `pnpm pack` puts a copy into every tarball. */
import type { Repository, WorkspacePackage } from './readRepository.ts'

export function packageContents(repository: Repository): string[] {
  const missing = repository.files.has('LICENSE') ? [] : ['LICENSE: missing at the root']
  return [
    ...missing,
    ...repository.packages.flatMap((workspacePackage) =>
      lacks(workspacePackage, repository.files).map((what) => `${workspacePackage.folder}: lacks ${what}`),
    ),
  ]
}

function lacks({ folder, manifest }: WorkspacePackage, files: ReadonlyMap<string, string>): string[] {
  const paths = [...files.keys()].filter((path) => path.startsWith(`${folder}/`))
  const readme = files.get(`${folder}/README.md`)
  const isLibrary = folder.startsWith('packages/')
  const needs: readonly (readonly [what: string, there: boolean])[] = [
    ['README.md', readme !== undefined],
    ['a ```ts example in README.md', !isLibrary || /^```ts$/m.test(readme ?? '')],
    ['CHANGELOG.md', files.has(`${folder}/CHANGELOG.md`)],
    ['a test', paths.some((path) => path.endsWith('.test.ts'))],
    ['a bench', !isLibrary || paths.some((path) => path.endsWith('.bench.ts'))],
    ['a description in package.json', Boolean(manifest.description)],
    ['"license": "Apache-2.0" in package.json', manifest.license === 'Apache-2.0'],
    ['README.md, CHANGELOG.md and LICENSE in the files of package.json', manifest.private === true || publishesTexts(manifest.files)],
  ]
  return needs.filter(([, there]) => !there).map(([what]) => what)
}

function publishesTexts(files: readonly string[] = []): boolean {
  return ['README.md', 'CHANGELOG.md', 'LICENSE'].every((name) => files.includes(name))
}
