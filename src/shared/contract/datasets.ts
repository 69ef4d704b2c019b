import { z } from 'zod'
import { Dataset, DatasetName, Roles } from '../model/dataset'
import { base } from './base'

/** A dataset as a person adds it: its Avro schema as text, and its roles, which may be paths into records. */
export const NewDataset = z.object({
  name: DatasetName,
  title: z.string().trim().min(1).max(100),
  schema: z.string().max(1_000_000),
  roles: Roles,
})
export type NewDataset = z.infer<typeof NewDataset>

export const datasets = {
  list: base.output(z.array(Dataset)),
  /**
   * Saves it among the user's own datasets, in place of one with the same name: then it is a new version of its schema. It is used a moment
   * later. Fails with `dataset-invalid` when it cannot be used.
   */
  save: base.input(NewDataset).output(z.void()),
}
