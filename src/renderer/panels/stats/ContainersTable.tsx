import { useTranslation } from 'react-i18next'
import type { ContainerStats, StatsNow } from '../../../contract/stats.ts'
import classes from './stats.module.css'
import { MEBIBYTE, useStatsText } from './use-stats-text.ts'

/** What each container used at the last round. CPU is always percent of one core here, as its limit is. */
export function ContainersTable({ now }: { readonly now: StatsNow }) {
  const { t } = useTranslation('stats')
  return (
    <div className={classes['containers']}>
      <table className={classes['table']} aria-label={t('containers.table')}>
        <thead>
          <tr>
            <th scope="col">{t('containers.name')}</th>
            <th scope="col">{t('containers.cpu')}</th>
            <th scope="col">{t('containers.memory')}</th>
            <th scope="col">{t('containers.ofLimit')}</th>
            <th scope="col">{t('containers.received')}</th>
            <th scope="col">{t('containers.sent')}</th>
            <th scope="col">{t('containers.read')}</th>
            <th scope="col">{t('containers.written')}</th>
          </tr>
        </thead>
        <tbody>
          {now.containers.map((container) => (
            <ContainerRow key={container.containerId} container={container} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ContainerRow({ container }: { readonly container: ContainerStats }) {
  const { t } = useTranslation(['stats', 'shell'])
  const { percent, mebibytes, rate } = useStatsText()
  const { cpuPercent, memoryBytes } = container
  return (
    <tr>
      <th scope="row">
        {container.name}
        {container.service === container.name ? null : (
          <span className={classes['quiet']}> {container.service}</span>
        )}
      </th>
      <td>{cpuPercent === null ? t('shell:none') : percent(cpuPercent)}</td>
      <td>{mebibytes(memoryBytes / MEBIBYTE)}</td>
      <td>
        <OfLimit container={container} />
      </td>
      <td>{rate(container.networkReceivedBytesPerSecond)}</td>
      <td>{rate(container.networkSentBytesPerSecond)}</td>
      <td>{rate(container.blockReadBytesPerSecond)}</td>
      <td>{rate(container.blockWrittenBytesPerSecond)}</td>
    </tr>
  )
}

/** How much of what it may use: of its CPU, of its memory, or of both. */
function OfLimit({ container }: { readonly container: ContainerStats }) {
  const { t } = useTranslation(['stats', 'shell'])
  const { percent, limit } = useStatsText()
  const { cpuPercent, cpuLimitPercent, memoryBytes, memoryLimitBytes } = container
  const hasCpu = cpuLimitPercent !== null && cpuPercent !== null
  if (!hasCpu && memoryLimitBytes === null) return <>{t('shell:none')}</>
  return (
    <>
      {hasCpu ? (
        <div>
          {t('containers.cpuOfLimit', {
            share: percent((cpuPercent / cpuLimitPercent) * 100),
            limit: limit('cpu', cpuLimitPercent),
          })}
        </div>
      ) : null}
      {memoryLimitBytes === null ? null : (
        <div>
          {t('containers.memoryOfLimit', {
            share: percent((memoryBytes / memoryLimitBytes) * 100),
            limit: limit('memory', memoryLimitBytes / MEBIBYTE),
          })}
        </div>
      )}
    </>
  )
}
