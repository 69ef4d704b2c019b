import type { IncidentId } from '@shared/model/incident'
import { useAlerts } from '../../state/alerts'
import { useFeed } from '../../state/connection/use-feed'
import { hrefOf } from '../../state/route'
import { Problem } from '../../ui/problem'
import { ScreenLink } from '../../ui/screen-link'
import { DeliveriesTable } from '../../widgets/deliveries/deliveries-table'
import classes from './incident-notifications.module.css'

/** The notifications of the incident that were sent outside the window. */
export function IncidentNotifications({ id }: { id: IncidentId }) {
  const { settings } = useAlerts()
  const deliveries = useFeed(`deliveries ${id}`, (api, signal) => api.alerts.deliveries({ incident: id }, { signal }))
  const webhooks = settings.state === 'live' ? settings.value.webhooks : []
  const names = new Map(webhooks.map((webhook) => [webhook.id, webhook.name]))
  if (deliveries.state === 'loading') return null
  return (
    <section aria-label="Notifications">
      <h3 className={classes.title}>Notifications</h3>
      {deliveries.state === 'failed' && (
        <Problem title="The notifications could not be loaded" message={deliveries.message} />
      )}
      {deliveries.state === 'live' &&
        (deliveries.value.items.length > 0 ? (
          <DeliveriesTable deliveries={deliveries.value.items} webhooks={names} titles={false} />
        ) : (
          <div className={classes.none}>
            <p>None were sent outside this window.</p>
            <ScreenLink href={hrefOf('alerts')}>Alert rules</ScreenLink>
          </div>
        ))}
    </section>
  )
}
