package com.clickhouse.kafka.connect;

/** At least one of the rows is such that no server takes it. */
final class RejectedRows extends Exception {
    private static final long serialVersionUID = 1;

    RejectedRows(String message) {
        super(message);
    }
}
