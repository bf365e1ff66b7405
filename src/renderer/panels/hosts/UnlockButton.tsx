import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { UnlockDialog } from './UnlockDialog.tsx'

/** Asks for the passphrase of a key file, where one is needed. */
export function UnlockButton({ host }: { readonly host: Host }) {
  const { t } = useTranslation('hosts')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      {needsPassphrase(host) ? (
        <AdminOnly>
          <Button
            leftSection={<IconKey size={16} aria-hidden />}
            aria-label={t('unlock.openName', { name: host.name })}
            onClick={() => setOpen(true)}
          >
            {t('unlock.open')}
          </Button>
        </AdminOnly>
      ) : null}
      <UnlockDialog host={isOpen ? host : null} onClose={() => setOpen(false)} />
    </>
  )
}

export function needsPassphrase({ reason }: Host): boolean {
  return reason === 'passphrase_needed' || reason === 'passphrase_wrong'
}
