import { Button } from '@mantine/core'
import { IconCompassOff } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { CrashBoundary } from '../../ui/CrashBoundary.tsx'
import { EmptyNote } from '../../ui/Notes.tsx'
import { AppsPage } from '../apps/AppsPage.tsx'

const AppPage = lazy(() => import('../app/AppPage.tsx').then(({ AppPage }) => ({ default: AppPage })))
const NewAppPage = lazy(() =>
  import('../app-form/NewAppPage.tsx').then(({ NewAppPage }) => ({ default: NewAppPage })),
)
const EditAppPage = lazy(() =>
  import('../app-form/EditAppPage.tsx').then(({ EditAppPage }) => ({ default: EditAppPage })),
)
const HostsPage = lazy(() =>
  import('../hosts/HostsPage.tsx').then(({ HostsPage }) => ({ default: HostsPage })),
)
const SettingsPage = lazy(() =>
  import('../settings/SettingsPage.tsx').then(({ SettingsPage }) => ({ default: SettingsPage })),
)

/** Which screen an address shows. */
export function Screens() {
  const [location] = useLocation()
  return (
    <CrashBoundary key={location}>
      <Suspense fallback={null}>
        <Switch>
          <Route path="/">
            <Redirect to="/apps" replace />
          </Route>
          <Route path="/apps" component={AppsPage} />
          <Route path="/apps/new" component={NewAppPage} />
          <Route path="/apps/:id">{({ id }) => <AppPage key={id} id={id} />}</Route>
          <Route path="/apps/:id/edit">{({ id }) => <EditAppPage key={id} id={id} />}</Route>
          <Route path="/hosts" component={HostsPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </CrashBoundary>
  )
}

function NotFound() {
  const { t } = useTranslation('shell')
  return (
    <EmptyNote
      icon={IconCompassOff}
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={
        <Button component="a" href="#/apps" variant="default">
          {t('notFound.back')}
        </Button>
      }
    />
  )
}
