import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { TrustDialog } from './TrustDialog.tsx'

/** Leads to the comparison of a key that is not known yet; there is none for a key that changed. */
export function TrustButton({ host }: { readonly host: Host }) {
  const { t } = useTranslation('hosts')
  const [isOpen, setOpen] = useState(false)
  const isUnknown = needsTrust(host)
  return (
    <>
      {isUnknown ? (
        <AdminOnly>
          <Button
            leftSection={<IconFingerprint size={16} aria-hidden />}
            aria-label={t('trust.openName', { name: host.name })}
            onClick={() => setOpen(true)}
          >
            {t('trust.open')}
          </Button>
        </AdminOnly>
      ) : null}
      <TrustDialog host={isOpen ? host : null} onClose={() => setOpen(false)} />
    </>
  )
}

export function needsTrust(host: Host): boolean {
  return host.state === 'untrusted' && host.hostKey !== null
}
