/** Puts packed packages into a folder's node_modules, as an installation would; they depend on each other only. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tarball } from '../pack/packPackages.ts'
import { runCommand } from '../pack/runCommand.ts'
import { PAGE_SCRIPT } from './pageScript.ts'

/** An application: package.json, the script `main.js`, and `index.html` with it. */
export function makeApplication(folder: string, tarballs: readonly Tarball[]): void {
  mkdirSync(folder, { recursive: true })
  unpackPackages(folder, tarballs)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(folder, 'main.js'), PAGE_SCRIPT)
  writeFileSync(join(folder, 'index.html'), pageWith('<script type="module" src="./main.js"></script>'))
}

export function pageWith(head: string): string {
  return `<!doctype html><html lang="en"><head><title>Ketwork</title><link rel="icon" href="data:,">${head}</head><body></body></html>`
}

function unpackPackages(folder: string, tarballs: readonly Tarball[]): void {
  for (const { path, manifest } of tarballs) {
    const place = join(folder, 'node_modules', manifest.name)
    mkdirSync(place, { recursive: true })
    runCommand('tar', ['-xzf', path, '-C', place, '--strip-components=1'], folder)
  }
}
