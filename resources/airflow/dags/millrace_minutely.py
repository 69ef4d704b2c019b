"""Does the work of each Millrace window: extract -> analyse -> report. One DAG run is one window of one minute.

It needs Airflow 3 with its standard providers. Put the file into the DAGs folder, and give the address and the access token of Millrace in a
Connection with the id `millrace` (type HTTP: schema, host, port, and the token as the password), or in the environment of the workers:

    MILLRACE_URL      such as http://127.0.0.1:6455
    MILLRACE_TOKEN    the text after #token= in the address that `millrace serve` prints

Optional, in the environment of the DAG processor and the workers:

    MILLRACE_DATASET      the dataset of the runs; `user_interactions` by default
    MILLRACE_START        the first window, such as 2026-11-30T12:00; midnight of today (UTC) by default
    MILLRACE_SPARK_CONN   the id of a Spark connection: Airflow submits the analysis to it (needs the Spark provider)
    MILLRACE_SPARK_FILE   the path of Millrace's resources/spark/analyse.py for that

Every call can be repeated, and Millrace keeps the ledger: a window is reported once, however often a task runs.
To fill a range: airflow backfill create --dag-id millrace_minutely --from-date ... --to-date ...
"""

from __future__ import annotations

import json
import logging
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

from airflow.sdk import CronDataIntervalTimetable, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowRuntimeError, AirflowSkipException

DATASET = os.environ.get("MILLRACE_DATASET", "user_interactions")
SPARK_CONN = os.environ.get("MILLRACE_SPARK_CONN")
SPARK_FILE = os.environ.get("MILLRACE_SPARK_FILE", "/opt/millrace/spark/analyse.py")

# Millrace answers within 20 s, if only with "still working".
CALL_TIMEOUT_S = 60
WORK_TIMEOUT = timedelta(minutes=10)
# Windows that no run will ask for: late events, other datasets, and what was missed longer ago than the runs reach.
LATE_AFTER_S = 600
LATE_AT_ONCE = 200

log = logging.getLogger(__name__)

TASKS = {
    "retries": 5,
    "retry_delay": timedelta(seconds=5),
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(minutes=2),
    "execution_timeout": WORK_TIMEOUT,
}


def first_window() -> datetime:
    given = os.environ.get("MILLRACE_START")
    if given:
        start = datetime.fromisoformat(given)
        return start.replace(tzinfo=timezone.utc) if start.tzinfo is None else start
    return datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)


def every(cron: str) -> CronDataIntervalTimetable:
    return CronDataIntervalTimetable(cron, timezone="UTC")


@dag(
    dag_id="millrace_minutely",
    description="The minute's work of Millrace: one run is one window",
    schedule=every("* * * * *"),
    start_date=first_window(),
    catchup=True,
    max_active_runs=4,
    default_args=TASKS,
    dagrun_timeout=timedelta(hours=2),
    doc_md=__doc__,
    tags=["millrace"],
)
def millrace_minutely():
    @task(multiple_outputs=False)
    def extract() -> dict:
        extracted = work(DATASET, window_of_run(), "extract")
        if extracted["state"] == "empty":
            raise AirflowSkipException(extracted["detail"])
        return extracted

    @task(multiple_outputs=False)
    def analyse(extracted: dict) -> dict:
        return {"attempt": extracted["attempt"], **work(DATASET, window_of_run(), "analyse")}

    @task(multiple_outputs=False, trigger_rule="none_failed_min_one_success")
    def report() -> dict:
        return work(DATASET, window_of_run(), "report")

    extracted = extract()
    analysed = analyse(extracted)
    made = report()
    analysed >> made
    if SPARK_CONN:
        by_engine(extracted) >> [analysed, spark(extracted, made)]


def by_engine(extracted):
    @task.branch
    def engine(extracted: dict) -> str:
        wanted = extracted["engine"] == "spark" and not extracted["analysed"]
        return "spark" if wanted else "analyse"

    return engine(extracted)


def spark(extracted, made):
    """Airflow submits the job. Its result is beside the extract, where Millrace reads it."""
    from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

    pulled = "ti.xcom_pull(task_ids='extract')"
    job = "{{ dag_run.run_id }} {{ %s['attempt'] }}" % pulled
    submitted = SparkSubmitOperator(
        task_id="spark",
        conn_id=SPARK_CONN,
        application=SPARK_FILE,
        name="Millrace",
        application_args=[
            *["--spec", "{{ %s['spec'] | tojson }}" % pulled],
            *["--job", job],
            "{{ %s['extract']['uri'] }}" % pulled,
        ],
    )

    @task(multiple_outputs=False)
    def take(extracted: dict, job: str) -> dict:
        body = {"attempt": extracted["attempt"], "job": job}
        return call("POST", window_path(DATASET, window_of_run(), "analysis"), body)[1]

    taken = take(extracted, job)
    submitted >> taken >> made
    return submitted


@dag(
    dag_id="millrace_minutely_late",
    description="Windows of Millrace that no run of millrace_minutely asks for, such as those with late events",
    schedule=every("*/5 * * * *"),
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args=TASKS,
    tags=["millrace"],
)
def millrace_minutely_late():
    @task
    def late() -> int:
        query = urllib.parse.urlencode({"limit": LATE_AT_ONCE})
        due = call("GET", f"/windows/due?{query}")[1]["windows"]
        failed = []
        done = 0
        for one in filter(is_late, due):
            try:
                for step in ("extract", "analyse", "report"):
                    work(one["dataset"], one["window"], step)
                done += 1
            except (MillraceAway, MillraceRefused, TimeoutError) as problem:
                log.warning("%s %s: %s", one["dataset"], one["window"], problem)
                failed.append(one["window"])
        if failed:
            raise MillraceRefused(f"{len(failed)} of {done + len(failed)} windows were not done: {', '.join(failed[:10])}")
        if done == 0:
            raise AirflowSkipException("No window waits")
        return done

    late()


def is_late(due: dict) -> bool:
    return due["state"] == "reopened" or due["dataset"] != DATASET or due["ended_seconds_ago"] > LATE_AFTER_S


class MillraceAway(Exception):
    """Millrace cannot be reached, or cannot work now: the task is tried again."""


class MillraceRefused(Exception):
    """Millrace does not do this."""


def window_of_run() -> str:
    """The name of the run's window: its logical date is the beginning of the minute."""
    context = get_current_context()
    start = context.get("logical_date") or context["dag_run"].run_after - timedelta(minutes=1)
    return start.astimezone(timezone.utc).strftime("%Y-%m-%d_%H-%M")


def window_path(dataset: str, window: str, step: str) -> str:
    return f"/windows/{urllib.parse.quote(dataset, safe='')}/{window}/{step}"


def work(dataset: str, window: str, step: str) -> dict:
    """Repeats the call until the step is done. The task's timeout ends it."""
    until = time.monotonic() + WORK_TIMEOUT.total_seconds()
    while True:
        status, answer = call("POST", window_path(dataset, window, step), {})
        if status == 200:
            log.info("%s of %s: %s", step, window, answer)
            return answer
        if time.monotonic() > until:
            raise TimeoutError(answer["detail"])
        pause = answer.get("retry_after_seconds", 1)
        log.info("%s of %s waits: %s", step, window, answer["detail"])
        if pause > 120:
            raise AirflowFailException(answer["detail"])
        time.sleep(pause)


def call(method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
    """The status and the answer: 200 is done, 202 and 425 are "later"."""
    url, token = millrace()
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=CALL_TIMEOUT_S) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refused:
        answer = answer_of(refused)
        if refused.code == 425:
            return refused.code, answer
        if answer.get("code") == "scheduler-is-croner":
            raise AirflowSkipException(answer["detail"]) from None
        if refused.code in (401, 404, 405, 422):
            raise AirflowFailException(f"{refused.code}: {answer['detail']}") from None
        kind = MillraceRefused if refused.code == 409 else MillraceAway
        raise kind(f"{refused.code}: {answer['detail']}") from None
    except OSError as away:
        raise MillraceAway(f"Millrace does not answer at {url}: {away}. Is it running?") from None


def answer_of(refused: urllib.error.HTTPError) -> dict:
    try:
        answer = json.load(refused)
    except ValueError:
        answer = {}
    return answer if isinstance(answer, dict) and "detail" in answer else {"detail": refused.reason}


def millrace() -> tuple[str, str]:
    """The address and the token, from the environment or from the Connection `millrace`."""
    url, token = os.environ.get("MILLRACE_URL"), os.environ.get("MILLRACE_TOKEN")
    if not (url and token):
        from airflow.sdk import Connection

        try:
            known = Connection.get("millrace")
        except AirflowRuntimeError:
            raise AirflowFailException(
                "Set MILLRACE_URL and MILLRACE_TOKEN for the workers, or add a Connection `millrace` of type HTTP"
            ) from None
        port = f":{known.port}" if known.port else ""
        url, token = f"{known.schema or 'http'}://{known.host}{port}", known.password or ""
    return url.rstrip("/"), token


millrace_minutely()
millrace_minutely_late()
