import { Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useSaving } from '../../state/connection/use-saving'
import { Form } from '../../ui/form'
import { Problem } from '../../ui/problem'
import { type DatasetDraft, draftOf, problemsOf } from './dataset-draft'
import classes from './new-dataset-dialog.module.css'
import { RoleFields } from './role-fields'

/** A schema file that was dropped or chosen. */
export interface SchemaFile {
  readonly name: string
  readonly text: string
}

interface NewDatasetDialogProps {
  file: SchemaFile
  /** Names of the datasets that come with Millrace. */
  taken: readonly string[]
  onClose(): void
}

/** Shows the roles that were guessed for a schema, and adds it as a dataset. */
export function NewDatasetDialog({ file, taken, onClose }: NewDatasetDialogProps) {
  const [read] = useState(() => draftOf(file.name, file.text))
  return (
    <Modal opened onClose={onClose} title={`New dataset from ${file.name}`} size={720}>
      {'roles' in read ? (
        <DraftForm first={read} taken={taken} onClose={onClose} />
      ) : (
        <div className={classes.form}>
          <Problem title="This file cannot be used as a schema" message="Correct the following, then drop it again." />
          <ul className={classes.problems}>
            {read.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
    </Modal>
  )
}

function DraftForm({ first, taken, onClose }: { first: DatasetDraft; taken: readonly string[]; onClose(): void }) {
  const [draft, setDraft] = useState(first)
  // Errors show only after the first attempt to save.
  const [tried, setTried] = useState(false)
  const { save, saving, problem } = useSaving()
  const all = problemsOf(draft, taken)
  const problems = tried ? all : {}
  const submit = async () => {
    setTried(true)
    if (Object.keys(all).length > 0) return
    const { name, title, text, roles } = draft
    const saved = await save(async (api) => {
      await api.datasets.save({ name, title, schema: text, roles })
      return true
    })
    if (!saved) return
    notifications.show({ title: `${title} was added`, message: 'The pipeline starts again with it in a moment.' })
    onClose()
  }
  const fields = `${draft.paths.length} ${draft.paths.length === 1 ? 'field' : 'fields'}`
  return (
    <Form className={classes.form} submit="Add dataset" saving={saving} onSubmit={submit} onCancel={onClose}>
      <div className={classes.pair}>
        <TextInput
          label="Title"
          data-autofocus
          value={draft.title}
          error={problems.title}
          onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
        />
        <TextInput
          label="Name"
          description="Of its topic, table and folder"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          spellCheck={false}
          value={draft.name}
          error={problems.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
      </div>
      <p className={classes.about}>
        The schema has {fields}. What they mean was guessed from their names and types: correct it where it is wrong.
      </p>
      <RoleFields draft={draft} problems={problems} onChange={setDraft} />
      {problem && <Problem title="The dataset could not be added" message={problem} />}
    </Form>
  )
}
