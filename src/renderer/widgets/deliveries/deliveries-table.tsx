import { Button } from '@mantine/core'
import type { Delivery, DeliveryState, IncidentChange } from '@shared/model/alert'
import { useCommand } from '../../state/connection/use-command'
import { hrefOfIncident } from '../../state/route'
import type { Tone } from '../../ui/badge'
import { Badge } from '../../ui/badge'
import { formatDay, formatMoment, formatSecond } from '../../ui/format/time'
import classes from './deliveries-table.module.css'

interface DeliveriesTableProps {
  deliveries: readonly Delivery[]
  /** The names of webhooks by their ids. */
  webhooks: ReadonlyMap<string, string>
  /** Whether the deliveries belong to several incidents. */
  titles: boolean
}

/** Deliveries to the desktop and to webhooks, and their outcomes. */
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

export const CHANGES: Record<IncidentChange, string> = {
  opened: 'started',
  acknowledged: 'acknowledged',
  ended: 'ended',
}

export const STATES: Record<DeliveryState, { word: string; tone: Tone; meaning: string }> = {
  waiting: { word: 'waiting', tone: 'accent', meaning: 'retried automatically' },
  sending: { word: 'sending', tone: 'accent', meaning: 'waiting for a response' },
  delivered: { word: 'delivered', tone: 'success', meaning: 'accepted by the recipient' },
  failed: { word: 'failed', tone: 'error', meaning: 'not retried automatically' },
  unknown: {
    word: 'unknown',
    tone: 'warning',
    meaning: 'Millrace stopped while sending: it may have arrived, so it is not resent automatically',
  },
}

/** "HTTP 200", "HTTP 500, 3 attempts, next at 12:05:30", "the receiver refused it (HTTP 404)" */
export function outcomeWords({ state, outcome, attempts, nextAt }: Delivery, now: number): string {
  const tries = attempts > 1 ? [`${attempts} attempts`] : []
  const next = state === 'waiting' && nextAt !== null && nextAt > now ? [`next at ${formatSecond(nextAt)}`] : []
  return [...(outcome === null ? [] : [outcome]), ...tries, ...next].join(', ')
}
