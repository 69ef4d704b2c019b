package io.confluent.connect.avro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Replaces Confluent's Avro converter, which no package registry has. It reads Confluent's wire format (the schema's id in front of the
 * value) with schemas from any registry that has Confluent's API. It has the same class name, so the worker configuration for the real
 * converter runs unchanged. It only reads: a sink needs no more.
 */
public final class AvroConverter implements Converter {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    private final Map<Integer, Known> known = new ConcurrentHashMap<>();
    private SchemaRegistry registry;

    private record Known(Schema schema, GenericDatumReader<Object> reader) {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        Object urls = settings.get("schema.registry.url");
        if (urls == null) throw new DataException("schema.registry.url is not set");
        registry = new SchemaRegistry(String.valueOf(urls).split(",")[0].trim());
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] bytes) {
        if (bytes == null) return SchemaAndValue.NULL;
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) throw new DataException("Unknown magic byte: no value of Confluent's Avro");
        Known writer = writerOf(ByteBuffer.wrap(bytes, 1, HEADER_BYTES - 1).getInt());
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
        try {
            Object value = writer.reader().read(null, decoder);
            if (!decoder.isEnd()) throw new DataException("There are bytes left after the Avro value");
            return new SchemaAndValue(writer.schema(), ConnectData.valueOf(writer.schema(), value));
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException broken) {
            throw new DataException("The Avro value cannot be read: " + broken.getMessage(), broken);
        }
    }

    private Known writerOf(int id) {
        Known found = known.get(id);
        if (found != null) return found;
        org.apache.avro.Schema avro = registry.schema(id);
        Known writer = new Known(ConnectData.schemaOf(avro), new GenericDatumReader<>(avro));
        known.put(id, writer);
        return writer;
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        throw new DataException("This stand-in for Confluent's AvroConverter only reads");
    }
}
