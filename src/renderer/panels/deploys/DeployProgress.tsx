import { Progress } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Deploy, LayerProgress, DeployProgress as ProgressNews } from '../../../contract/deploy.ts'
import { progressKey } from '../../live/apply-event.ts'
import { Elapsed } from '../../ui/Time.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { useSizeText } from '../../ui/use-size-text.ts'
import { CancelButton } from './CancelButton.tsx'
import { outcomeLook } from './outcome-look.ts'
import { type PhaseStep, phaseSteps, pullState } from './phase-model.ts'
import classes from './progress.module.css'
import { Version } from './Version.tsx'

/** A running deploy as it happens: the phase it is in, the bytes pulled, the time it takes. */
export function DeployProgress({ deploy }: { readonly deploy: Deploy }) {
  const { t } = useTranslation('deploys')
  const news = useQuery<ProgressNews | null>({
    queryKey: progressKey(deploy.id),
    queryFn: () => null,
    enabled: false,
  }).data
  // The news tell of the pull alone; which phase it is says the deploy itself.
  const { phase } = deploy
  const isSent = phase === 'pull' && news?.isSent === true
  const look = outcomeLook('running')
  const title = t(deploy.kind === 'rollback' ? 'progress.titleRollback' : 'progress.title', {
    seq: deploy.seq,
  })
  return (
    <section className={classes['panel']} aria-label={t('progress.label', { seq: deploy.seq })}>
      <div className={classes['head']}>
        <ToneMark tone={look.tone} icon={look.icon} isTurning>
          {title}
        </ToneMark>
        <div className={classes['what']}>
          <Version deploy={deploy} />
        </div>
        <span className={classes['elapsed']}>
          <span className={classes['quiet']}>{t('progress.elapsed')}</span>
          <Elapsed since={deploy.startedAt ?? deploy.queuedAt} />
        </span>
        <CancelButton deploy={deploy} />
      </div>
      <ol className={classes['steps']} aria-label={t('progress.steps')}>
        {phaseSteps(phase).map((step) => (
          <Step key={step.phase} step={step} isSent={isSent} />
        ))}
      </ol>
      <PullBar seq={deploy.seq} layers={news?.layers ?? []} isPulling={phase === 'pull'} />
      <p className={classes['doing']} role="status">
        {phase === null ? t('outcome.running') : isSent ? t('progress.sending') : t(`phaseDoing.${phase}`)}
      </p>
    </section>
  )
}

const stepWords = {
  done: 'progress.stepDone',
  current: 'progress.stepCurrent',
  ahead: 'progress.stepAhead',
} as const

function Step({ step, isSent }: { readonly step: PhaseStep; readonly isSent: boolean }) {
  const { t } = useTranslation('deploys')
  const phase = isSent && step.state === 'current' ? t('progress.send') : t(`phase.${step.phase}`)
  return (
    <li
      className={classes['step']}
      data-state={step.state}
      aria-current={step.state === 'current' ? 'step' : undefined}
    >
      <span className={classes['dot']} aria-hidden>
        {step.state === 'done' ? <IconCheck size={12} stroke={3} /> : null}
      </span>
      <span aria-hidden>{phase}</span>
      <span className="visually-hidden">{t(stepWords[step.state], { phase })}</span>
    </li>
  )
}

interface PullBarProps {
  readonly seq: number
  readonly layers: readonly LayerProgress[]
  readonly isPulling: boolean
}

/** Its room stays when there is nothing to pull, so that nothing below it jumps. */
function PullBar({ seq, layers, isPulling }: PullBarProps) {
  const { t } = useTranslation('deploys')
  const sizeText = useSizeText()
  const pull = pullState(layers)
  if (!isPulling || pull.share === null) return <div className={classes['pull']} />
  const bytes = t('progress.bytes', { done: sizeText(pull.doneBytes), total: sizeText(pull.totalBytes) })
  return (
    <div className={classes['pull']}>
      <Progress.Root size="md">
        <Progress.Section
          value={pull.share * 100}
          aria-label={t('progress.label', { seq })}
          aria-valuetext={bytes}
        />
      </Progress.Root>
      <div className={classes['pullWords']}>
        <span>{bytes}</span>
        <span>{t('progress.layers', { done: pull.doneLayers, count: pull.layers })}</span>
      </div>
    </div>
  )
}
