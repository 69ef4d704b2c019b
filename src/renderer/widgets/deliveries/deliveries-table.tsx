import { Button } from '@mantine/core'
import type { Delivery } from '@shared/model/alert'
import { useCommand } from '../../state/connection/use-command'
import { hrefOfIncident } from '../../state/route'
import { Badge } from '../../ui/badge'
import { formatDay, formatMoment } from '../../ui/format/time'
import classes from './deliveries-table.module.css'
import { CHANGES, outcomeWords, STATES } from './delivery-words'

interface DeliveriesTableProps {
  deliveries: readonly Delivery[]
  /** The names of webhooks by their ids. */
  webhooks: ReadonlyMap<string, string>
  /** Whether they are of several incidents. */
  titles: boolean
}

/** Messages to the desktop and to webhooks, and what became of them. */
export function DeliveriesTable({ deliveries, webhooks, titles }: DeliveriesTableProps) {
  return (
    <table className={classes.table} data-titles={titles || undefined}>
      <thead>
        <tr>
          <th scope="col">At</th>
          {titles && <th scope="col">Message</th>}
          {!titles && <th scope="col">Change</th>}
          <th scope="col">To</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <Row key={delivery.id} delivery={delivery} webhooks={webhooks} titles={titles} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ delivery, webhooks, titles }: { delivery: Delivery } & Omit<DeliveriesTableProps, 'deliveries'>) {
  const { id, at, title, change, incident, channel, state } = delivery
  const now = Date.now()
  const { word, tone, meaning } = STATES[state]
  const command = useCommand()
  const resend = () => command('The message could not be resent', (api) => api.alerts.resend({ id }))
  return (
    <tr>
      <td title={formatDay(at)}>{formatMoment(at, now)}</td>
      {titles ? (
        <td>
          <a className={classes.link} href={hrefOfIncident(incident)}>
            {title}
          </a>
        </td>
      ) : (
        <td>{CHANGES[change]}</td>
      )}
      <td className={classes.to}>
        {channel.kind === 'desktop' ? 'Desktop' : (webhooks.get(channel.id) ?? `${channel.id}, removed`)}
      </td>
      <td>
        <div className={classes.state}>
          <Badge tone={tone} title={meaning}>
            {word}
          </Badge>{' '}
          <span className={classes.outcome}>{outcomeWords(delivery, now)}</span>
          {(state === 'failed' || state === 'unknown') && (
            <Button variant="default" size="compact-xs" aria-label={`Resend "${title}"`} onClick={() => void resend()}>
              Resend
            </Button>
          )}
        </div>
      </td>
    </tr>
  )
}
