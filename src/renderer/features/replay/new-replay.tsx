import { Button, FileButton, SegmentedControl } from '@mantine/core'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import { isAccessLog, type LogFormat } from '@shared/model/log-format'
import type { ReplaySpeed } from '@shared/model/replay'
import { IconFileUpload } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { setOpenedAccessLog, useOpenedAccessLog } from '../../state/opened-access-log'
import { DatasetSelect } from '../../ui/dataset-select'
import { formatBytes } from '../../ui/format/numbers'
import { useSchemaFile } from '../../widgets/datasets/use-schema-file'
import { chosenFile, type LogFile, openedFile, uploadFile } from './log-file'
import { LogPreview } from './log-preview'
import classes from './new-replay.module.css'
import { SPEEDS } from './speeds'

/** Choose or drop a file, choose the speed, start. */
export function NewReplay({ first, datasets }: { first: DatasetName; datasets: readonly Dataset[] }) {
  const command = useCommand()
  const [dataset, setDataset] = useState(first)
  const [speed, setSpeed] = useState<ReplaySpeed>('max')
  const [chosen, setChosen] = useState<LogFile | null>(null)
  const opened = useOpenedAccessLog()
  const [choice, setChoice] = useState<{ readonly file: string; readonly format: LogFormat | null } | null>(null)
  // The later one counts: a file that is chosen replaces one that was opened with Millrace.
  const file = opened ? openedFile(opened) : chosen
  // A format belongs to the file that it was chosen for.
  const format = choice && choice.file === file?.id ? choice.format : null
  const schema = useSchemaFile(datasets)
  const setFile = (next: File | null) => {
    if (next && schema.open(next)) return
    setChosen(next && chosenFile(next))
    setOpenedAccessLog(null)
  }
  const [over, setOver] = useState(false)
  const chosenDataset = datasets.find(({ name }) => name === dataset)

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [dropped] = event.dataTransfer.files
    if (dropped) setFile(dropped)
  }
  const start = () => {
    if (!file) return
    // The upload continues after you leave this screen: the list of replays shows the progress.
    void command(`${file.name} could not be replayed`, (api) => uploadFile(api, file, { dataset, speed, format }))
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
            <strong>{isAccessLog(dataset) ? 'Drop an access log here' : 'Drop a file with events here'}</strong>
            <span>
              {isAccessLog(dataset)
                ? 'or choose a file of any size'
                : 'JSON lines, CSV or Avro, of any size; or a schema (.avsc) for a new dataset'}
            </span>
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
      {!file && isAccessLog(dataset) && (
        <Button variant="default" onClick={trySample} title="50 minutes of an invented shop, with one burst of errors">
          Try the sample
        </Button>
      )}
      <div className={classes.choices}>
        <DatasetSelect
          datasets={datasets}
          value={dataset}
          onChange={(name) => {
            setDataset(name)
            setChoice(null)
          }}
        />
        <SegmentedControl
          aria-label="Speed"
          value={String(speed)}
          data={SPEEDS.map(({ speed: value, label }) => ({ value: String(value), label }))}
          onChange={(value) => setSpeed(SPEEDS.find((choice) => String(choice.speed) === value)?.speed ?? 'max')}
        />
        <Button disabled={!file || (format?.name === 'pattern' && format.pattern.trim() === '')} onClick={start}>
          Start replay
        </Button>
      </div>
      {schema.dialog}
      {file && chosenDataset && (
        <LogPreview
          key={`${file.id} ${dataset}`}
          file={file}
          dataset={chosenDataset}
          format={format}
          onFormat={(next) => setChoice({ file: file.id, format: next })}
        />
      )}
    </section>
  )
}
