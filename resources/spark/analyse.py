"""Analyses extracts with Spark, and writes the result of each beside it.

Run it with spark-submit; it needs PySpark 4 and nothing else:

    spark-submit --master local[2] analyse.py --spec SPEC [--job ID] [--output PREFIX] EXTRACT...

EXTRACT   URIs of Parquet objects (file:///..., s3a://...), one for each window, all of one dataset.
SPEC      JSON, or the URI of a JSON file: {"roles": {"type"?, "outcome"?, "errorSymbols", "latency"?, "errorCode"?},
          "typeOrder": [...]}. The roles name columns of the extract.
PREFIX    where the results go; beside the extracts if it is left out.

The result of 2026-11-24_12-34.parquet is 2026-11-24_12-34.analysis.json: {"job": ID, "analysis": {...}}, with the figures that Millrace
itself computes, to the last digit; or {"job": ID, "unreadable": "why"} for an extract that cannot be read. It exits with 0 when each extract
has a result. Lines on standard output that begin with "millrace " tell how far it is, as JSON.
"""

import argparse
import json
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

# p95 is the smallest value that at least 95 % of the values do not exceed: exact, by nearest rank.
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
# The type of events that have none, and of all events of a dataset without the role.
NO_TYPE = "(none)"
ONLY_TYPE = "event"
# Object stores replace an object at once; elsewhere a file is written under another name first.
REPLACES_AT_ONCE = {"s3", "s3a", "gs", "abfs", "abfss", "wasbs", "oss"}
WRITES_AT_ONCE = 8
PROGRESS_EVERY_S = 1.0
# Conditions of Spark that are the fault of one extract, with what they say.
UNREADABLE = re.compile(
    r"\[(?:PATH_NOT_FOUND|FAILED_READ_FILE|CANNOT_READ_FILE|UNABLE_TO_INFER_SCHEMA|UNRESOLVED_COLUMN)[.\w]*\] ([^\n]*)"
)
# Spark reports an object store that does not answer in the same way.
STORE_AWAY = re.compile(r"ConnectException|UnknownHost|SdkClient|AmazonClient|AccessDenied|Timeout|No FileSystem for scheme")


def main() -> None:
    arguments = parsed_arguments()
    names = [name_of(uri) for uri in arguments.extracts]
    if len(set(names)) != len(names):
        sys.exit("Two extracts have the same file name, so their results would be one file. Run a job for each dataset.")
    # Names of columns may differ in case only.
    spark = SparkSession.builder.config("spark.sql.caseSensitive", "true").getOrCreate()
    tell({"started": True, "link": spark.sparkContext.uiWebUrl})
    spec = spec_of(spark, arguments.spec)
    ended = threading.Event()
    progress = threading.Thread(target=tell_progress, args=(spark, ended), daemon=True)
    progress.start()
    try:
        results = analyse_all(spark, arguments.extracts, spec)
    finally:
        ended.set()
        progress.join()
    with ThreadPoolExecutor(WRITES_AT_ONCE) as pool:
        writes = [
            pool.submit(write, spark, result_uri(uri, arguments.output), {"job": arguments.job, **results[name_of(uri)]})
            for uri in arguments.extracts
        ]
        for done in writes:
            done.result()
    tell({"written": len(results)})
    spark.stop()


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spec", required=True, help="JSON, or the URI of a JSON file")
    parser.add_argument("--job", default="", help="a text that is repeated in each result")
    parser.add_argument("--output", default=None, help="a URI prefix (default: beside each extract)")
    parser.add_argument("extracts", nargs="+", metavar="EXTRACT")
    return parser.parse_args()


def analyse_all(spark: SparkSession, uris: list[str], spec: dict) -> dict[str, dict]:
    """The result of each extract by its name. If some cannot be read, halving finds out which."""
    try:
        return analyse(spark, uris, spec)
    except (PySparkException, Py4JJavaError) as failed:
        unreadable = UNREADABLE.search(str(failed))
        if unreadable is None or STORE_AWAY.search(str(failed)):
            raise
        if len(uris) == 1:
            return {name_of(uris[0]): {"unreadable": unreadable.group(1)[:300]}}
    half = len(uris) // 2
    return analyse_all(spark, uris[:half], spec) | analyse_all(spark, uris[half:], spec)


def analyse(spark: SparkSession, uris: list[str], spec: dict) -> dict[str, dict]:
    began = time.monotonic()
    rows = spark.read.parquet(*map(literal_path, uris))
    shuffle_no_wider_than(spark, rows)
    counts = value_counts(rows, spec["roles"]).persist()
    try:
        totals = counts.groupBy("extract").agg(F.sum("n").alias("rows"), errors().alias("errors")).collect()
        typed = counts.where(F.col("type").isNotNull())
        types = typed.groupBy("extract", "type").agg(F.sum("n").alias("events"), errors().alias("errors")).collect()
        coded = typed.where(F.col("failed") & F.col("code").isNotNull())
        codes = coded.groupBy("extract", "type", "code").agg(F.sum("n").alias("n")).collect()
        latencies = latency_figures(counts) if "latency" in spec["roles"] else []
    finally:
        counts.unpersist()

    figures = {(row["extract"], row["whole"], row["type"]): latency_of(row) for row in latencies}
    codes_of: dict[tuple[str, str], list[dict]] = {}
    for row in codes:
        codes_of.setdefault((row["extract"], row["type"]), []).append({"code": row["code"], "count": row["n"]})
    types_of: dict[str, list[dict]] = {}
    for row in types:
        key = (row["extract"], row["type"])
        types_of.setdefault(row["extract"], []).append(
            {
                "type": row["type"],
                "events": row["events"],
                "errors": row["errors"],
                "errorRate": row["errors"] / row["events"],
                "latency": figures.get((row["extract"], False, row["type"])),
                "errorCodes": sorted(codes_of.get(key, []), key=lambda one: (-one["count"], code_units(one["code"]))),
            }
        )
    rank = {name: place for place, name in reversed(list(enumerate(spec.get("typeOrder", []))))}
    counted = {row["extract"]: row for row in totals}
    seconds = time.monotonic() - began

    def analysis_of(name: str) -> dict:
        # An extract without rows has no group.
        row = counted.get(name)
        return {
            "rows": row["rows"] if row else 0,
            "errors": row["errors"] if row else 0,
            "seconds": seconds,
            "types": sorted(
                types_of.get(name, []), key=lambda one: (rank.get(one["type"], len(rank)), code_units(one["type"]))
            ),
            "latency": figures.get((name, True, None)),
        }

    return {name: {"analysis": analysis_of(name)} for name in map(name_of, uris)}


def shuffle_no_wider_than(spark: SparkSession, rows: DataFrame) -> None:
    """Spark's default of 200 parts makes one small extract take a minute. A number in the job's properties is kept."""
    if not spark.sparkContext.getConf().contains("spark.sql.shuffle.partitions"):
        parts = rows._jdf.queryExecution().toRdd().getNumPartitions()
        spark.conf.set("spark.sql.shuffle.partitions", max(1, parts))


def value_counts(rows: DataFrame, roles: dict) -> DataFrame:
    """How often each combination of the values occurs: a small table, unless nearly all latencies differ."""

    def column(role: str, type_name: str):
        name = roles.get(role)
        return F.lit(None).cast(type_name) if name is None else rows[f"`{name}`"].cast(type_name)

    failed = F.coalesce(column("outcome", "string").isin(*roles["errorSymbols"]), F.lit(False))
    type_of = F.coalesce(column("type", "string"), F.lit(NO_TYPE)) if "type" in roles else F.lit(ONLY_TYPE)
    return (
        rows.select(
            rows.metadataColumn("_metadata").getField("file_name").alias("extract"),
            type_of.alias("type"),
            failed.alias("failed"),
            column("errorCode", "string").alias("code"),
            column("latency", "double").alias("latency"),
        )
        .groupBy("extract", "type", "failed", "code", "latency")
        .agg(F.count(F.lit(1)).alias("n"))
    )


def errors():
    return F.sum(F.when(F.col("failed"), F.col("n")).otherwise(F.lit(0)))


def latency_figures(counts: DataFrame) -> list:
    """The figures of each type, and of all rows of an extract (`whole`)."""
    timed = counts.where(F.col("latency").isNotNull() & ~F.isnan("latency"))
    by_type = timed.where(F.col("type").isNotNull()).select(
        "extract", F.lit(False).alias("whole"), "type", "latency", "n"
    )
    whole = timed.select("extract", F.lit(True).alias("whole"), F.lit(None).cast("string").alias("type"), "latency", "n")
    group = ["extract", "whole", "type"]
    values = by_type.unionByName(whole).groupBy(*group, "latency").agg(F.sum("n").alias("n"))
    groups = Window.partitionBy(*group)
    up_to = groups.orderBy("latency").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    ranked = values.withColumn("up_to", F.sum("n").over(up_to)).withColumn("total", F.sum("n").over(groups))
    nearest = [
        F.min(F.when(F.col("up_to") >= F.ceil(F.lit(share) * F.col("total")), F.col("latency"))).alias(name)
        for name, share in SHARES.items()
    ]
    return ranked.groupBy(*group).agg(*nearest).collect()


def latency_of(row) -> dict:
    return {name: plain_number(row[name]) for name in SHARES}


def plain_number(value: float):
    return int(value) if value.is_integer() else value


def code_units(text: str) -> bytes:
    """Texts are compared as JavaScript does it."""
    return text.encode("utf-16-be", "surrogatepass")


def literal_path(uri: str) -> str:
    """Spark reads these characters as a pattern."""
    return "".join(f"\\{letter}" if letter in "\\{}[]*?" else letter for letter in uri)


def name_of(uri: str) -> str:
    return uri.rstrip("/").rsplit("/", 1)[-1]


def result_uri(uri: str, output: str | None) -> str:
    folder = uri.rsplit("/", 1)[0] if output is None else output.rstrip("/")
    return f"{folder}/{name_of(uri).removesuffix('.parquet')}.analysis.json"


def spec_of(spark: SparkSession, given: str) -> dict:
    if given.lstrip().startswith("{"):
        return json.loads(given)
    files, path = file_system(spark, given)
    stream = files.open(path)
    try:
        return json.loads(bytes(spark._jvm.org.apache.commons.io.IOUtils.toByteArray(stream)))
    finally:
        stream.close()


def write(spark: SparkSession, uri: str, result: dict) -> None:
    files, path = file_system(spark, uri)
    at_once = files.getScheme() in REPLACES_AT_ONCE
    target = path if at_once else path.suffix(".partial")
    out = files.create(target, True)
    out.write(bytearray(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")))
    out.close()
    if not at_once:
        files.delete(path, False)
        if not files.rename(target, path):
            raise OSError(f"{target.toString()} could not be renamed")


def file_system(spark: SparkSession, uri: str):
    path = spark._jvm.org.apache.hadoop.fs.Path(uri)
    files = path.getFileSystem(spark._jsc.hadoopConfiguration())
    # A local file would get a checksum file beside it.
    files.setWriteChecksum(False)
    return files, path


def tell(news: dict) -> None:
    print("millrace " + json.dumps(news), flush=True)


def tell_progress(spark: SparkSession, ended: threading.Event) -> None:
    tracker = spark.sparkContext.statusTracker()
    while not ended.wait(PROGRESS_EVERY_S):
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        tasks = [(stage.numCompletedTasks, stage.numTasks) for stage in stages if stage is not None]
        if tasks:
            tell({"tasks": sum(done for done, _ in tasks), "of": sum(of for _, of in tasks)})


if __name__ == "__main__":
    main()
