import { Button, SegmentedControl } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StatsNow } from '../../../contract/stats.ts'
import { WithReason } from '../../ui/WithReason.tsx'
import { namedSeries } from './chart-model.ts'
import { type ChartView, scopes } from './chart-view.ts'
import { csvName, historyCsv } from './csv.ts'
import { saveFile } from './save-file.ts'
import classes from './stats.module.css'
import { UnitSwitch } from './UnitSwitch.tsx'
import type { ReadHistory } from './use-stats.ts'

interface StatsToolsProps {
  readonly view: ChartView
  readonly onChange: (change: Partial<ChartView>) => void
  readonly now: StatsNow | undefined
  readonly history: ReadHistory | undefined
  readonly appName: string
}

/** What is shown, how it is counted, and the ways out of the chart. */
export function StatsTools({ view, onChange, now, history, appName }: StatsToolsProps) {
  const { t } = useTranslation('stats')
  return (
    <div className={classes['tools']}>
      <SegmentedControl
        size="xs"
        aria-label={t('scope.label')}
        value={view.scope}
        onChange={(scope) => onChange({ scope })}
        data={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
      />
      <UnitSwitch
        value={view.cpuUnit}
        isHostKnown={now?.hostCpus !== null}
        onChange={(cpuUnit) => onChange({ cpuUnit })}
      />
      <span className={classes['spacer']} />
      <SegmentedControl
        size="xs"
        aria-label={t('look.label')}
        value={view.isTable ? 'table' : 'chart'}
        onChange={(look) => onChange({ isTable: look === 'table' })}
        data={[
          { value: 'chart', label: t('look.chart') },
          { value: 'table', label: t('look.table') },
        ]}
      />
      <CsvButton history={history} appName={appName} />
    </div>
  )
}

function CsvButton({ history, appName }: Pick<StatsToolsProps, 'history' | 'appName'>) {
  const { t } = useTranslation('stats')
  const canSave = history !== undefined && history.points.length > 0
  const save = () => {
    if (!canSave) return
    const { points, window, to } = history
    const text = historyCsv({ points, series: namedSeries(history) ?? [] })
    saveFile(csvName(appName, window, to), text, 'text/csv;charset=utf-8')
  }
  return (
    <WithReason reason={canSave ? null : t('csv.nothing')}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconDownload size={15} aria-hidden />}
        title={t('csv.help')}
        onClick={save}
      >
        {t('csv.action')}
      </Button>
    </WithReason>
  )
}
