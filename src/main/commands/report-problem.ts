import { resolve } from 'node:path'
import { saveProblemReport } from '@main/composition/problem-report'
import { version } from '../../../package.json'
import { doctorText } from './doctor'
import type { InstallPaths } from './install-paths'
import { print } from './terminal'

export interface ReportProblemOptions {
  readonly dataDir: string
  readonly out: string
}

/** Saves the report that the desktop app saves with "Report a problem". */
export async function reportProblem(paths: InstallPaths, { dataDir, out }: ReportProblemOptions): Promise<void> {
  const file = resolve(out)
  await saveProblemReport(file, {
    dataDir,
    versions: { millrace: version, node: process.versions.node },
    doctor: () => doctorText(paths, dataDir),
    // The command line has no secret store of the system.
    seal: null,
  })
  print(`Saved ${file}. Nothing was sent: look through it before you send it.`)
}
