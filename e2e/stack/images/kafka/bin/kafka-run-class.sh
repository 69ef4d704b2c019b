#!/usr/bin/env bash
# Runs a class of Kafka's with the variables that Kafka's own script takes.
: "${KAFKA_HEAP_OPTS=-Xmx256M}"
: "${KAFKA_JVM_PERFORMANCE_OPTS=-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent -Djava.awt.headless=true}"
: "${KAFKA_LOG4J_OPTS=-Dlog4j2.configurationFile=/etc/kafka/docker/tools-log4j2.yaml}"
# Unquoted: each holds several options.
# shellcheck disable=SC2086
exec java $KAFKA_HEAP_OPTS $KAFKA_JVM_PERFORMANCE_OPTS -Dkafka.logs.dir=/opt/kafka/logs $KAFKA_LOG4J_OPTS $KAFKA_OPTS \
  -cp "/opt/kafka/libs/*${CLASSPATH:+:$CLASSPATH}" "$@"
