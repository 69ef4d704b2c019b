import type { Webhook } from '@shared/model/alert'
import { useFeed } from '../../state/connection/use-feed'
import { useOlderPages } from '../../state/connection/use-older-pages'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { Answer } from '../../widgets/answer'
import { DeliveriesTable } from '../../widgets/deliveries/deliveries-table'
import { OlderButton } from '../../widgets/list-panel/older-button'

const PAGE = 50
const NOTHING = { items: [], more: false }

/** The notifications sent outside the window, and their outcomes. */
export function DeliveriesCard({ webhooks }: { webhooks: readonly Webhook[] }) {
  const newest = useFeed('deliveries', (api, signal) => api.alerts.deliveries({}, { signal }))
  const older = useOlderPages(
    'deliveries',
    newest.state === 'live' ? newest.value : NOTHING,
    ({ id }) => id,
    (api, before) => api.alerts.listDeliveries({ before, limit: PAGE }),
  )
  const names = new Map(webhooks.map(({ id, name }) => [id, name]))
  return (
    <Card about="deliveries" title="Deliveries" subtitle="to the desktop and webhooks, newest first, UTC">
      <Answer of={newest} failed="The deliveries could not be loaded" height={120}>
        {() =>
          older.rows.length === 0 ? (
            <EmptyState title="No deliveries yet">
              Each message is sent once. If one fails, you can resend it here.
            </EmptyState>
          ) : (
            <DeliveriesTable deliveries={older.rows} webhooks={names} titles />
          )
        }
      </Answer>
      <OlderButton older={older} />
    </Card>
  )
}
