package com.clickhouse.kafka.connect;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Replaces ClickHouse's own Kafka Connect sink, which no package registry has. It has the same class name and the part of the
 * configuration that Millrace uses, so the configuration for the real connector runs unchanged on a real Connect worker. It does not
 * support exactly-once delivery with KeeperMap.
 */
public final class ClickHouseSinkConnector extends SinkConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public void start(Map<String, String> properties) {
        this.properties = Map.copyOf(properties);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return ClickHouseSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return Collections.nCopies(maxTasks, properties);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return SinkSettings.DEFINITION;
    }

    @Override
    public String version() {
        return "stand-in";
    }
}
