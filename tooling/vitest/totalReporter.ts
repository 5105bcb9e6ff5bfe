/**
 * Prints the last line of a test run, `N passed, N failed, N skipped`, summed over all packages; errors outside a test
 * count as failures.
 */
import type { Reporter, TestModule } from 'vitest/node'

export class TotalReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const total = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        total[state === 'pending' ? 'failed' : state]++ // pending here: the run ended before the test did
      }
      // a file that cannot be imported, a hook that throws
      total.failed += module.errors().length
      for (const suite of module.children.allSuites()) total.failed += suite.errors().length
    }
    console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  }
}
