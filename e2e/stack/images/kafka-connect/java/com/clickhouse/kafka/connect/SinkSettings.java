package com.clickhouse.kafka.connect;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** The settings of ClickHouse's sink that Millrace uses, under their own names and with their own defaults. */
final class SinkSettings extends AbstractConfig {
    static final ConfigDef DEFINITION = new ConfigDef()
            .define("hostname", Type.STRING, Importance.HIGH, "The server's name")
            .define("port", Type.INT, 8443, ConfigDef.Range.between(1, 65_535), Importance.HIGH, "Its HTTP port")
            .define("ssl", Type.BOOLEAN, true, Importance.HIGH, "HTTPS instead of HTTP")
            .define("database", Type.STRING, "default", Importance.HIGH, "The database of the tables")
            .define("username", Type.STRING, "default", Importance.HIGH, "Who inserts")
            .define("password", Type.PASSWORD, "", Importance.HIGH, "The password")
            .define("exactlyOnce", Type.BOOLEAN, false, SinkSettings::refuseExactlyOnce, Importance.LOW, "Not served here")
            .define("topic2TableMap", Type.STRING, "", Importance.LOW, "topic=table, …; others go into tables named like them")
            .define("clickhouseSettings", Type.STRING, "", Importance.LOW, "name=value, … of every insert")
            .define("ignorePartitionsWhenBatching", Type.BOOLEAN, false, Importance.LOW, "One insert for all partitions of a topic");

    SinkSettings(Map<String, String> properties) {
        super(DEFINITION, properties, false);
    }

    URI address() {
        return URI.create((getBoolean("ssl") ? "https" : "http") + "://" + getString("hostname") + ":" + getInt("port"));
    }

    String database() {
        return getString("database");
    }

    String username() {
        return getString("username");
    }

    String password() {
        return getPassword("password").value();
    }

    boolean onePartitionAnInsert() {
        return !getBoolean("ignorePartitionsWhenBatching");
    }

    Map<String, String> tables() {
        return pairs("topic2TableMap");
    }

    Map<String, String> insertSettings() {
        return pairs("clickhouseSettings");
    }

    private Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : getString(name).split(",")) {
            if (pair.isBlank()) continue;
            String[] sides = pair.split("=", 2);
            if (sides.length < 2) throw new ConfigException(name, pair, "is not name=value");
            pairs.put(sides[0].trim(), sides[1].trim());
        }
        return pairs;
    }

    private static void refuseExactlyOnce(String name, Object value) {
        if (Boolean.TRUE.equals(value)) throw new ConfigException(name, value, "needs KeeperMap, which this stand-in does not use");
    }
}
