/** The last line of the tour. */
import { boundText, figureText, keepsBound, type Measure } from './figures.ts'
import type { WorkloadResult } from './workload.ts'

/**
 * One sentence on all workloads: how many answers are right and which are not; what missed its goal.
 *
 * @param planned how many workloads there are; those that were not run are counted
 */
export function verdictOn(results: readonly WorkloadResult[], planned: number): string {
  const missed = (of: Measure['of']): string[] =>
    results.flatMap(({ name, measures }) =>
      measures
        .filter((measure) => measure.of === of && !keepsBound(measure))
        .map((measure) => `${name}, ${measure.name} ${figureText(measure)} (${of === 'answer' ? 'bound' : 'goal'} ${boundText(measure)})`),
    )
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['wrong', missed('answer')],
    ['slower than the goal', missed('speed')],
    ['more memory than the goal', missed('memory')],
  ]
  return [
    `${results.filter(({ met }) => met).length} of ${planned} answers right`,
    ...(results.length < planned ? [`${planned - results.length} not run`] : []),
    ...lists.filter(([, misses]) => misses.length > 0).map(([what, misses]) => `${what}: ${misses.join(', ')}`),
    ...(results.length > 0 && results.every(({ goalMet }) => goalMet) ? ['speed and memory within the goals'] : []),
  ].join('; ')
}
