/** `index.ts` is a table of contents: exports and nothing else. */
import ts from 'typescript'
import type { Repository } from './readRepository.ts'

export function indexFiles({ files }: Repository): string[] {
  return [...files]
    .filter(([path]) => /^(packages|apps)\/.*\/index\.ts$/.test(path))
    .filter(([path, text]) => !ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements.every(ts.isExportDeclaration))
    .map(([path]) => `${path}: holds something else than export declarations`)
}
