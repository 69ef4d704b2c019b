package com.clickhouse.kafka.connect;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;

/** ClickHouse's HTTP interface, for inserts. */
final class ClickHouse {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    /** Shorter than the time limit of the worker for a task. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    /** The exception codes for invalid values: numbers, dates, UUIDs, enums, booleans or nulls. */
    private static final Set<Integer> ABOUT_VALUES = Set.of(6, 26, 27, 38, 41, 53, 69, 72, 117, 130, 131, 349, 376, 407, 467, 691);
    /** Codes that need a person to act: a wrong password, a missing table or database, a wrong query. */
    private static final Set<Integer> FINAL = Set.of(16, 47, 60, 62, 81, 115, 192, 193, 497, 516);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .build();
    private final SinkSettings settings;
    private final String insertSettings;

    ClickHouse(SinkSettings settings) {
        this.settings = settings;
        this.insertSettings = settings.insertSettings().isEmpty() ? "" : settingsClause(settings.insertSettings());
    }

    /** Resolves once the rows are stored. */
    void insert(String table, byte[] rows) throws RejectedRows {
        String query = "INSERT INTO " + quoted(table) + insertSettings + " FORMAT JSONEachRow";
        URI uri = settings.address().resolve("/?database=" + encoded(settings.database()) + "&query=" + encoded(query));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER_WITHIN)
                .header("X-ClickHouse-User", settings.username())
                .header("X-ClickHouse-Key", settings.password())
                .POST(HttpRequest.BodyPublishers.ofByteArray(rows))
                .build();
        HttpResponse<String> answer = answerTo(request);
        if (answer.statusCode() == 200) return;
        int code = answer.headers().firstValue("X-ClickHouse-Exception-Code").map(Integer::parseInt).orElse(0);
        String said = answer.body().strip();
        if (ABOUT_VALUES.contains(code)) throw new RejectedRows(said);
        if (FINAL.contains(code)) throw new ConnectException(said);
        throw new RetriableException("ClickHouse answered " + answer.statusCode() + ": " + said);
    }

    private HttpResponse<String> answerTo(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw new RetriableException("ClickHouse cannot be reached at " + settings.address(), unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RetriableException("The task is stopping", interrupted);
        }
    }

    private static String settingsClause(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(", ", " SETTINGS ", ""));
    }

    private static String quoted(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
