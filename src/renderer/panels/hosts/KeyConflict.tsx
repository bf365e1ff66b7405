import { useTranslation } from 'react-i18next'
import type { Host, HostKey } from '../../../contract/host.ts'
import { CopyValue } from '../../ui/CopyValue.tsx'
import classes from './hosts.module.css'

/** The key that a server should have and the one that it shows, side by side. Nothing here accepts the new one:
 *  that takes a change of known_hosts, by hand. */
export function KeyConflict({ host }: { readonly host: Host }) {
  const { hostKey, reason } = host
  if (hostKey === null || (reason !== 'host_key_changed' && reason !== 'host_key_revoked')) return null
  return <BothKeys hostKey={hostKey} />
}

export function BothKeys({ hostKey }: { readonly hostKey: HostKey }) {
  const { t } = useTranslation('hosts')
  const { server, type, fingerprint, knownFingerprint } = hostKey
  return (
    <dl className={classes['keys']} aria-label={t('key.conflict', { server })}>
      <div>
        <dt>{t('key.server')}</dt>
        <dd>
          {server} <span className={classes['keyType']}>{type}</span>
        </dd>
      </div>
      <div>
        <dt>{t('key.expected')}</dt>
        <dd>{knownFingerprint === null ? t('key.noneKnown') : <CopyValue value={knownFingerprint} />}</dd>
      </div>
      <div>
        <dt>{t('key.shown')}</dt>
        <dd>
          <CopyValue value={fingerprint} />
        </dd>
      </div>
    </dl>
  )
}
