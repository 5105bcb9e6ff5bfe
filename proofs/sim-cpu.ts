/**
 * Long tests of sim-cpu: the whole conformance suite in every opening (`simCpu/openings.ts`), in Node and in Chromium;
 * 20,000 drawn circuits against the reference backend; the norm after a million gates; ten minutes of mixed work with
 * aborts. `npm test` runs 500 of the drawn circuits; the suite's slice is in the package's own tests.
 */
import type { Proof, UnitOutcome } from '../tooling/prove/proof.ts'
import { chromiumUnits } from './simCpu/chromiumUnits.ts'
import { DRAWN_CIRCUITS, type DrawnFigures, drawnUnits } from './simCpu/drawnUnits.ts'
import { driftUnits } from './simCpu/driftUnits.ts'
import { OPENINGS } from './simCpu/openings.ts'
import { soakUnits } from './simCpu/soakUnits.ts'
import { suiteUnits } from './simCpu/suiteUnits.ts'

export const proof: Proof = {
  name: 'sim-cpu',
  description: `sim-cpu conforms in Node and Chromium, agrees with the reference on ${DRAWN_CIRCUITS} drawn circuits, keeps the norm and survives a soak.`,
  units: [...suiteUnits(), ...chromiumUnits(), ...driftUnits(), ...soakUnits(), ...drawnUnits()],
  slice: 25,
  summarize: (outcomes) => ({
    openings: OPENINGS.map(({ name }) => name),
    suiteCases: outcomes.filter(({ figures }) => figures === null).length,
    chromium: figuresOf(outcomes, 'Chromium'),
    drawnCircuits: drawnOf(outcomes).reduce((sum, { circuits }) => sum + circuits, 0),
    worstShareOfTolerance: Math.max(0, ...drawnOf(outcomes).map(({ worstShare }) => worstShare)),
    drift: figuresOf(outcomes, 'drift'),
    soak: figuresOf(outcomes, 'soak'),
  }),
}

function figuresOf(outcomes: readonly UnitOutcome[], start: string): Record<string, UnitOutcome['figures']> {
  return Object.fromEntries(outcomes.filter(({ id }) => id.startsWith(start)).map(({ id, figures }) => [id, figures]))
}

function drawnOf(outcomes: readonly UnitOutcome[]): DrawnFigures[] {
  return outcomes.filter(({ id }) => id.startsWith('drawn')).map(({ figures }) => figures as unknown as DrawnFigures)
}
