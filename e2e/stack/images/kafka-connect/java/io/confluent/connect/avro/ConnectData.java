package io.confluent.connect.avro;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/** Converts Avro schemas and values to Connect's, with the same result as Confluent's converter, for the types that datasets use. */
final class ConnectData {
    private ConnectData() {}

    static Schema schemaOf(org.apache.avro.Schema avro) {
        return builderOf(avro).build();
    }

    private static SchemaBuilder builderOf(org.apache.avro.Schema avro) {
        return switch (avro.getType()) {
            case RECORD -> record(avro);
            case UNION -> builderOf(onlyOtherThanNull(avro)).optional();
            case ARRAY -> SchemaBuilder.array(schemaOf(avro.getElementType()));
            case MAP -> SchemaBuilder.map(Schema.STRING_SCHEMA, schemaOf(avro.getValueType()));
            case STRING, ENUM -> SchemaBuilder.string();
            case BYTES, FIXED -> SchemaBuilder.bytes();
            case BOOLEAN -> SchemaBuilder.bool();
            case INT -> SchemaBuilder.int32();
            case LONG -> isMillis(avro) ? Timestamp.builder() : SchemaBuilder.int64();
            case FLOAT -> SchemaBuilder.float32();
            case DOUBLE -> SchemaBuilder.float64();
            case NULL -> throw new DataException("A field that is always null is no column");
        };
    }

    private static SchemaBuilder record(org.apache.avro.Schema avro) {
        SchemaBuilder struct = SchemaBuilder.struct().name(avro.getFullName());
        for (org.apache.avro.Schema.Field field : avro.getFields()) struct.field(field.name(), schemaOf(field.schema()));
        return struct;
    }

    private static org.apache.avro.Schema onlyOtherThanNull(org.apache.avro.Schema union) {
        List<org.apache.avro.Schema> others = union.getTypes().stream()
                .filter(type -> type.getType() != org.apache.avro.Schema.Type.NULL)
                .toList();
        if (others.size() != 1) throw new DataException("Only a union with null is a column: " + union);
        return others.get(0);
    }

    private static boolean isMillis(org.apache.avro.Schema avro) {
        LogicalType logical = avro.getLogicalType();
        return logical != null && logical.getName().equals("timestamp-millis");
    }

    static Object valueOf(Schema schema, Object value) {
        if (value == null) return null;
        if (Timestamp.LOGICAL_NAME.equals(schema.name())) return new Date((Long) value);
        return switch (schema.type()) {
            case STRUCT -> struct(schema, (GenericRecord) value);
            case ARRAY -> array(schema, (Collection<?>) value);
            case MAP -> map(schema, (Map<?, ?>) value);
            case STRING -> value.toString();
            case BYTES -> value instanceof GenericFixed fixed ? ByteBuffer.wrap(fixed.bytes()) : value;
            default -> value;
        };
    }

    private static Struct struct(Schema schema, GenericRecord record) {
        Struct struct = new Struct(schema);
        for (Field field : schema.fields()) struct.put(field, valueOf(field.schema(), record.get(field.name())));
        return struct;
    }

    private static List<Object> array(Schema schema, Collection<?> items) {
        List<Object> values = new ArrayList<>(items.size());
        for (Object item : items) values.add(valueOf(schema.valueSchema(), item));
        return values;
    }

    private static Map<String, Object> map(Schema schema, Map<?, ?> entries) {
        Map<String, Object> values = new LinkedHashMap<>();
        entries.forEach((key, value) -> values.put(key.toString(), valueOf(schema.valueSchema(), value)));
        return values;
    }
}
