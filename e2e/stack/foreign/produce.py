"""Writes events mixed with garbage, like a program that knows nothing of Millrace. Prints the number of each as JSON."""

import argparse
import io
import json
import random
import struct
import time
import uuid

import fastavro

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
KINDS = ["VIEW_PRODUCT", "ADD_TO_CART", "CHECKOUT", "PAYMENT", "SEARCH"]
YEAR_9999 = 253_370_764_800_000
# A header that looks like a time, with a name that other programs use too.
ODD_HEADERS = [("t", struct.pack(">d", 1e300)), ("trace", b"\x00\xff"), ("empty", b"")]

parser = argparse.ArgumentParser()
parser.add_argument("--library", choices=["kafka-python", "confluent-kafka"], required=True)
parser.add_argument("--broker", required=True)
parser.add_argument("--topic", required=True)
parser.add_argument("--schema", required=True, help="file")
parser.add_argument("--schema-id", type=int, required=True)
parser.add_argument("--other-id", type=int, required=True, help="of a schema of another subject")
parser.add_argument("--count", type=int, required=True)
parser.add_argument("--rubbish", type=float, default=0.01)
parser.add_argument("--seed", type=int, default=1)
given = parser.parse_args()

rng = random.Random(given.seed)
schema = fastavro.parse_schema(json.load(open(given.schema)))
fields = {field["name"] for field in schema["fields"]}


def encoded(schema_id, event_time=None):
    error = rng.random() < 0.1
    kind = rng.choice(KINDS)
    event = {
        "event_id": str(uuid.UUID(int=rng.getrandbits(128))),
        "user_id": str(uuid.UUID(int=rng.getrandbits(128))),
        "session_id": str(uuid.UUID(int=rng.getrandbits(128))),
        "event_type": kind,
        "event_timestamp": event_time or int(time.time() * 1000) - rng.randrange(2_000),
        "request_latency_ms": rng.randrange(1, 900),
        "status": "ERROR" if error else "SUCCESS",
        "error_code": 500 if error else None,
        "product_id": 7 if kind in ("VIEW_PRODUCT", "ADD_TO_CART") else None,
    }
    if "channel" in fields:
        event["channel"] = "web"
    out = io.BytesIO()
    fastavro.schemaless_writer(out, schema, event)
    return b"\x00" + struct.pack(">I", schema_id) + out.getvalue()


def rubbish(n):
    """The n-th kind of record that cannot be stored: (value, timestamp)."""
    good = encoded(given.schema_id)
    return [
        (None, None),
        # Near the maximum size that a broker accepts.
        (b"\x02" + rng.randbytes(900_000) if n < 20 else b"\x00\x00", None),
        (b"", None),
        (b'{"event_type": "SEARCH"}', None),
        (b"\x01" + good[1:], None),
        (b"\x00" + struct.pack(">I", 987_654) + good[5:], None),
        (b"\x00" + struct.pack(">I", given.other_id) + good[5:], None),
        (good[:-3], None),
        (good + b"\x00\x00", None),
        (encoded(given.schema_id, YEAR_9999), None),
        (b"in 1970", 1),
        (bytes(rng.randrange(256) for _ in range(40)) if n % 2 else b"\x00", None),
    ][n % 12]


def keys(n):
    return [None, b"", b"key", rng.randbytes(16), str(n).encode(), rng.randbytes(300)][n % 6]


class KafkaPython:
    def __init__(self, codec, transactional=None):
        from kafka import KafkaProducer

        settings = {"transactional_id": transactional} if transactional else {}
        self.producer = KafkaProducer(
            bootstrap_servers=given.broker,
            compression_type=None if codec == "none" else codec,
            max_request_size=2_000_000,
            linger_ms=20,
            **settings,
        )
        self.sent = []

    def send(self, key, value, timestamp, headers):
        # This client cannot send a record with neither a key nor a value.
        key = b"null" if key is None and value is None else key
        self.sent.append(self.producer.send(given.topic, value, key, headers, timestamp_ms=timestamp))

    def begin(self):
        self.producer.init_transactions()
        self.producer.begin_transaction()

    def end(self, commit):
        self.producer.flush()
        self.producer.commit_transaction() if commit else self.producer.abort_transaction()

    def close(self):
        self.producer.flush()
        for future in self.sent:
            future.get(timeout=60)
        self.producer.close()


class ConfluentKafka:
    def __init__(self, codec, transactional=None):
        from confluent_kafka import Producer

        settings = {"transactional.id": transactional} if transactional else {}
        self.failed = []
        self.producer = Producer(
            {
                "bootstrap.servers": given.broker,
                "compression.type": codec,
                "message.max.bytes": 2_000_000,
                "linger.ms": 20,
                **settings,
            }
        )

    def send(self, key, value, timestamp, headers):
        options = {} if timestamp is None else {"timestamp": timestamp}

        def delivered(error, _):
            if error:
                self.failed.append(str(error))

        while True:
            try:
                self.producer.produce(given.topic, value, key, headers=headers, on_delivery=delivered, **options)
                break
            except BufferError:
                self.producer.poll(0.5)
        self.producer.poll(0)

    def begin(self):
        self.producer.init_transactions(30)
        self.producer.begin_transaction()

    def end(self, commit):
        self.producer.flush()
        self.producer.commit_transaction(30) if commit else self.producer.abort_transaction(30)

    def close(self):
        self.producer.flush()
        if self.failed:
            raise SystemExit(f"not delivered: {self.failed[:3]}")


Library = KafkaPython if given.library == "kafka-python" else ConfluentKafka
counts = {"good": 0, "rubbish": 0, "aborted": 0}


def write(producer, total, count_as=None):
    for n in range(total):
        bad = rng.random() < given.rubbish
        value, timestamp = rubbish(counts["rubbish"]) if bad else (encoded(given.schema_id), rng.choice([None, None, 1_000]))
        producer.send(keys(n), value, timestamp, ODD_HEADERS if n % 3 == 0 else [])
        counts[count_as or ("rubbish" if bad else "good")] += 1


part = given.count // (len(CODECS) + 1)
for codec in CODECS:
    producer = Library(codec)
    write(producer, part)
    producer.close()

name = f"foreign-{given.library}-{given.seed}"
for commit, total in ((True, given.count - len(CODECS) * part), (False, 200)):
    producer = Library("lz4", f"{name}-{commit}")
    producer.begin()
    write(producer, total, None if commit else "aborted")
    producer.end(commit)

print(json.dumps(counts))
