import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { cssVariables, theme } from '../theme'
import { AlertsProvider } from './alerts'
import { BackendSwitchProvider } from './backend-switch'
import { connect } from './connection/connect'
import { createConnection } from './connection/connection'
import { ConnectionProvider, useConnectionStatus } from './connection/connection-context'
import { DatasetsProvider } from './datasets'
import { IncidentsProvider } from './incidents'
import { LiveWindow } from './live-window'
import { PipelineStatusProvider } from './pipeline-status'
import { RefusedPage } from './refused-page'
import { ScenariosProvider } from './scenarios'
import { ServicesStatusProvider } from './services-status'
import { Shell } from './shell'
import { useRoute } from './use-route'

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
                    <Shell route={route} />
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
