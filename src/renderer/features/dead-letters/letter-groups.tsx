import { Button, UnstyledButton } from '@mantine/core'
import { countOf } from '@shared/lib/count-of'
import type { LetterGroup, LetterSelection } from '@shared/model/letter-resend'
import { useState } from 'react'
import type { Feed } from '../../state/connection/use-feed'
import { Card } from '../../ui/card'
import { formatCount } from '../../ui/format/numbers'
import { formatDay, formatSecond } from '../../ui/format/time'
import { Answer } from '../../widgets/answer'
import { DiscardDialog } from './discard-dialog'
import classes from './letter-groups.module.css'
import { ResendDialog } from './resend-dialog'

interface LetterGroupsProps {
  groups: Feed<readonly LetterGroup[]>
  selected: LetterGroup | null
  onSelect(group: LetterGroup | null): void
}

/** Open dead letters by reason, with what can be done about each group. */
export function LetterGroups({ groups, selected, onSelect }: LetterGroupsProps) {
  const [resend, setResend] = useState<LetterSelection | null>(null)
  const [discard, setDiscard] = useState<LetterGroup | null>(null)
  if (groups.state === 'live' && groups.value.length === 0) return null
  return (
    <Card
      about="letter-groups"
      title="Open, by reason"
      subtitle={groups.state === 'live' ? countOf(groups.value.length, 'group') : ''}
      className={classes.card}
    >
      <Answer of={groups} failed="The groups could not be loaded" height={80}>
        {(all) => (
          <div className={classes.rows}>
            <table className={classes.table} aria-label="Groups">
              <thead>
                <tr>
                  <th scope="col">Reason</th>
                  <th scope="col">Dataset</th>
                  <th scope="col">Newest</th>
                  <th scope="col" className={classes.count}>
                    Letters
                  </th>
                  <th scope="col" aria-label="Actions" />
                </tr>
              </thead>
              <tbody>
                {all.map((group) => (
                  <GroupRow
                    key={`${group.dataset} ${group.reason}`}
                    group={group}
                    selected={isSame(group, selected)}
                    onSelect={() => onSelect(isSame(group, selected) ? null : group)}
                    onResend={() => setResend({ dataset: group.dataset, reason: group.reason })}
                    onDiscard={() => setDiscard(group)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Answer>
      {resend && <ResendDialog selection={resend} onClose={() => setResend(null)} />}
      {discard && (
        <DiscardDialog
          selection={{ dataset: discard.dataset, reason: discard.reason }}
          letters={discard.open}
          onClose={() => setDiscard(null)}
        />
      )}
    </Card>
  )
}

interface GroupRowProps {
  group: LetterGroup
  selected: boolean
  onSelect(): void
  onResend(): void
  onDiscard(): void
}

function GroupRow({ group, selected, onSelect, onResend, onDiscard }: GroupRowProps) {
  const { reason, dataset, open, sending, newestAt } = group
  return (
    <tr className={classes.row} data-selected={selected || undefined}>
      <td title={reason}>
        <UnstyledButton className={classes.open} aria-pressed={selected} onClick={onSelect}>
          {reason}
        </UnstyledButton>
      </td>
      <td>{dataset}</td>
      <td title={`${formatDay(newestAt)} ${formatSecond(newestAt)} UTC`}>{formatDay(newestAt)}</td>
      <td className={classes.count}>
        {formatCount(open)}
        {sending > 0 && <span className={classes.sending}>{formatCount(sending)} being sent</span>}
      </td>
      <td className={classes.actions}>
        <Button variant="default" size="compact-xs" disabled={open === 0} onClick={onResend}>
          Send again…
        </Button>
        <Button variant="default" size="compact-xs" disabled={open === 0} onClick={onDiscard}>
          Discard…
        </Button>
      </td>
    </tr>
  )
}

function isSame(group: LetterGroup, other: LetterGroup | null): boolean {
  return group.dataset === other?.dataset && group.reason === other.reason
}
