import { Button, FileButton, SegmentedControl } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import type { OpenedFile } from '@shared/model/desktop'
import type { ReplaySpeed } from '@shared/model/replay'
import { IconFileUpload } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import type { Api } from '../../state/connection/connection'
import { useCommand } from '../../state/connection/use-command'
import { readOpenedFile, setOpenedAccessLog, useOpenedAccessLog } from '../../state/opened-access-log'
import { DatasetSelect } from '../../ui/dataset-select'
import { formatBytes } from '../../ui/format/numbers'
import classes from './new-replay.module.css'
import { SPEEDS } from './speeds'

/** Choose or drop a file, choose the speed, start. */
export function NewReplay({ datasets }: { datasets: readonly Dataset[] }) {
  const command = useCommand()
  const [dataset, setDataset] = useState(datasets[0]?.name ?? '')
  const [speed, setSpeed] = useState<ReplaySpeed>('max')
  const [chosen, setChosen] = useState<File | null>(null)
  const opened = useOpenedAccessLog()
  // The later one counts: a file that is chosen replaces one that was opened with Millrace.
  const file = opened ? openedFile(opened) : chosen && chosenFile(chosen)
  const setFile = (next: File | null) => {
    setChosen(next)
    setOpenedAccessLog(null)
  }
  const [over, setOver] = useState(false)

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [dropped] = event.dataTransfer.files
    if (dropped) setFile(dropped)
  }
  const start = () => {
    if (!file) return
    // The upload continues after you leave this screen: the list of replays shows the progress.
    void command(`${file.name} could not be replayed`, (api) => uploadFile(api, file, { dataset, speed }))
    setFile(null)
  }
  const trySample = () => void command('The sample could not be replayed', (api) => api.replay.sample({ speed }))
  return (
    <section
      className={classes.zone}
      aria-label="New replay"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileUpload size={28} stroke={1.4} aria-hidden className={classes.icon} />
      <p className={classes.words}>
        {file ? (
          <>
            <strong>{file.name}</strong>
            <span>{formatBytes(file.size)}, stays on this machine</span>
          </>
        ) : (
          <>
            <strong>Drop an access log here</strong>
            <span>or choose a file of any size</span>
          </>
        )}
      </p>
      <FileButton onChange={setFile} inputProps={{ 'aria-label': 'Access log file' }}>
        {(props) => (
          <Button {...props} variant="default">
            {file ? 'Choose another file' : 'Choose a file'}
          </Button>
        )}
      </FileButton>
      {!file && (
        <Button variant="default" onClick={trySample} title="50 minutes of an invented shop, with one burst of errors">
          Try the sample
        </Button>
      )}
      <div className={classes.choices}>
        <DatasetSelect datasets={datasets} value={dataset} onChange={setDataset} />
        <SegmentedControl
          aria-label="Speed"
          value={String(speed)}
          data={SPEEDS.map(({ speed: value, label }) => ({ value: String(value), label }))}
          onChange={(value) => setSpeed(SPEEDS.find((choice) => String(choice.speed) === value)?.speed ?? 'max')}
        />
        <Button disabled={!file} onClick={start}>
          Start replay
        </Button>
      </div>
    </section>
  )
}

const PART_BYTES = 1_048_576

/** A file of the page, or one that was opened with Millrace and stays in main. */
interface Source {
  readonly name: string
  readonly size: number
  /** At most `PART_BYTES` from `offset`. */
  read(api: Api, offset: number): Promise<ArrayBuffer>
}

function chosenFile(file: File): Source {
  return { name: file.name, size: file.size, read: (_, offset) => read(file, offset) }
}

function openedFile(file: OpenedFile): Source {
  const { name, bytes } = file
  return { name, size: bytes, read: (api, offset) => readOpenedFile(api, file, offset, PART_BYTES) }
}

interface Target {
  readonly dataset: string
  readonly speed: ReplaySpeed
}

/**
 * Sends a file to main in parts; then its replay starts automatically. Resolves when the last part has arrived, or when the
 * replay was cancelled meanwhile.
 */
export async function uploadFile(api: Api, file: Source, { dataset, speed }: Target): Promise<void> {
  const { id } = await api.replay.begin({ file: file.name, bytes: file.size, dataset, speed })
  for (let offset = 0; offset < file.size; offset += PART_BYTES) {
    const part = new File([await file.read(api, offset)], file.name)
    try {
      await api.replay.upload({ id, offset, part })
    } catch (thrown) {
      if (await isCancelled(api, id)) return
      throw thrown
    }
  }
}

async function read(file: File, offset: number): Promise<ArrayBuffer> {
  try {
    return await file.slice(offset, offset + PART_BYTES).arrayBuffer()
  } catch (thrown) {
    throw new Error(`${file.name} can no longer be read. Choose it again.`, { cause: thrown })
  }
}

async function isCancelled(api: Api, id: string): Promise<boolean> {
  for await (const jobs of await api.replay.feed()) return jobs.find((job) => job.id === id)?.state === 'cancelled'
  return false
}
