import { Anchor, Title } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './page.module.css'

interface PageProps {
  readonly title: string
  readonly back?: { readonly href: string; readonly label: string }
  /** Beside the title: a state, a count. */
  readonly aside?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A screen: its title stays in sight, its content scrolls. */
export function Page({ title, back, aside, actions, children }: PageProps) {
  const { t } = useTranslation('shell')
  useEffect(() => {
    document.title = `${title} · ${t('product')}`
  }, [title, t])
  return (
    <div className={classes['page']}>
      <header className={classes['header']}>
        <div className={classes['bar']}>
          <div className={classes['heading']}>
            {back === undefined ? null : (
              <Anchor href={back.href} size="sm" className={classes['back']}>
                <IconChevronLeft size={14} aria-hidden />
                {back.label}
              </Anchor>
            )}
            <div className={classes['titleRow']}>
              <Title order={1} tabIndex={-1} className={classes['title']}>
                {title}
              </Title>
              {aside}
            </div>
          </div>
          <div className={classes['actions']}>{actions}</div>
        </div>
      </header>
      <div className={classes['body']}>
        <div className={classes['content']}>{children}</div>
      </div>
    </div>
  )
}
