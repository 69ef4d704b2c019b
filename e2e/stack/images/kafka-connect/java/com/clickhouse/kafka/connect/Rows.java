package com.clickhouse.kafka.connect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records as ClickHouse's JSONEachRow. */
final class Rows {
    private static final JsonFactory JSON = new JsonFactory();

    private Rows() {}

    static byte[] of(List<SinkRecord> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 * records.size());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            for (SinkRecord record : records) writeRow(json, record.value());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void writeRow(JsonGenerator json, Object value) throws IOException {
        if (!(value instanceof Struct) && !(value instanceof Map)) throw new DataException("A row is a record, not " + value.getClass());
        write(json, value);
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value == null) json.writeNull();
        else if (value instanceof String text) json.writeString(text);
        else if (value instanceof Boolean bool) json.writeBoolean(bool);
        else if (value instanceof Integer || value instanceof Short || value instanceof Byte) json.writeNumber(((Number) value).intValue());
        else if (value instanceof Long number) json.writeNumber(number);
        else if (value instanceof Float number) json.writeNumber(number);
        else if (value instanceof Double number) json.writeNumber(number);
        // A whole number in a DateTime64(3) means milliseconds.
        else if (value instanceof Date date) json.writeNumber(date.getTime());
        else if (value instanceof byte[] bytes) json.writeUTF8String(bytes, 0, bytes.length);
        else if (value instanceof ByteBuffer buffer) write(json, bytesOf(buffer));
        else if (value instanceof Struct struct) writeStruct(json, struct);
        else if (value instanceof Map<?, ?> map) writeMap(json, map);
        else if (value instanceof List<?> list) writeList(json, list);
        else throw new DataException("There is no JSON for " + value.getClass());
    }

    private static void writeStruct(JsonGenerator json, Struct struct) throws IOException {
        json.writeStartObject();
        for (Field field : struct.schema().fields()) {
            json.writeFieldName(field.name());
            write(json, struct.get(field));
        }
        json.writeEndObject();
    }

    private static void writeMap(JsonGenerator json, Map<?, ?> map) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName(String.valueOf(entry.getKey()));
            write(json, entry.getValue());
        }
        json.writeEndObject();
    }

    private static void writeList(JsonGenerator json, List<?> list) throws IOException {
        json.writeStartArray();
        for (Object item : list) write(json, item);
        json.writeEndArray();
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
