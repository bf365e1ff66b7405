import type { StatsDeploy } from '../../../contract/stats.ts'
import { type Plot, xOf } from './plot.ts'

export interface Mark {
  readonly x: number
  /** Deploys too close to one another to be told apart, oldest first; at least one. */
  readonly deploys: readonly StatsDeploy[]
  readonly last: StatsDeploy
}

const MARK_PX = 18

/** Deploys as marks that do not overlap: what would lie on one another becomes one mark. */
export function gatherMarks(deploys: readonly StatsDeploy[], plot: Plot): readonly Mark[] {
  const marks: Mark[] = []
  for (const deploy of deploys) {
    if (deploy.ts < plot.from || deploy.ts >= plot.to) continue
    const x = xOf(plot, deploy.ts)
    const open = marks.at(-1)
    if (open === undefined || x - open.x >= MARK_PX) marks.push({ x, deploys: [deploy], last: deploy })
    else marks.splice(-1, 1, { ...open, deploys: [...open.deploys, deploy], last: deploy })
  }
  return marks
}
