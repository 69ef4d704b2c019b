import { Button, FileButton } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import { IconFilePlus } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { useDatasets } from '../../state/datasets'
import { Card } from '../../ui/card'
import { Answer } from '../../widgets/answer'
import { useSchemaFile } from '../../widgets/datasets/use-schema-file'
import classes from './datasets-card.module.css'

/** The datasets in use, and a place for the schema of another one. */
export function DatasetsCard() {
  const datasets = useDatasets()
  return (
    <Card about="datasets" title="Datasets">
      <Answer of={datasets} failed="The datasets could not be loaded" height={120}>
        {(all) => <Datasets all={all} />}
      </Answer>
    </Card>
  )
}

function Datasets({ all }: { all: readonly Dataset[] }) {
  const schema = useSchemaFile(all)
  const [over, setOver] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const open = (file: File | null | undefined) => {
    if (file) setWrong(schema.open(file) ? null : file.name)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    open(event.dataTransfer.files[0])
  }
  return (
    <section
      className={classes.zone}
      aria-label="Add a dataset"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <ul className={classes.list}>
        {all.map(({ name, title, schema: { fields } }) => (
          <li key={name}>
            <span className={classes.title}>{title}</span>
            <code>{name}</code>
            <span>{fields.length === 1 ? '1 field' : `${fields.length} fields`}</span>
          </li>
        ))}
      </ul>
      <div className={classes.add}>
        <FileButton onChange={open} accept=".avsc" inputProps={{ 'aria-label': 'Avro schema' }}>
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconFilePlus size={14} aria-hidden />}>
              Add from a schema…
            </Button>
          )}
        </FileButton>
        <p>
          {wrong === null
            ? 'Or drop an Avro schema (.avsc) here. A new version of a dataset has the same name.'
            : `${wrong} is not a schema file: its name should end in .avsc.`}
        </p>
      </div>
      {schema.dialog}
    </section>
  )
}
