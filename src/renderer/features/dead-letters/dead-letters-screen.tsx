import { Button, SegmentedControl } from '@mantine/core'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { DeadLetter } from '@shared/model/dead-letter'
import type { LetterGroup } from '@shared/model/letter-resend'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { type Older, type Page, useOlderPages } from '../../state/connection/use-older-pages'
import { hrefOf } from '../../state/route'
import { DatasetFilter } from '../../ui/dataset-select'
import { EmptyState } from '../../ui/empty-state'
import { formatCount } from '../../ui/format/numbers'
import { saveFile } from '../../ui/save-file'
import { ListPanel } from '../../widgets/list-panel/list-panel'
import { ListScreen } from '../../widgets/list-panel/list-screen'
import { WithDataset } from '../../widgets/with-dataset'
import classes from './dead-letters-screen.module.css'
import { LetterGroups } from './letter-groups'
import { LetterPanel } from './letter-panel'
import { LettersTable } from './letters-table'
import { ResendProgress } from './resend-progress'

const PAGE = 50

/** Records that could not be decoded or stored, of one dataset or of all. */
export function DeadLettersScreen({ dataset }: { dataset: DatasetName | null }) {
  return (
    <WithDataset name={dataset}>{(_, all) => <Letters key={dataset} dataset={dataset} datasets={all} />}</WithDataset>
  )
}

function Letters({ dataset, datasets }: { dataset: DatasetName | null; datasets: readonly Dataset[] }) {
  const counts = useFeed('dead-letters', (api, signal) => api.deadLetters.counts(undefined, { signal }))
  const count = counts.state === 'live' ? countOf(counts.value, dataset) : NONE
  const changed = JSON.stringify(count)
  const [shown, setShown] = useState<'open' | 'all'>('open')
  const [group, setGroup] = useState<LetterGroup | null>(null)
  const filter = dataset === null ? {} : { dataset }
  const query = { ...filter, ...(group && { dataset: group.dataset, reason: group.reason }), open: shown === 'open' }
  const key = JSON.stringify(query)
  const groups = useAnswer(dataset ?? 'all', (api) => api.deadLetters.groups(filter), changed)
  const answer = useAnswer(key, (api) => api.deadLetters.list({ ...query, limit: PAGE }), changed)
  const newest = answer.state === 'live' ? answer.value : NOTHING
  const pages = useOlderPages(
    key,
    newest,
    (letter) => letter.id,
    (api, before) => api.deadLetters.list({ ...query, before, limit: PAGE }),
  )
  const older = withoutClosed(pages, newest)
  const [chosen, select] = useState<DeadLetter | null>(null)
  const selected = pages.rows.find(({ id }) => id === chosen?.id) ?? chosen
  const command = useCommand()
  const save = async () => {
    const file = await command('The dead letters could not be exported', (api) => api.deadLetters.export(filter))
    if (file) saveFile(file)
  }
  return (
    <ListScreen
      title="Dead letters"
      about="records that could not be decoded or stored, kept as they came"
      controls={
        <>
          <DatasetFilter
            datasets={datasets}
            value={dataset}
            onChange={(next) => window.location.assign(hrefOf('dead-letters', next))}
          />
          <Button
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden />}
            disabled={count.all === 0}
            onClick={() => void save()}
          >
            Export all
          </Button>
        </>
      }
    >
      <ResendProgress dataset={dataset} />
      <LetterGroups groups={groups} selected={group} onSelect={setGroup} />
      <ListPanel
        about="dead-letters"
        title="Records"
        subtitle={
          count.all === 0 ? '' : `${formatCount(count.open)} open of ${formatCount(count.all)}, newest first, UTC`
        }
        aside={
          <SegmentedControl
            size="xs"
            aria-label="Which dead letters to show"
            value={shown}
            data={[
              { value: 'open', label: 'Open' },
              { value: 'all', label: 'All' },
            ]}
            onChange={(next) => setShown(next === 'all' ? 'all' : 'open')}
          />
        }
        className={classes.columns}
        first={answer}
        older={older}
        unreadable="The dead letters could not be loaded"
        empty={
          count.all === 0 ? (
            <EmptyState title="No dead letters">
              Every record was decoded and stored. Records that cannot be decoded or stored appear here with the reason;
              the others continue.
            </EmptyState>
          ) : (
            <EmptyState title="No open dead letters">
              Each was sent again and stored, or discarded. Choose “All” to see them.
            </EmptyState>
          )
        }
        rows={(letters) => <LettersTable letters={letters} selected={selected} onSelect={select} />}
        panel={selected && <LetterPanel key={selected.id} letter={selected} onClose={() => select(null)} />}
      />
    </ListScreen>
  )
}

const NOTHING = { items: [], more: false }

interface Count {
  readonly open: number
  readonly sending: number
  readonly all: number
}

const NONE: Count = { open: 0, sending: 0, all: 0 }

function countOf(counts: Readonly<Record<DatasetName, Count>>, dataset: DatasetName | null): Count {
  if (dataset !== null) return counts[dataset] ?? NONE
  return Object.values(counts).reduce(
    (sum, { open, sending, all }) => ({ open: sum.open + open, sending: sum.sending + sending, all: sum.all + all }),
    NONE,
  )
}

/** The newest page no longer has letters that were closed since an earlier answer. */
function withoutClosed(older: Older<DeadLetter>, newest: Page<DeadLetter>): Older<DeadLetter> {
  const ids = new Set(newest.items.map(({ id }) => id))
  const oldest = newest.more ? Math.min(...ids) : Number.NEGATIVE_INFINITY
  return { ...older, rows: older.rows.filter(({ id }) => id < oldest || ids.has(id)) }
}
