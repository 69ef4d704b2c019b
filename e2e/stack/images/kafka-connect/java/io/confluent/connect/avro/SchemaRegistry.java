package io.confluent.connect.avro;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;

/** Schemas by their ids. */
final class SchemaRegistry {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final int TRIES = 5;
    private static final long PAUSE_MS = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(WITHIN).build();
    private final String url;

    SchemaRegistry(String url) {
        this.url = url.replaceAll("/+$", "");
    }

    /** Retries for a while when the registry is restarting: otherwise the worker would reject a good record. */
    Schema schema(int id) {
        for (int tried = 1; ; tried++) {
            try {
                return ask(id);
            } catch (IOException unreachable) {
                if (tried == TRIES) throw new RetriableException("The schema registry cannot be reached at " + url, unreachable);
                pause();
            }
        }
    }

    private Schema ask(int id) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/schemas/ids/" + id)).timeout(WITHIN).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 404) throw new DataException("The schema registry knows no schema with id " + id);
            if (answer.statusCode() != 200) throw new IOException("The schema registry answered " + answer.statusCode());
            return new Schema.Parser().parse(JSON.readTree(answer.body()).path("schema").asText());
        } catch (SchemaParseException broken) {
            throw new DataException("Schema " + id + " is no Avro schema", broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RetriableException("The task is stopping", interrupted);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RetriableException("The task is stopping", interrupted);
        }
    }
}
