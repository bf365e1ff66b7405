import { Anchor } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './app.module.css'
import { type PublishedPort, publishedPorts } from './published-ports.ts'

interface PortsProps {
  readonly source: Readonly<Record<string, unknown>>
  readonly isLocal: boolean
}

export function Ports({ source, isLocal }: PortsProps) {
  const { t } = useTranslation('apps')
  const ports = publishedPorts(source, isLocal)
  if (ports.length === 0) return <>{t('detail.noPorts')}</>
  return (
    <span className={classes['ports']}>
      {ports.map((port) => (
        <Port key={`${port.container} ${port.hostIp} ${port.host} ${port.protocol}`} port={port} />
      ))}
    </span>
  )
}

function Port({ port }: { readonly port: PublishedPort }) {
  const { t } = useTranslation('apps')
  const host = port.host === null ? t('detail.anyPort') : String(port.host)
  const text = `${host} → ${port.container}/${port.protocol}`
  if (port.url === null) return <span>{text}</span>
  return (
    <Anchor href={port.url} target="_blank" rel="noreferrer" title={port.url}>
      {text}
    </Anchor>
  )
}
