import type { Fault } from './fault'

/** What each file beside the log holds, and what is different without it. */
const SIDE_FILES = {
  positions: {
    name: "The file of the sink's positions",
    without: 'Nothing is lost: Millrace reads the positions back from the store.',
  },
  ledger: {
    name: 'The index of windows',
    without: 'Millrace rebuilds it from the reports and makes missing reports again.',
  },
  bands: {
    name: 'The file of expected ranges',
    without: 'Charts of past windows show no expected range; new windows do.',
  },
  incidents: {
    name: 'The file of incidents and notifications',
    without:
      'Past incidents and unsent notifications are missing. To get them back, stop Millrace and restore the file from a backup.',
  },
  'dead-letters': {
    name: 'The file of dead letters',
    without:
      'Earlier dead letters are missing, and windows that had some look incomplete. To get them back, stop Millrace and restore the file from a backup.',
  },
  'foreign-counts': {
    name: 'The file that counts the events of other producers',
    without:
      'Windows with such events look incomplete. To correct them, stop Millrace and restore the file from a backup.',
  },
  intake: {
    name: 'The file of events sent by POST',
    without:
      'Batches that waited in it for the log are missing, and a batch that is sent again now counts as a new one. To get them back, stop Millrace and restore the file from a backup.',
  },
  registry: {
    name: 'The schema registry',
    without: 'Without it, events in the log cannot be decoded. Stop Millrace and restore the file from a backup.',
  },
} as const

const PAST = { extract: 'extracted', analyse: 'analysed', report: 'reported' } as const

/** Says what happened and what to do next, in one or two plain sentences. */
export function faultMessage(f: Fault): string {
  switch (f.code) {
    case 'data-dir-in-use': {
      const who = f.pid === null ? 'another Millrace' : `another Millrace (pid ${f.pid})`
      const where = f.url === null ? '' : ` at ${f.url}`
      return `The data directory ${f.dir} is in use by ${who}${where}. Use that one, stop it, or choose another directory with --data-dir.`
    }
    case 'data-dir-newer':
      return `The data directory ${f.dir} was written by a newer version of Millrace (format ${f.found}; this version reads up to ${f.supported}). Nothing was changed. Update Millrace, or choose another directory with --data-dir.`
    case 'data-dir-not-writable':
      return `Millrace cannot write to ${f.dir} (${f.reason}). Make the directory writable, or choose another one with --data-dir.`
    case 'disk-full':
      return `The disk that holds ${f.dir} is full. Free some space; Millrace then continues automatically. No acknowledged event is lost.`
    case 'disk-error':
      return `The disk that holds ${f.dir} failed to read or write (${f.reason}). No acknowledged event is lost. Millrace retries automatically; if it has stopped, start it again. If this continues, check the disk or move the directory to another one.`
    case 'settings-invalid':
      return `The settings file ${f.file} cannot be used: ${f.problem}. Correct it, or rename it to start with the defaults.`
    case 'setting-not-kept':
      return `The ${f.setting} "${f.value}" in ${f.file} was not kept: ${f.problem === 'unknown' ? `this version does not know it` : 'no environment was in use'}. ${f.used} is used instead. Choose the ${f.setting} again in Settings.`
    case 'port-taken':
      return `Port ${f.port} is used by ${f.by ?? 'another program'}. Stop it, or choose another port with --port (0 picks a free one).`
    case 'port-refused':
      return `Port ${f.port} cannot be used (${f.reason}). Choose another port with --port: 1024 or higher, or 0 for a free one.`
    case 'too-many-feeds':
      return `This page opened more than ${f.most} feeds at once, more than any screen needs. Reload it.`
    case 'dataset-invalid':
      return `The dataset in ${f.dir} cannot be used: ${f.problem}. Correct its schema.avsc or dataset.json and restart Millrace.`
    case 'dataset-unusable':
      return `The dataset ${f.dataset} cannot be used (${f.problem}). The other datasets continue. Correct its schema.avsc or dataset.json and restart Millrace.`
    case 'dataset-unknown':
      return `There is no dataset "${f.name}". Known datasets: ${f.known.join(', ')}.`
    case 'schema-incompatible':
      return `The new schema of ${f.subject} cannot read data written with the old one: ${f.problem}. Give new fields a default, or use another dataset name.`
    case 'event-invalid':
      return `The event does not fit its schema: ${f.problem}.`
    case 'log-full':
      return `The log of ${f.topic} is full (${mb(f.bytes)} of ${mb(f.limit)}) with events that the sink has not stored yet, so the source waits. Start the sink, or raise the log's limit in Settings.`
    case 'log-damaged':
      return `The log ${f.file} is damaged (${f.reason}). Restore it from a backup, or move it away to start with an empty log. Stored events are not affected.`
    case 'file-damaged': {
      const { name, without } = SIDE_FILES[f.holds]
      if (f.aside !== null) {
        return `${name}, ${f.file}, was damaged (${f.reason}). Millrace set it aside as ${f.aside} and continues without it. ${without}`
      }
      return f.holds === 'registry'
        ? `${name}, ${f.file}, is damaged (${f.reason}). ${without}`
        : `${name}, ${f.file}, is damaged (${f.reason}). Restart Millrace: it sets the file aside and continues without it. ${without}`
    }
    case 'log-behind-store':
      return `The store already holds offset ${f.stored} of ${f.dataset}, partition ${f.partition}, but the log ends at ${f.logEnd}: the log has lost events, perhaps because an older copy was restored. Stored events are safe. Millrace reopens the log and stores new events as usual; you need not do anything.`
    case 'environment-file':
      return `The file ${f.file} cannot be read (${f.reason}). Correct its path on the Environments screen, or paste its text there.`
    case 'read-only':
      return `The environment ${f.environment} is read-only: Millrace shows what is there and writes nothing, so no stage runs. To run the pipeline there, turn off "Read-only" on the Environments screen.`
    case 'environment-invalid':
      return `The environment ${f.environment} is not valid: ${f.problem}. Correct this value and save again.`
    case 'environment-unknown':
      return f.known.length === 0
        ? `There is no environment ${f.environment}, because none was added yet. Add it with "millrace environments add FILE.json", or on the Environments screen.`
        : `There is no environment ${f.environment}. There are: ${f.known.join(', ')}. Choose one of these, or add it first.`
    case 'environment-in-use':
      return `The environment ${f.environment} is in use. Choose another backend or environment in Settings first, then remove it.`
    case 'environment-not-chosen':
      return 'The external backend needs an environment. Open the Environments screen, and run on one of yours, or use --environment NAME.'
    case 'secret-given':
      return `Enter each secret as NAME=env:VARIABLE or NAME=file:PATH, never the secret itself: every user of this machine can see a command line. The names are ${f.names.join(', ')}.`
    case 'secret-unreadable':
      return `The secret cannot be read from ${f.source}: ${f.reason}. Correct it, and run the command again.`
    case 'topic-partitions':
      return `The topic ${f.topic} at ${f.address} has ${f.found} partitions, and Millrace expects ${f.wanted}. Enter ${f.found} partitions for the environment, or choose another topic prefix.`
    case 'log-remade':
      return `The topic ${f.topic} at ${f.address} was removed or created again. Millrace opens it as a new log. Stored events are safe, and you need not do anything.`
    case 'log-replaced':
      return `The log of ${f.dataset} is an older copy or another log: ${f.events.toLocaleString('en')} stored events are not in it. Stored events are safe, and new ones are stored as usual; you need not do anything.`
    case 'store-unavailable':
      return `The store does not respond (${f.reason}). Millrace keeps retrying; events wait in the log.`
    case 'store-unsupported':
      return `The embedded store (chDB) is not available for ${f.platform}. Use the Docker or external backend.`
    case 'store-died':
      return `The store stopped unexpectedly (${f.exit}). Millrace restarts it; events wait in the log.`
    case 'store-rejected':
      return `The store refused the rows: ${f.reason}.`
    case 'object-missing':
      return `The object ${f.key} does not exist. It may have been removed from the data directory.`
    case 'report-missing':
      return `There is no report for ${f.window}. "millrace report" shows the latest one.`
    case 'window-failed':
      return `The window ${f.window} of ${f.dataset} could not be ${PAST[f.stage]}. ${f.reason} Millrace retries it; other windows are not affected.`
    case 'window-lost':
      return `The extract of ${f.window} is missing, and the store no longer holds its rows, so it cannot be extracted again. Restore the Parquet object if you have a copy.`
    case 'windows-requested':
      return `${f.most.toLocaleString('en')} windows are requested and not done yet. Wait until Millrace has done some of them, and see on the Pipeline screen what delays them.`
    case 'rows-left-store':
      return `The store holds ${f.stored.toLocaleString('en')} of the ${f.extracted.toLocaleString('en')} rows in the extract of ${f.window}, so ClickHouse cannot analyse it. Choose another engine under Settings → Analysis: the others read the extract itself.`
    case 'spark-missing':
      return `Spark could not be started with "${f.command}" (${f.reason}), so windows wait. Install Spark 4, enter the path of its spark-submit under Settings → Analysis, or choose another engine there.`
    case 'spark-failed':
      return `The Spark job failed: ${f.reason}. Windows wait, and Millrace tries again. Its output is in millrace.log in the logs folder of the data directory; the master and the properties are under Settings → Analysis.`
    case 'windows-of-unknown-dataset': {
      const which = f.datasets.map(({ name, windows }) => `${windows} of ${name}`).join(', ')
      return `Some windows belong to a dataset that is missing (${which}). Restore the dataset's folder to get their reports. Everything else continues.`
    }
    case 'extract-cut-short':
      return `The store's answer for ${f.window} ended too early (${f.reason}). Millrace retries automatically.`
    case 'extract-replaced':
      return `The extract of ${f.window} was replaced while it was being saved. Save it again.`
    case 'report-none-yet':
      return `There is no report of ${f.dataset} yet. The first is ready within a minute of its first event. If you expect one, check --dataset and --data-dir.`
    case 'replay-file-missing':
      return `The file ${f.file} does not exist. Check the path.`
    case 'replay-file-unreadable':
      return `The file ${f.file} cannot be read (${f.reason}). Check that it is a readable text file.`
    case 'replay-file-empty':
      return `The file ${f.file} is empty, so there is nothing to replay. Choose another file.`
    case 'replay-nothing-parsed':
      return `None of the ${f.lines.toLocaleString('en')} lines of ${f.file} matches the format of ${f.dataset}. They are in the dead letters with the reasons. Choose the format, or give the pattern that the server writes it with.`
    case 'replay-format-unclear':
      return `The first lines of ${f.file} fit more than one format: ${f.formats.join(', ')}. Choose one of them.`
    case 'replay-pattern-invalid':
      return `The pattern of the log cannot be used: ${f.problem}. Copy the text of log_format from nginx's configuration, or of LogFormat from Apache's.`
    case 'replay-unsupported':
      return `Lines in the format ${f.format} cannot become events of ${f.dataset}. access_log takes the logs of web servers and load balancers; other datasets take JSON lines and CSV.`
    case 'replay-running':
      return `${f.file} is already being replayed. Wait for it to finish, or cancel it first.`
    case 'replay-unknown':
      return `The replay ${f.id} does not exist. It may have been cancelled.`
    case 'history-there':
      return `This data directory already has ${f.minutes} minutes of history, so no more are made. Start a scenario to see the detector work.`
    case 'scenario-invalid':
      return `The scenario ${f.file} cannot be used: ${f.problem}. Correct it. docs/detection.md describes the format, and resources/scenarios has examples.`
    case 'scenario-unknown':
      return `The scenario "${f.id}" does not exist. It may have been deleted; choose another one.`
    case 'score-running':
      return 'The detector is already being scored. Wait for it to finish, or cancel it first.'
    case 'incident-unknown':
      return `The incident "${f.id}" does not exist. It may belong to another backend, or be older than Millrace keeps incidents.`
    case 'event-unknown':
      return `No event ${f.which} was found in the log or the store of ${f.dataset}. It may have expired. Enter the full id, as the event's panel shows it.`
    case 'reanalysis-running':
      return 'Windows are already being analysed again. Wait for that to finish, or cancel it first.'
    case 'alerts-invalid':
      return `The alert settings are not valid: ${f.problem}.`
    case 'webhook-unknown':
      return `The webhook "${f.id}" does not exist. It may have been removed; choose another one.`
    case 'opened-file-gone':
      return `${f.file} cannot be read (${f.reason}). Open it again.`
    case 'upload-broken':
      return `The upload of ${f.file} was interrupted (${f.reason}). Choose the file again.`
    case 'engine-missing':
      return `No container engine was found (looked at ${f.looked.join(', ')}). Start Docker Desktop, Colima, Rancher Desktop or Podman, or set DOCKER_HOST. Millrace keeps looking.`
    case 'engine-denied':
      return `The container engine at ${f.socket} denies you access. Add yourself to the group that owns the socket (usually "docker"), log in again, and restart Millrace.`
    case 'engine-gone':
      return `The container engine at ${f.socket} does not respond (${f.reason}). Start it; Millrace then continues automatically.`
    case 'compose-invalid':
      return `The compose file ${f.file} cannot be used: ${f.problem}. Correct it and restart Millrace.`
    case 'service-unknown':
      return `There is no service "${f.name}". Known services: ${f.known.join(', ')}.`
    case 'service-without-client':
      return `There is no client configuration for "${f.name}". There is one for: ${f.known.join(', ')}.`
    case 'service-not-encrypted':
      return `The port of ${f.service} is not encrypted, so there is no certificate to trust. Switch encryption on in Settings → Backend, or leave --format out.`
    case 'image-refused':
      return `No service of the compose file uses the image ${f.image}, so Millrace does not touch it.`
    case 'image-missing':
      return `The image ${f.image} was not found (${f.reason}). Check its name and tag in the compose file or its variable.`
    case 'pull-failed':
      return `The image ${f.image} could not be pulled (${f.reason}). Check the connection and start the service again; layers already downloaded are kept.`
    case 'build-failed':
      return `The image ${f.image} could not be built: ${f.reason}. Check the connection and the Dockerfile, then start the service again.`
    case 'service-port-taken': {
      const way =
        f.variable === null ? 'Stop it' : `Stop it, or use port ${f.free ?? 'another'} instead (${f.variable})`
      return `Port ${f.port}, which ${f.service} needs, is used by ${f.by ?? 'another program'}. ${way}.`
    }
    case 'service-start-failed':
      return `${f.service} could not be started: ${f.reason}. Fix this and start it again.`
    case 'service-died': {
      const more =
        f.variable === null ? 'mem_limit in the compose file' : `${f.variable} in settings.json (services.variables)`
      const why = f.outOfMemory
        ? `was killed because it exceeded its memory limit${f.limitBytes === null ? '' : ` of ${mb(f.limitBytes)}`}. Raise ${more}`
        : `exited with code ${f.exitCode ?? '?'}. Look at its log`
      return `${f.service} ${why}, then start it again.${f.output === '' ? '' : ` Its last output: ${f.output}`}`
    }
    case 'service-unhealthy':
      return `${f.service} is running but fails its health check. Look at its log, or restart it.${f.output === '' ? '' : ` Output of the check: ${f.output}`}`
    case 'service-away':
      return `${f.service} is needed but not healthy (${f.reason}). Start it on the Services screen, or with "millrace services start".`
    case 'services-late':
      return `Not healthy within ${f.seconds} s – ${f.services.join('; ')}. Look at their logs with "millrace services logs", or allow more time with --timeout.`
    case 'memory-short':
      return `The services may use ${mb(f.neededBytes)} and the engine has ${mb(f.availableBytes)}. Give the engine more memory, or lower the limits in the compose file's variables.`
    case 'secrets-closed':
      return `The secrets in ${f.file} cannot be opened: ${f.reason}. Use the machine and account that made them, or another data directory. Or move the file away: what Millrace generated is then generated again, and you enter the rest again. Before you move secrets.json away, remove the services with their data, because the data keeps the old passwords.`
    case 'log-unavailable':
      return `Kafka at ${f.address} does not respond (${f.reason}). Millrace keeps retrying; no acknowledged event is lost.`
    case 'log-taken':
      return `Another Millrace has started writing to the log at ${f.address}, so this one has stopped: two writers would corrupt each other's counts. Stop the source of one of them.`
    case 'registry-unavailable':
      return `The schema registry at ${f.address} does not respond (${f.reason}). Millrace keeps retrying.`
    case 'objects-unavailable':
      return `The object store at ${f.address} does not respond (${f.reason}). Millrace keeps retrying; windows wait.`
    case 'connect-unavailable':
      return f.status === undefined
        ? `Kafka Connect at ${f.address} does not respond (${f.reason}). Millrace keeps retrying; events wait in the log.`
        : `Kafka Connect at ${f.address} responds with an error (${f.status}: ${f.reason}). Millrace keeps retrying; events wait in the log. The service's log has the cause.`
    case 'copy-same-backend':
      return `The data is already in the ${f.backend} backend. Choose another backend to copy it to.`
    case 'copy-two-environments':
      return `Data cannot be copied from ${f.from} to ${f.to} directly. Copy it to the embedded or the Docker backend first, and from there to ${f.to}.`
    case 'copy-target-used':
      return `The ${f.to} backend is not empty: it holds ${listed(f.content)}. A copy needs an empty backend, so that nothing is mixed. Remove its data first, or use another data directory.`
    case 'copy-unfinished':
      return f.removing
        ? `The ${f.to} backend holds the rest of a copy that is being removed. Finish with: millrace copy --to ${f.to}${environmentOption(f)} --remove, or with "Remove what was copied" in Settings.`
        : `The ${f.to} backend holds an unfinished copy from ${f.from}. Continue it with: millrace copy --from ${f.from} --to ${f.to}${environmentOption(f)}, or remove it with --remove. Settings has both as buttons.`
    case 'copy-target-read-only':
      return `The environment ${f.environment} is read-only, so nothing can be copied to it. Choose another target, or turn off "Read-only" on the Environments screen. It can be the source of a copy.`
    case 'copy-running':
      return `Data is being copied to the ${f.to} backend. Wait until the copy ends, or cancel it.`
    case 'copy-unknown':
      return `There is no copy to the ${f.to} backend.`
    case 'copy-beside-resend':
      return `Dead letters are being sent again (${f.letters.toLocaleString('en')}). Wait until they are stored or dead again, or cancel the resend, then copy.`
    case 'copy-beside-intake':
      return `Events that were sent to ${f.dataset} by POST still wait for the log. Start the Source stage, wait until they are stored, then copy.`
    case 'no-open-letters':
      return `There are no such open dead letters of ${f.dataset}. They may have been sent again or discarded meanwhile.`
    case 'airflow-unavailable':
      return `Airflow at ${f.url} does not respond (${f.reason}). Windows wait for it. Start Airflow or correct its address under Settings → Scheduler; to go on without it, choose "Do it here".`
    case 'airflow-login':
      return f.login === 'none'
        ? `Airflow at ${f.url} needs a login. Give a user and password, or a token, under Settings → Scheduler.`
        : `Airflow at ${f.url} refuses the ${f.login === 'token' ? 'token; it may have expired' : 'user or the password'}. Correct it under Settings → Scheduler.`
    case 'airflow-dag-missing':
      return `Airflow at ${f.url} has no DAG ${f.dagId}. Copy resources/airflow/dags/millrace_minutely.py into its DAGs folder and wait until Airflow has read it, or correct the DAG's id under Settings → Scheduler.`
    case 'airflow-refused':
      return `Airflow at ${f.url} refuses this (${f.status}: ${f.reason}). The user may lack the permission; its log has the cause.`
    case 'airflow-not-startable':
      return `Airflow cannot be started in Docker yet. ${f.advice.join(' ')}`
    case 'containers-cut-off':
      return `Containers cannot reach Millrace on port ${f.port}${f.address === null ? '' : ` of ${f.address}`} (${f.reason}). Millrace keeps trying. If another program uses the port, stop it, or choose another port in settings.json: "services": {"variables": {"MILLRACE_PORT": "6466"}}.`
    case 'sink-needs-docker':
      return `Kafka Connect is a service of the Docker backend, but the ${f.backend} backend is selected. Select the Docker backend first, or keep the built-in sink.`
    case 'connector-failed':
      return `The connector ${f.connector} failed: ${f.reason}. Millrace restarts it. If this continues, select the built-in sink in Settings.`
    case 'stage-failed':
      return `${f.stage} failed: ${f.reason}. Millrace retries automatically. If this continues, see the logs folder of the data directory.`
  }
}

function environmentOption({ environment }: { environment?: string | null | undefined }): string {
  return environment ? ` --environment '${environment}'` : ''
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
