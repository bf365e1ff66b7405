import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StatsDeploy } from '../../../contract/stats.ts'
import { formatDateTime } from '../../format.ts'
import { useRegion } from '../../ui/use-locale.ts'
import { goToEntry } from '../deploys/go-to-entry.ts'
import { outcomeLook } from '../deploys/outcome-look.ts'
import { gatherMarks, type Mark } from './gather-marks.ts'
import { type Plot, plotInset } from './plot.ts'
import classes from './stats.module.css'

const MOST_NAMED = 6

interface DeployMarksProps {
  readonly deploys: readonly StatsDeploy[]
  readonly plot: Plot
  readonly height: number
  /** For the eye alone: the same marks of another chart are there for everybody else. */
  readonly isRepeated: boolean
}

/** The deploys of the window, on its time axis; each leads to its entry in the ledger. */
export function DeployMarks({ deploys, plot, height, isRepeated }: DeployMarksProps) {
  const marks = gatherMarks(deploys, plot)
  return marks.map((mark) => (
    <div key={mark.deploys[0]?.id}>
      <span
        className={classes['markLine']}
        style={{
          left: plotInset.left + mark.x,
          top: plotInset.top - 4,
          height: height - plotInset.top - plotInset.bottom + 4,
        }}
      />
      <MarkButton mark={mark} isRepeated={isRepeated} />
    </div>
  ))
}

function MarkButton({ mark, isRepeated }: { readonly mark: Mark; readonly isRepeated: boolean }) {
  const deployText = useDeployText()
  const { t } = useTranslation('stats')
  const { last, deploys } = mark
  const { tone, icon: IconShape } = outcomeLook(last.outcome)
  const named = deploys.slice(-MOST_NAMED).map(deployText)
  const rest = deploys.length - named.length
  const lines = rest > 0 ? [t('marks.earlier', { count: rest }), ...named] : named
  return (
    <Tooltip
      events={{ hover: true, focus: true, touch: true }}
      label={lines.map((line) => <div key={line}>{line}</div>)}
    >
      <button
        type="button"
        className={classes['mark']}
        style={{ left: plotInset.left + mark.x }}
        data-tone={tone}
        onClick={() => goToEntry(last.id)}
        {...(isRepeated ? { 'aria-hidden': true, tabIndex: -1 } : { 'aria-label': lines.join('; ') })}
      >
        <IconShape size={16} stroke={2} aria-hidden />
        {deploys.length > 1 ? (
          <span className={classes['markCount']} aria-hidden>
            {deploys.length}
          </span>
        ) : null}
      </button>
    </Tooltip>
  )
}

/** “Deploy #4: succeeded, 23 Nov 2025, 14:05:12”. */
function useDeployText(): (deploy: StatsDeploy) => string {
  const { t } = useTranslation(['stats', 'deploys'])
  const locale = useRegion()
  return ({ kind, seq, outcome, ts }) =>
    t('marks.deploy', {
      kind: t(`deploys:kind.${kind}`),
      seq,
      outcome: t(`deploys:outcome.${outcome}`),
      time: formatDateTime(locale, ts),
    })
}
