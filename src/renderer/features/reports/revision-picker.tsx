import { Button, NativeSelect } from '@mantine/core'
import type { RevisionInfo } from '@shared/model/report'
import { formatCount } from '../../ui/format/numbers'
import { formatSecond } from '../../ui/format/time'
import classes from './revision-picker.module.css'

interface RevisionPickerProps {
  revisions: readonly RevisionInfo[]
  shown: number
  onShow(revision: number): void
  /** The revision to compare with; null when none is chosen. */
  against: number | null
  onAgainst(revision: number | null): void
}

/** Picks the revision to show, and another one to compare with. */
export function RevisionPicker({ revisions, shown, onShow, against, onAgainst }: RevisionPickerProps) {
  const others = revisions.filter(({ revision }) => revision !== shown)
  const nearest = others.find(({ revision }) => revision < shown) ?? others.at(-1)
  return (
    <fieldset className={classes.picker}>
      <legend className={classes.hidden}>Revisions</legend>
      <NativeSelect
        size="xs"
        aria-label="Revision"
        value={String(shown)}
        data={revisions.map(itemOf)}
        onChange={(event) => {
          onShow(Number(event.currentTarget.value))
          onAgainst(null)
        }}
      />
      {against !== null && (
        <NativeSelect
          size="xs"
          aria-label="Compare with"
          value={String(against)}
          data={others.map(itemOf)}
          onChange={(event) => onAgainst(Number(event.currentTarget.value))}
        />
      )}
      {nearest && (
        <Button
          variant="default"
          size="xs"
          aria-pressed={against !== null}
          onClick={() => onAgainst(against === null ? nearest.revision : null)}
        >
          {against === null ? 'Compare' : 'Stop comparing'}
        </Button>
      )}
    </fieldset>
  )
}

function itemOf({ revision, createdAt, events }: RevisionInfo) {
  return {
    value: String(revision),
    label: `Rev. ${revision} · ${formatSecond(createdAt)} · ${formatCount(events)} events`,
  }
}
