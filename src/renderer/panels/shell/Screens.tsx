import { Button } from '@mantine/core'
import { IconCompassOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { CrashBoundary } from '../../ui/CrashBoundary.tsx'
import { EmptyNote } from '../../ui/Notes.tsx'
import { AppPage } from '../app/AppPage.tsx'
import { EditAppPage } from '../app-form/EditAppPage.tsx'
import { NewAppPage } from '../app-form/NewAppPage.tsx'
import { AppsPage } from '../apps/AppsPage.tsx'
import { EditHostPage } from '../hosts/EditHostPage.tsx'
import { HostsPage } from '../hosts/HostsPage.tsx'
import { NewHostPage } from '../hosts/NewHostPage.tsx'
import { SettingsPage } from '../settings/SettingsPage.tsx'
import { useHeadingFocus } from './use-heading-focus.ts'

/** Which screen an address shows. All of them come with the first page: they are small and near, and a part that is
 *  fetched later would be one more thing that a network change can tear. */
export function Screens() {
  const [location] = useLocation()
  useHeadingFocus(location)
  return (
    <CrashBoundary key={location}>
      <Switch>
        <Route path="/">
          <Redirect to="/apps" replace />
        </Route>
        <Route path="/apps" component={AppsPage} />
        <Route path="/apps/new" component={NewAppPage} />
        <Route path="/apps/:id">{({ id }) => <AppPage key={id} id={id} />}</Route>
        <Route path="/apps/:id/edit">{({ id }) => <EditAppPage key={id} id={id} />}</Route>
        <Route path="/hosts" component={HostsPage} />
        <Route path="/hosts/new" component={NewHostPage} />
        <Route path="/hosts/:id/edit">{({ id }) => <EditHostPage key={id} id={id} />}</Route>
        <Route path="/settings" component={SettingsPage} />
        <Route component={NotFound} />
      </Switch>
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
