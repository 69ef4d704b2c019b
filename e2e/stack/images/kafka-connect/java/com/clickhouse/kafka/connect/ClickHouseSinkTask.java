package com.clickhouse.kafka.connect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * One insert a table (or a table and partition) for each call of the worker. It returns once the rows are stored, so that the worker
 * commits no offset before; records that are redelivered after a crash in between are inserted again.
 */
public final class ClickHouseSinkTask extends SinkTask {
    private SinkSettings settings;
    private ClickHouse clickHouse;
    private Map<String, String> tables = Map.of();
    private ErrantRecordReporter errantRecords;

    @Override
    public void start(Map<String, String> properties) {
        settings = new SinkSettings(properties);
        clickHouse = new ClickHouse(settings);
        tables = settings.tables();
        errantRecords = context.errantRecordReporter();
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        Map<String, List<SinkRecord>> batches = new LinkedHashMap<>();
        for (SinkRecord record : records) {
            // A tombstone is not a row.
            if (record.value() == null) continue;
            String batch = settings.onePartitionAnInsert() ? record.topic() + "/" + record.kafkaPartition() : record.topic();
            batches.computeIfAbsent(batch, any -> new ArrayList<>()).add(record);
        }
        for (List<SinkRecord> batch : batches.values()) insert(batch);
    }

    /** Finds the rows that the server cannot store by halving the batch, and reports them; stores all others. */
    private void insert(List<SinkRecord> batch) {
        String topic = batch.get(0).topic();
        try {
            clickHouse.insert(tables.getOrDefault(topic, topic), Rows.of(batch));
        } catch (RejectedRows rejected) {
            if (errantRecords == null) throw new ConnectException(rejected.getMessage(), rejected);
            if (batch.size() == 1) {
                errantRecords.report(batch.get(0), rejected);
                return;
            }
            int half = batch.size() / 2;
            insert(batch.subList(0, half));
            insert(batch.subList(half, batch.size()));
        }
    }

    @Override
    public void stop() {}

    @Override
    public String version() {
        return "stand-in";
    }
}
