import { Button } from '@mantine/core'
import { IconPencil, IconRocket, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Workload } from '../../../contract/workload.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { StartDialog } from '../deploys/StartDialog.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'

export function AppActions({ workload }: { readonly workload: Workload }) {
  const { t } = useTranslation('apps')
  const [isDeploying, setDeploying] = useState(false)
  const [isDeleting, setDeleting] = useState(false)
  return (
    <>
      <AdminOnly>
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setDeleting(true)}
        >
          {t('detail.delete')}
        </Button>
      </AdminOnly>
      <AdminOnly>
        <Button
          component="a"
          href={`#/apps/${workload.id}/edit`}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          {t('detail.edit')}
        </Button>
      </AdminOnly>
      <AdminOnly>
        <Button leftSection={<IconRocket size={16} aria-hidden />} onClick={() => setDeploying(true)}>
          {t('detail.deploy')}
        </Button>
      </AdminOnly>
      <StartDialog workload={isDeploying ? workload : null} onClose={() => setDeploying(false)} />
      <DeleteDialog workload={workload} isOpen={isDeleting} onClose={() => setDeleting(false)} />
    </>
  )
}
