/** What each card is, in two sentences: what it shows, and what it is good for. */
export const ABOUT = {
  // Pipeline
  'stage-source':
    'The source makes events: the simulator of a shop, and the files that you replay. Change its rate and its error mix here, while it runs.',
  'stage-log':
    'The log writes every event to disk, in order, before anything else happens to it. An event that it has accepted is not lost, whatever stops afterwards.',
  'stage-sink':
    'The sink moves events from the log into the store, each one once. Its backlog is what the log holds and the store does not have yet.',
  'stage-store':
    'The store is a ClickHouse table in which you can search all events. Each row keeps its position in the log, so that nothing is stored twice.',
  'stage-extract':
    'When a minute is complete, its rows are written to one Parquet file. Any other tool can read these files, too.',
  'stage-analyse':
    'The analysis counts the events and errors of a minute and measures its latency. Then it compares the minute with earlier ones.',
  'stage-report':
    'The report is the result of a minute, saved as JSON. It also opens and ends incidents, and sends notifications.',
  'latest-report':
    'The result of the newest analysed minute: successes and errors of each event type. Open it for its anomalies, files and ledger.',
  windows:
    'A window is one minute of events, and each row follows one window through the pipeline. When all counts of a row are equal, nothing was lost and nothing was counted twice.',
  airflow:
    'Airflow starts the work of each minute, and each of its runs is one window. Millrace does what a run asks for and keeps the ledger, so a window is reported once however often a run is repeated.',
  // Live
  'live-events':
    'The number of events stored in each second, by type. A sudden fall means that the source or the sink has slowed down or stopped.',
  'live-errors':
    'The share of failed events of each type, over ten seconds. It is a first look; only whole minutes are tested for anomalies.',
  'live-latency':
    'How long requests took: half of them at most p50, 95 % at most p95, 99 % at most p99. A rise of p99 alone means that a few users wait very long.',
  'per-minute':
    'A measure of each minute as a line, and the expected range as a shaded area. A minute outside the area is an anomaly.',
  // Reports
  report:
    'The analysis of one minute, with its anomalies and its ledger. Late events or another analysis make a new revision; earlier ones stay for comparison.',
  // Events
  rows: 'The stored events of one minute, filtered as you choose. Open one to see its whole way through the pipeline.',
  trace:
    'Everything known of one event: its position in the log, its row, its extract and its report. It proves that the event was stored and counted.',
  // Incidents
  incidents:
    'An incident is a run of minutes in which one event type was not as expected. Open ones are at the top; an incident ends after four unremarkable minutes.',
  incident:
    'What deviated, since when, and how many events, users and sessions it concerns. From here you get to the rows behind it, and you can acknowledge it or mute the type.',
  // Dead letters
  'letter-groups':
    'Open dead letters with the same reason. Once the cause is gone – a schema is registered, a field added – send a group again: a preview says how many would pass, and each is stored once.',
  'dead-letters':
    'Records that could not be decoded or stored, newest first. They never stop the pipeline, and none is thrown away.',
  'dead-letter':
    'One record as it came, with the reason why it could not be used and its position in the log or file. Send it again once the cause is gone, or discard it with a reason.',
  // Replay
  'new-replay':
    'A replay sends the lines of an access log through the pipeline, at their original times. Use it to try the detector on real traffic, or start with the sample.',
  replays:
    'All replays of this data directory, and how far they are. A file that is replayed again continues where it stopped, and nothing is added twice.',
  history:
    'The half hour before the first window, made by the simulator when you ask for it. With it the detector knows what is normal and can find your first scenario.',
  // Services and logs
  services:
    'The containers of the Docker backend, with their health and usage. Millrace starts what the pipeline needs; the embedded backend needs none of them.',
  logs: 'What the containers write, in one searchable list. Filter it by service, level or text when something does not start.',
  // Scale
  'scale-plan':
    'What a rate of your choice would need, worked out from what this pipeline has cost so far. Each line says whether its figure was measured, extrapolated or assumed.',
  'scale-measured':
    'What one event costs here in CPU time and bytes, over the last hour. The more the rate has varied, the better the base load and the cost of events can be separated.',
  // Environments
  environment:
    'A named set of clusters that you already have: Kafka, Schema Registry, ClickHouse and S3. The pipeline runs on it when you choose the external backend.',
  'environment-kafka':
    'The Kafka cluster that holds the log, and how to log in. Passwords are sealed on this machine and never shown again.',
  'environment-registry':
    'The registry of Avro schemas that producers and consumers share. Millrace registers the schema of each dataset there.',
  'environment-clickhouse':
    'The ClickHouse server or cluster that stores the events. Millrace creates one table for each dataset in this database.',
  'environment-s3':
    'The object store for the Parquet extracts and the JSON reports. Any service with the S3 interface works.',
  'environment-sink':
    'What moves the events from Kafka into ClickHouse: Millrace itself, or your Kafka Connect. Kafka Connect needs the ClickHouse sink.',
  // Scenarios
  'current-disturbances':
    'The scenario that disturbs the simulator now, and the time that is left. Its labels record what was changed, so that detection can be scored.',
  scenarios:
    'Scenarios disturb the simulator on purpose: errors, slowness, silence, late or damaged events. Start one to see what the detector makes of it.',
  'scenario-editor':
    'A scenario is a list of disturbances, each with a type, a start and a length. Save it here, and it is listed with the others.',
  // Alerts
  channels:
    'Where notifications go, besides this window: the desktop and your webhooks. Send a test to see that one arrives.',
  rules:
    'A rule says which incidents are notified, and to whom. It can also have limits of its own, such as “more than 5 % errors”.',
  mutes: 'Event types and alarms that send no notifications for a while. Their incidents are still recorded.',
  'alarm-limits':
    'The pipeline watches itself and raises an alarm when a stage, a service, the disk or a webhook fails. These limits say from when on; what you stop yourself raises none.',
  deliveries:
    'Every message that was sent or is being sent, with its result. A webhook that fails is tried again, and you see why it failed.',
  // Score
  'new-score':
    'The score tells how well the detector finds known disturbances in simulated days. It runs beside the pipeline and changes nothing in it.',
  'score-running': 'How far the simulated days are. You can leave this screen; the score continues.',
  'score-result':
    'How many disturbances were found, how fast, and how many incidents were false. Compare it before and after you change a scenario.',
  // Settings
  backend:
    'Where the stages run: inside Millrace, in containers, or on clusters of your own. Each backend keeps its own events, so you can switch back at any time or copy them to another backend.',
  analysis:
    'The engine that analyses each minute: Millrace itself, ClickHouse where the rows are, or a Spark job. Each backend and each environment has its own, and the figures are the same, to the last digit.',
  scheduler:
    "Who starts the minute's work: Millrace itself, or Airflow, in Docker or your own, with the DAG that ships with Millrace. If Airflow is away, windows wait for it and say so, because Millrace never takes over by itself.",
  sink: 'What moves events from the log to the store: Millrace itself, or Kafka Connect in the Docker backend. The guarantee is the same: each event once.',
  datasets:
    'A dataset is an Avro schema and the meaning of its fields; table, extracts and reports follow from it. Drop the schema of your own events here, and they get all of that too.',
  producer: 'Settings of the simulator that you seldom change. The same seed makes the same events again.',
  log: 'How much the log keeps before it removes the oldest stored records. Records that are not stored yet are never removed.',
  'window-settings':
    'When a minute is closed. The grace lets late events in, and the patience limits how long a report waits for missing ones.',
  store: 'How many days rows stay in the store. Extracts and reports stay longer.',
  appearance: 'How Millrace looks on this screen. It changes nothing for anyone else.',
  desktop: 'How the desktop app behaves on this machine. It can stay in the tray and start at login.',
  'browser-access':
    'The access token in the address lets only you open this window. Renew it if others may have seen it.',
  'data-directory':
    'The folder that holds everything Millrace keeps. Copy it while Millrace is stopped, and you have a backup.',
} as const

export type About = keyof typeof ABOUT
