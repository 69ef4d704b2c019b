import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { AlertsProvider } from '../state/alerts'
import { BackendSwitchProvider } from '../state/backend-switch'
import { connect } from '../state/connection/connect'
import { createConnection } from '../state/connection/connection'
import { ConnectionProvider, useConnectionStatus } from '../state/connection/connection-context'
import { DatasetsProvider } from '../state/datasets'
import { GuideProvider } from '../state/guide'
import { IncidentsProvider } from '../state/incidents'
import { PipelineStatusProvider } from '../state/pipeline-status'
import { ScenariosProvider } from '../state/scenarios'
import { ServicesStatusProvider } from '../state/services-status'
import { useRoute } from '../state/use-route'
import { cssVariables, theme } from '../theme'
import { LiveWindow } from './live-window'
import { RefusedPage } from './refused-page'
import { Shell } from './shell'

const connection = createConnection(connect)

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-right" />
      <ConnectionProvider connection={connection}>
        <Page />
      </ConnectionProvider>
    </MantineProvider>
  )
}

function Page() {
  const status = useConnectionStatus()
  const route = useRoute()
  if (status.state === 'refused') return <RefusedPage why={status.why} />
  return (
    <DatasetsProvider>
      {route.screen === 'live-window' ? (
        <LiveWindow route={route} />
      ) : (
        <PipelineStatusProvider>
          <ServicesStatusProvider>
            <IncidentsProvider>
              <AlertsProvider>
                <ScenariosProvider>
                  <BackendSwitchProvider>
                    <GuideProvider>
                      <Shell route={route} />
                    </GuideProvider>
                  </BackendSwitchProvider>
                </ScenariosProvider>
              </AlertsProvider>
            </IncidentsProvider>
          </ServicesStatusProvider>
        </PipelineStatusProvider>
      )}
    </DatasetsProvider>
  )
}
