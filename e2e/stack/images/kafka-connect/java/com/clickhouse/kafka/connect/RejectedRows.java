package com.clickhouse.kafka.connect;

/** No server can store at least one of the rows. */
final class RejectedRows extends Exception {
    private static final long serialVersionUID = 1;

    RejectedRows(String message) {
        super(message);
    }
}
