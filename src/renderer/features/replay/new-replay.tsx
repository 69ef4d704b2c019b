import { Button, FileButton, SegmentedControl } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import type { ReplaySpeed } from '@shared/model/replay'
import { IconFileUpload } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { DatasetSelect } from '../../ui/dataset-select'
import { formatBytes } from '../../ui/format/bytes'
import classes from './new-replay.module.css'
import { SPEEDS } from './speeds'
import { uploadFile } from './upload-file'

/** Choose or drop a file, say how fast, start. */
export function NewReplay({ datasets }: { datasets: readonly Dataset[] }) {
  const command = useCommand()
  const [dataset, setDataset] = useState(datasets[0]?.name ?? '')
  const [speed, setSpeed] = useState<ReplaySpeed>('max')
  const [file, setFile] = useState<File | null>(null)
  const [over, setOver] = useState(false)

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [dropped] = event.dataTransfer.files
    if (dropped) setFile(dropped)
  }
  const start = () => {
    if (!file) return
    // Goes on when this screen is left: the list of replays shows how far it is.
    void command(`${file.name} could not be replayed`, (api) => uploadFile(api, file, { dataset, speed }))
    setFile(null)
  }
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
