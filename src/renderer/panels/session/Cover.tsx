import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './cover.module.css'

/** Lies over everything in the window, open dialogs too, none of which can be reached until it goes.
 *  The browser's own dialog, for that reason: another one would only lie beside them. */
export function Cover({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('shell')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      className={classes['cover']}
      aria-label={t('session.title')}
      // There is nothing to go back to with Escape.
      onCancel={(event) => event.preventDefault()}
      onClose={(event) => event.currentTarget.showModal()}
    >
      {children}
    </dialog>
  )
}
