import { IconClockPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import { RelativeTime } from '../../ui/Time.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { useHostName } from '../hosts/use-host-name.ts'
import { CancelButton } from './CancelButton.tsx'
import { useWaitsFor } from './use-waits-for.ts'
import { Version } from './Version.tsx'
import classes from './waiting.module.css'

/** A deploy that waits for its host to come back; nothing for one that waits for something else. */
export function WaitingDeploy({ deploy }: { readonly deploy: Deploy }) {
  const { t } = useTranslation('deploys')
  const name = useHostName(deploy.hostId)
  if (useWaitsFor(deploy) === null) return null
  return (
    <section className={classes['panel']} aria-label={t('waiting.label', { seq: deploy.seq })}>
      <div className={classes['head']}>
        <ToneMark tone="warn" icon={IconClockPause}>
          {t('waiting.title', { seq: deploy.seq, name })}
        </ToneMark>
        <div className={classes['what']}>
          <Version deploy={deploy} />
        </div>
        <CancelButton deploy={deploy} />
      </div>
      <p className={classes['why']}>
        <span>
          {t('waiting.since')} <RelativeTime at={deploy.queuedAt} />
        </span>
        <span>{t('waiting.help')}</span>
      </p>
    </section>
  )
}
