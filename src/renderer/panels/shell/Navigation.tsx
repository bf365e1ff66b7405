import { SegmentedControl, Tooltip } from '@mantine/core'
import {
  type Icon,
  IconBox,
  IconEye,
  IconPlugConnectedX,
  IconServer2,
  IconSettings,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { useIsAdmin } from '../../connection.ts'
import { useIsLive } from '../../live/LiveUpdates.tsx'
import { locales } from '../../locales.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { useLocale } from '../../ui/use-locale.ts'
import { EngineState } from './EngineState.tsx'
import { HostSwitcher } from './HostSwitcher.tsx'
import { Mark } from './Mark.tsx'
import classes from './shell.module.css'
import { useSwitchLocale } from './use-switch-locale.ts'

const places: readonly {
  readonly to: string
  readonly name: 'apps' | 'hosts' | 'settings'
  readonly icon: Icon
}[] = [
  { to: '/apps', name: 'apps', icon: IconBox },
  { to: '/hosts', name: 'hosts', icon: IconServer2 },
  { to: '/settings', name: 'settings', icon: IconSettings },
]

export function Navigation() {
  const { t } = useTranslation('shell')
  const [location] = useLocation()
  const isAdmin = useIsAdmin()
  return (
    <div className={classes['side']}>
      <div className={classes['brand']}>
        <Mark />
        <span>{t('product')}</span>
      </div>
      <HostSwitcher />
      <nav aria-label={t('nav.label')} className={classes['nav']}>
        {places.map(({ to, name, icon: IconShape }) => (
          <Link
            key={to}
            href={to}
            className={classes['link']}
            aria-current={location.startsWith(to) ? 'page' : undefined}
          >
            <IconShape size={18} stroke={1.8} aria-hidden />
            {t(`nav.${name}`)}
          </Link>
        ))}
      </nav>
      <div className={classes['foot']}>
        <FeedState />
        {isAdmin ? null : (
          <ToneMark tone="quiet" icon={IconEye} title={t('viewer.reason')}>
            {t('viewer.badge')}
          </ToneMark>
        )}
        <EngineState />
        <LanguageSwitch />
      </div>
    </div>
  )
}

function FeedState() {
  const { t } = useTranslation('shell')
  const isLive = useIsLive()
  return (
    <div role="status">
      {isLive ? null : (
        <Tooltip label={t('feed.help')} multiline maw={260}>
          <span>
            <ToneMark tone="warn" icon={IconPlugConnectedX}>
              {t('feed.lost')}
            </ToneMark>
          </span>
        </Tooltip>
      )}
    </div>
  )
}

function LanguageSwitch() {
  const { t } = useTranslation('shell')
  const locale = useLocale()
  const switchLocale = useSwitchLocale()
  return (
    <SegmentedControl
      aria-label={t('language.label')}
      size="xs"
      fullWidth
      value={locale}
      onChange={(value) => {
        const chosen = locales.find((known) => known === value)
        if (chosen !== undefined) switchLocale(chosen)
      }}
      data={locales.map((value) => ({ value, label: t(`language.${value}`) }))}
    />
  )
}
