import type { DatasetName } from '@shared/model/dataset'
import type { WindowRow } from '@shared/model/window'
import type { Feed } from '../../state/connection/use-feed'
import { hrefOf } from '../../state/route'
import { Card } from '../../ui/card'
import { Empty } from '../../ui/empty'
import { ScreenLink } from '../../ui/screen-link'
import { Answer } from '../../widgets/answer'
import { WindowsTable } from '../../widgets/window/windows-table'

export function RecentWindows({ dataset, windows }: { dataset: DatasetName; windows: Feed<WindowRow[]> }) {
  return (
    <Card
      title="Windows"
      subtitle="produced = logged = stored = extracted = analysed"
      aside={<ScreenLink href={hrefOf('reports', dataset)}>All windows</ScreenLink>}
    >
      <Answer
        of={windows}
        failed="The windows could not be loaded"
        height={260}
        empty={<Empty title="No windows yet">A window is one minute of events. The first event opens one.</Empty>}
      >
        {(rows) => <WindowsTable rows={rows} columns="brief" />}
      </Answer>
    </Card>
  )
}
