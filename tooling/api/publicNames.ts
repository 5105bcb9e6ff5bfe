/**
 * The public surface of each package as a Markdown page, `api.md` in its folder: every name that an export path gives,
 * with its kind, a function's signature and the members of classes and interfaces. `pnpm fix` writes the pages and a
 * test compares them, so that a change of the public surface is seen in review.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { type Repository, type WorkspacePackage, root } from '../repository/readRepository.ts'

/** Texts by path from the root. */
export function apiPages({ packages }: Repository, folder: string = root): ReadonlyMap<string, string> {
  const published = packages.filter(({ folder: place }) => place.startsWith('packages/'))
  const entries = published.flatMap((workspacePackage) => entriesOf(workspacePackage, folder))
  const config = ts.readConfigFile(join(root, 'tooling/tsconfig/base.json'), (path) => readFileSync(path, 'utf8'))
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, folder)
  const program = ts.createProgram(
    entries.map(({ source }) => source),
    options,
  )
  return new Map(published.map((workspacePackage) => [`${workspacePackage.folder}/api.md`, pageOf(workspacePackage, folder, program)]))
}

interface Entry {
  /** `@ketwork/math/wasm`. */
  readonly specifier: string
  readonly source: string
}

function entriesOf({ folder: place, manifest }: WorkspacePackage, folder: string): Entry[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
    const source = (target as { readonly '@ketwork/source'?: string })['@ketwork/source']
    return source === undefined ? [] : [{ specifier: join(manifest.name, path), source: join(folder, place, source) }]
  })
}

function pageOf(workspacePackage: WorkspacePackage, folder: string, program: ts.Program): string {
  const sections = entriesOf(workspacePackage, folder).map(({ specifier, source }) => {
    const whole = /^export \* from '([^']+)'\n$/.exec(readFileSync(source, 'utf8'))
    if (whole !== null) return `## ${specifier}\n\nAll of ${whole[1]}.\n`
    const names = namesOf(source, program)
    return `## ${specifier}\n\n${names.length === 0 ? 'No names.' : names.map((name) => `- ${name}`).join('\n')}\n`
  })
  return `# Public names of ${workspacePackage.manifest.name}\n\nWritten by \`pnpm fix\`.\n\n${sections.join('\n')}`
}

function namesOf(source: string, program: ts.Program): string[] {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(source)
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) return [] // a file that exports nothing
  const symbols = checker.getExportsOfModule(module).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return symbols.map((symbol) =>
    describe(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol, symbol.name, checker),
  )
}

function describe(symbol: ts.Symbol, name: string, checker: ts.TypeChecker): string {
  const { flags } = symbol
  if (flags & ts.SymbolFlags.Class) return `class \`${name}\`${membersOf(symbol, checker)}`
  if (flags & ts.SymbolFlags.Interface) return `interface \`${name}\`${membersOf(symbol, checker)}`
  if (flags & ts.SymbolFlags.TypeAlias) return `type \`${name}\``
  const declaration = symbol.valueDeclaration
  const type = declaration && checker.getTypeOfSymbolAtLocation(symbol, declaration)
  const signatures = type?.getCallSignatures() ?? []
  if (flags & ts.SymbolFlags.Function) return signatures.map((signature) => `function \`${name}${textOf(signature, checker)}\``).join(', ')
  return `const \`${name}\``
}

function textOf(signature: ts.Signature, checker: ts.TypeChecker): string {
  return checker
    .signatureToString(signature, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope)
    .replace(/\s+/g, ' ')
}

function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const members = checker
    .getDeclaredTypeOfSymbol(symbol)
    .getProperties()
    .filter(({ name }) => !/^(#|__#|__@|(stack|cause)$)/.test(name)) // private, symbols, what every error has
    .map(({ name, flags }) => (flags & ts.SymbolFlags.Optional ? `${name}?` : name))
  return members.length === 0 ? '' : `: ${members.join(', ')}`
}
