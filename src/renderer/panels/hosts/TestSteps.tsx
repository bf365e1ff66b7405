import { type Icon, IconCircleCheckFilled, IconCircleMinus, IconCircleXFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { HostTest } from '../../../contract/host.ts'
import { type Tone, ToneMark } from '../../ui/ToneMark.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import classes from './host-form.module.css'
import { BothKeys } from './KeyConflict.tsx'

type TestStep = HostTest['steps'][number]

const looks: Readonly<Record<TestStep['result'], { readonly tone: Tone; readonly icon: Icon }>> = {
  passed: { tone: 'good', icon: IconCircleCheckFilled },
  failed: { tone: 'bad', icon: IconCircleXFilled },
  skipped: { tone: 'quiet', icon: IconCircleMinus },
}

/** How far a test of the connection came, and why not further. */
export function TestSteps({ result }: { readonly result: HostTest }) {
  const { t } = useTranslation('hosts')
  const { steps, hostKey } = result
  const failed = steps.find((step) => step.result === 'failed')
  const isUnknownKey = failed?.reason === 'host_key_unknown'
  return (
    <>
      <p role="status" className={classes['testSummary']}>
        {t(failed === undefined ? 'test.passed' : isUnknownKey ? 'test.unknownKey' : 'test.failed')}
      </p>
      <ol className={classes['steps']} aria-label={t('test.title')}>
        {steps.map((step) => (
          <Step key={step.step} step={step} hostKey={hostKey} />
        ))}
      </ol>
      {hostKey !== null && hostKey.knownFingerprint !== null && failed?.step === 'key' ? (
        <div className={classes['result']}>
          <BothKeys hostKey={hostKey} />
        </div>
      ) : null}
    </>
  )
}

interface StepProps {
  readonly step: TestStep
  readonly hostKey: HostTest['hostKey']
}

function Step({ step, hostKey }: StepProps) {
  const { t } = useTranslation('hosts')
  const failureText = useFailureText()
  const isUnknownKey = step.reason === 'host_key_unknown'
  const look = isUnknownKey ? { ...looks.failed, tone: 'warn' as const } : looks[step.result]
  const reason = step.reason === null ? null : failureText.ofCode(step.reason)
  // Whoever is told to compare a fingerprint has to see it.
  const detail = step.detail ?? (isUnknownKey ? (hostKey?.fingerprint ?? null) : null)
  return (
    <li className={classes['step']}>
      <ToneMark tone={look.tone} icon={look.icon}>
        {t(`test.steps.${step.step}`)}
        <span className="visually-hidden">: {t(`test.results.${step.result}`)}</span>
      </ToneMark>
      <div className={classes['stepText']}>
        {reason === null ? null : <div>{reason.title}</div>}
        {detail === null ? null : <code>{detail}</code>}
        {step.result === 'skipped' && reason === null && detail === null ? (
          <span className={classes['quiet']}>{t('test.results.skipped')}</span>
        ) : null}
        {reason === null || step.result !== 'failed' ? null : (
          <div className={classes['quiet']}>{reason.remedy}</div>
        )}
      </div>
    </li>
  )
}
