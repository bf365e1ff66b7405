import type { Deploy } from '../../../contract/deploy.ts'
import { shortDigest } from '../../format.ts'
import classes from './version.module.css'

/** What was deployed: the reference as it was asked for, and below it the digest it meant then. */
export function Version({ deploy }: { readonly deploy: Pick<Deploy, 'reference' | 'pinned'> }) {
  const digest = deploy.pinned?.digest ?? deploy.pinned?.imageId ?? null
  return (
    <span className={classes['version']}>
      <span className={classes['reference']} title={deploy.reference}>
        <bdi dir="ltr">{deploy.reference}</bdi>
      </span>
      {digest === null ? null : (
        <code className={classes['digest']} title={digest}>
          {shortDigest(digest)}
        </code>
      )}
    </span>
  )
}
