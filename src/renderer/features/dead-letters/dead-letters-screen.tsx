import { Button } from '@mantine/core'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { DeadLetter } from '@shared/model/dead-letter'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { useOlderPages } from '../../state/connection/use-older-pages'
import { hrefOf } from '../../state/route'
import { DatasetFilter } from '../../ui/dataset-select'
import { EmptyState } from '../../ui/empty-state'
import { formatCount } from '../../ui/format/numbers'
import { saveFile } from '../../ui/save-file'
import { ListPanel } from '../../widgets/list-panel/list-panel'
import { ListScreen } from '../../widgets/list-panel/list-screen'
import { WithDataset } from '../../widgets/with-dataset'
import classes from './dead-letters-screen.module.css'
import { LetterPanel } from './letter-panel'
import { LettersTable } from './letters-table'

const PAGE = 50

/** Records that could not be decoded or stored, of one dataset or of all. */
export function DeadLettersScreen({ dataset }: { dataset: DatasetName | null }) {
  return (
    <WithDataset name={dataset}>{(_, all) => <Letters key={dataset} dataset={dataset} datasets={all} />}</WithDataset>
  )
}

function Letters({ dataset, datasets }: { dataset: DatasetName | null; datasets: readonly Dataset[] }) {
  const counts = useFeed('dead-letters', (api, signal) => api.deadLetters.counts(undefined, { signal }))
  const count = counts.state === 'live' ? countOf(counts.value, dataset) : 0
  const filter = dataset === null ? {} : { dataset }
  const key = dataset ?? 'all'
  const answer = useAnswer(key, (api) => api.deadLetters.list({ ...filter, limit: PAGE }), count)
  const newest = answer.state === 'live' ? answer.value : NOTHING
  const older = useOlderPages(
    key,
    newest,
    (letter) => letter.id,
    (api, before) => api.deadLetters.list({ ...filter, before, limit: PAGE }),
  )
  const [selected, select] = useState<DeadLetter | null>(null)
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
            disabled={older.rows.length === 0}
            onClick={() => void save()}
          >
            Export all
          </Button>
        </>
      }
    >
      <ListPanel
        about="dead-letters"
        title="Records"
        subtitle={count === 0 ? '' : `${formatCount(count)} in all, newest first, UTC`}
        className={classes.columns}
        first={answer}
        older={older}
        unreadable="The dead letters could not be loaded"
        empty={
          <EmptyState title="No dead letters">
            Every record was decoded and stored. Records that cannot be decoded or stored appear here with the reason;
            the others continue.
          </EmptyState>
        }
        rows={(letters) => <LettersTable letters={letters} selected={selected} onSelect={select} />}
        panel={selected && <LetterPanel key={selected.id} letter={selected} onClose={() => select(null)} />}
      />
    </ListScreen>
  )
}

const NOTHING = { items: [], more: false }

function countOf(counts: Readonly<Record<DatasetName, number>>, dataset: DatasetName | null): number {
  if (dataset !== null) return counts[dataset] ?? 0
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}
