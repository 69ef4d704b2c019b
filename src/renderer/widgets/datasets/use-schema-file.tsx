import { notifications } from '@mantine/notifications'
import type { Dataset } from '@shared/model/dataset'
import { type ReactNode, useState } from 'react'
import { NewDatasetDialog, type SchemaFile } from './new-dataset-dialog'

const MOST_BYTES = 1_000_000

interface SchemaFileUse {
  /** Reads the file and opens the dialog; false when its name is not that of a schema file. */
  open(file: File): boolean
  /** The dialog while a file is open. */
  readonly dialog: ReactNode
}

/** Takes schema files that are dropped or chosen. */
export function useSchemaFile(datasets: readonly Dataset[]): SchemaFileUse {
  const [file, setFile] = useState<SchemaFile | null>(null)
  const taken = datasets.filter(({ builtIn }) => builtIn === true).map(({ name }) => name)
  return {
    open(chosen) {
      if (!/\.avsc$/i.test(chosen.name)) return false
      const refuse = (message: string) =>
        notifications.show({ color: 'red', title: `${chosen.name} cannot be used`, message })
      if (chosen.size > MOST_BYTES) refuse('A schema file has at most a megabyte. Choose another file.')
      else {
        void chosen.text().then(
          (text) => setFile({ name: chosen.name, text }),
          (thrown: Error) => refuse(`It could not be read (${thrown.message}). Choose it again.`),
        )
      }
      return true
    },
    dialog: file && (
      <NewDatasetDialog key={file.name + file.text.length} file={file} taken={taken} onClose={() => setFile(null)} />
    ),
  }
}
