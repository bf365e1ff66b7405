import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { HostFilterProvider } from '../hosts/host-filter.tsx'
import { Navigation } from './Navigation.tsx'
import classes from './shell.module.css'

/** Navigation on the left, the screen beside it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('shell')
  const main = useRef<HTMLElement>(null)
  return (
    <div className={classes['shell']}>
      {/* A button, not a link: the address's fragment belongs to the router. */}
      <button type="button" className={classes['skip']} onClick={() => main.current?.focus()}>
        {t('skip')}
      </button>
      <HostFilterProvider>
        <Navigation />
        <main ref={main} tabIndex={-1} className={classes['main']}>
          {children}
        </main>
      </HostFilterProvider>
    </div>
  )
}
